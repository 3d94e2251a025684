import { defined } from '../core/defined.ts';
import type { Plan } from '../core/plan.ts';
import { UsageError } from '../errors.ts';
import { valueOf, type Arguments, type OptionName } from '../options/arguments.ts';
import { readDemands } from '../options/expectation.ts';
import { readRequest, type Request } from '../options/requests.ts';
import { FORMATS, type Format } from '../output/formats.ts';
import { assertNoCollisions } from '../output/output-files.ts';
import type { Output } from '../output/output-options.ts';
import { assertNoInputs } from './input-files.ts';
import { replaceCurl } from './request/curl-command.ts';
import { rerunArguments } from './rerun.ts';
import { splitArguments } from './split-arguments.ts';

/** What the command line asks for. */
export type Command =
  | { readonly do: 'help' | 'version' }
  | (Extract<Request, { do: 'judge' | 'listen' }> & { readonly output: Output })
  | (FireRequest & {
      readonly output: Output;
      /** What to type to fire the same again. */
      readonly rerun: string;
    });

type FireRequest = Exclude<Request, { do: 'judge' | 'listen' }>;

/**
 * Reads and checks the command line. `argv` begins after the name of the command; `port` is what
 * `{port}` stands for.
 * @throws UsageError, with a message of one line, if something is malformed or does not go together.
 */
export function readOptions(argv: readonly string[], port?: number): Command {
  const { words, typed } = replaceCurl(argv);
  const args = namedAsTyped(splitArguments(words), typed);
  const asked = questionOf(args);
  if (asked !== undefined) return { do: asked };
  const request = readRequest(args, port);
  const output = readOutput(args);
  if (request.do === 'judge' || request.do === 'listen') return { ...request, output };
  if (request.do === 'check') assertEnoughCalls(output, request.plan);
  return { ...request, output, rerun: rerunArguments(words) };
}

/** Arguments that name options as they were typed after curl. */
function namedAsTyped(args: Arguments, behindCurl: Arguments['typed']): Arguments {
  const typed = [...args.typed].map(([name, own]): [OptionName, string] => [
    name,
    behindCurl.get(name) ?? own,
  ]);
  return { ...args, typed: new Map(typed) };
}

/** `--help` and `--version`, or one of these words alone. */
function questionOf({ flags, targets }: Arguments): 'help' | 'version' | undefined {
  const asked = (['help', 'version'] as const).find((name) => flags.has(name));
  if (asked !== undefined || targets.length > 1) return asked;
  return (['help', 'version'] as const).find((name) => name === targets[0]);
}

/** A burst cannot show more workers than it has calls. */
function assertEnoughCalls({ demands }: Output, { calls }: Plan): void {
  for (const { kind, workers = 0 } of demands.expect ?? []) {
    if (workers <= calls) continue;
    throw new UsageError(
      `--expect ${kind}:${workers} needs at least ${workers} calls in a burst, but there are only ${calls}; use -n ${workers}`,
    );
  }
}

function readOutput(args: Arguments): Output {
  const against = valueOf(args, 'against');
  if (/^\s*[{[]/.test(valueOf(args, 'json') ?? '')) {
    throw new UsageError(
      '--json: expected a file to write the run to, received JSON; send it with -d, or write curl before the request',
    );
  }
  const files = new Map(
    FORMATS.flatMap((format): [Format, string][] => {
      const file = valueOf(args, format);
      return file === undefined ? [] : [[format, file]];
    }),
  );
  assertNoCollisions(files);
  assertNoInputs(files, args);
  return {
    files,
    ...defined({ against }),
    demands: readDemands(args),
    color: !args.flags.has('no-color'),
    quiet: args.flags.has('quiet'),
  };
}
