import { sanitizeLine } from '../core/sanitize.ts';
import { Interruption, messageOf, OutputError, TargetError, UsageError } from '../errors.ts';
import { EXIT, type ExitStatus } from '../output/exit-status.ts';
import { openOutputs, STANDARD_OUTPUT } from '../output/output-files.ts';
import type { Result } from '../output/result.ts';
import { OPTIONS } from './arguments.ts';
import { HELP } from './help.ts';
import type { Host } from './host.ts';
import { assertPassedOn } from './npm.ts';
import { readOptions, type Command } from './options.ts';
import { OWN_SCRIPT } from './rerun.ts';
import { failureOf, judgeSaved, runCheck, runComparison } from './run-command.ts';

/**
 * Runs the command and returns its exit status. An error in the command line, the target or the
 * output is printed.
 * @throws any other error, which is a bug.
 */
export async function main(argv: readonly string[], host: Host): Promise<ExitStatus> {
  try {
    return await runCommand(argv, host);
  } catch (error) {
    return reportError(error, host);
  }
}

async function runCommand(argv: readonly string[], host: Host): Promise<ExitStatus> {
  assertPassedOn(host.env, { script: OWN_SCRIPT, names: Object.keys(OPTIONS) });
  const command = readOptions(argv);
  switch (command.do) {
    case 'help':
      host.stdout.write(HELP);
      return EXIT.reached;
    case 'version':
      host.stdout.write(`${host.client.version}\n`);
      return EXIT.reached;
    case 'judge':
      return deliver(command, host, () => judgeSaved(command.file, command.output, host));
    case 'check':
      return deliver(command, host, () => runCheck(command, host));
    case 'compare':
      return deliver(command, host, () => runComparison(command, host));
  }
}

type Producing = Exclude<Command, { do: 'help' | 'version' }>;

/** Opens the output files, produces the result, and writes it. Nothing else writes results. */
async function deliver(
  command: Producing,
  host: Host,
  produce: () => Promise<Result>,
): Promise<ExitStatus> {
  const { stdout, stderr } = host;
  const { output } = command;
  const files = openOutputs(output.files);
  const [onStdout] = [...output.files].find(([, file]) => file === STANDARD_OUTPUT) ?? [];
  const result = await produce().catch(async (error: unknown) => {
    const documents = error instanceof TargetError ? failureOf(command, error, host) : {};
    if (onStdout !== undefined) stdout.write((await documents[onStdout]?.()) ?? '');
    await files.write(documents);
    throw error;
  });
  stdout.write(onStdout === undefined ? result.report : await result.documents[onStdout]());
  for (const warning of result.warnings) stderr.write(`warning: ${sanitizeLine(warning)}\n`);
  if (result.empty === true) files.discard();
  else await files.write(result.documents);
  return result.status;
}

/**
 * Prints an error and returns the exit status for it.
 * @throws the error itself if it is not one of ours.
 */
export function reportError(error: unknown, { stderr }: Pick<Host, 'stderr'>): ExitStatus {
  const status = statusOf(error);
  if (status === undefined) throw error;
  const lines = messageOf(error).split('\n').map(sanitizeLine); // they may quote a server
  stderr.write(`concurrency-check: ${lines.join('\n')}\n`);
  return status;
}

function statusOf(error: unknown): ExitStatus | undefined {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof TargetError || error instanceof OutputError) return EXIT.noVerdict;
  return error instanceof Interruption ? EXIT.interrupted : undefined;
}
