import { UsageError } from '../errors.ts';
import { typedName, valueOf, type Arguments } from './arguments.ts';
import { redactCredentials } from './http-options.ts';
import { parseWholeNumber } from './number-options.ts';

/** Whether `--listen` was given, with a port or without. */
export function asksToListen(args: Arguments): boolean {
  return args.flags.has('listen') || valueOf(args, 'listen') !== undefined;
}

/**
 * The port of `--listen PORT` or `--listen=PORT`; `undefined` for any free one.
 * @throws UsageError if it is not a port, or if there is a target or a command, which nothing would call.
 */
export function readListenPort(args: Arguments): number | undefined {
  if (args.command !== undefined) {
    throw new UsageError('--listen starts nothing; leave out -- COMMAND, and start it elsewhere');
  }
  const given = valueOf(args, 'listen');
  const [word, ...more] = args.targets;
  const [target] = given === undefined && /^\d+$/.test(word ?? '') ? more : args.targets;
  if (target !== undefined) {
    throw new UsageError(
      `--listen waits for calls and takes no target but a port, received ${redactCredentials(target)}`,
    );
  }
  const port = given ?? word;
  if (port === undefined) return undefined;
  return parseWholeNumber(port, { min: 1, max: 65_535, name: typedName(args, 'listen') });
}
