import { readOptions, type Command } from '../cli/options.ts';
import type { Host } from '../cli/host.ts';
import { runCommand } from '../cli/main.ts';
import { UsageError } from '../errors.ts';
import type { ExitStatus } from '../output/exit-status.ts';
import { LOCAL_HOST, type FunctionTargetSpec } from '../targets/target-spec.ts';
import type { PluginInput, SlsOptions } from './framework.ts';
import { findCall, type FunctionCall } from './function-call.ts';
import { offlinePath, placeFunction } from './place-function.ts';
import { passedOnWords, rerunWords } from './words.ts';

/** `sls concurrency-check`: checks a function and returns the exit status. Errors are printed. */
export function checkFunction(input: PluginInput, host: Host): Promise<ExitStatus> {
  return runCommand(() => readFunctionCommand(input, host), {
    ...host,
    invocation: 'npx sls concurrency-check',
  });
}

/**
 * What the options ask for.
 * @throws UsageError if there is no such function, or if an option does not apply to it.
 */
export function readFunctionCommand(input: PluginInput, host: Pick<Host, 'env'>): Command {
  const { serverless, options } = input;
  const call = findCall(serverless, options);
  const runs = placeFunction(call, input, host.env);
  const address =
    runs.by === 'offline'
      ? `${LOCAL_HOST}${offlinePath(call, serverless)}`
      : `${DEPLOYED}${call.path}`;
  const command = readOptions([
    call.route === undefined ? `lambda:${call.name}` : address,
    ...methodWords(call, options),
    ...passedOnWords(options),
  ]);
  if (command.do !== 'check') return command;
  const target: FunctionTargetSpec = { kind: 'function', call: calledBy(command.target), runs };
  return { ...command, target, rerun: rerunWords(options) };
}

/** The address of the API replaces this one. */
const DEPLOYED = 'https://api.invalid';

/** The method of the route, unless --request asks for another. */
function methodWords({ route }: FunctionCall, { request }: SlsOptions): string[] {
  const given = request !== undefined && request !== null;
  return route === undefined || given || route.method === 'GET'
    ? []
    : [`--request=${route.method}`];
}

function calledBy(target: Extract<Command, { do: 'check' }>['target']): FunctionTargetSpec['call'] {
  if (target.kind === 'http' || target.kind === 'lambda') return target;
  throw new UsageError(`expected a function to call, received a target of kind ${target.kind}`);
}
