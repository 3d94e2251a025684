import { maskWords } from '../core/secrets/command-secrets.ts';
import { UsageError } from '../errors.ts';
import { findFreePorts } from '../targets/free-port.ts';
import type { ServerSpec } from '../targets/target-spec.ts';
import { valueOf, type Arguments, type TargetKind } from './arguments.ts';

/** Stands for a free port in the target and in the command. */
const PORT = '{port}';
const READY_MS = 60_000;
const MOST_READY_MS = 3_600_000;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

/** A free port if the command line asks for one with `{port}`. */
export async function findPort(argv: readonly string[]): Promise<number | undefined> {
  return argv.some((word) => word.includes(PORT)) ? (await findFreePorts(1))[0] : undefined;
}

/** A word with the free port in place of `{port}`; unchanged without one. */
export function insertPort(word: string, port: number | undefined): string {
  return port === undefined ? word : word.replaceAll(PORT, `${port}`);
}

/** An address with `{port}` again in place of the free port, so that runs can be compared. */
export function showPort({ href }: URL, port: number | undefined): string {
  return port === undefined ? href : href.replace(`:${port}`, `:${PORT}`);
}

/** What calls no address that is given. */
const CALLS_ELSEWHERE: Partial<Record<TargetKind, string>> = {
  from: '--from, which judges calls that were already made',
  compare: '--compare, which starts its own service',
};

/**
 * Checks `-- COMMAND` and `--ready` before anything else is read.
 * @throws UsageError if there is no command, if the target is no HTTP address, or if only one of
 * the target and the command has `{port}`.
 */
export function assertServerApplies(args: Arguments, kind: TargetKind): void {
  const { command, targets } = args;
  const [target = ''] = targets;
  if (command === undefined) {
    if (valueOf(args, 'ready') !== undefined) {
      throw new UsageError('--ready applies only with -- COMMAND, the server to start');
    }
    if (!target.includes(PORT)) return;
    throw new UsageError('{port} in the target needs a server to start; add -- COMMAND');
  }
  const [name = ''] = maskWords(command);
  if (name === '') {
    throw new UsageError('expected a command after --, such as -- uvicorn app:app, received none');
  }
  assertCallable(name, kind);
  if (target.includes(PORT) === command.some((word) => word.includes(PORT))) return;
  throw new UsageError(
    `{port} must be in both the target and the command, but is only in the ${target.includes(PORT) ? 'target' : 'command'}. For a server that reads PORT, use -- env PORT={port} COMMAND`,
  );
}

/** @throws UsageError if what is called is no HTTP address. */
function assertCallable(name: string, kind: TargetKind): void {
  if (kind === 'http') return;
  const elsewhere = CALLS_ELSEWHERE[kind];
  throw new UsageError(
    elsewhere === undefined
      ? `-- ${name} starts a server; put the HTTP address to call before it, such as http://localhost:8000/ping -- ${name}`
      : `-- COMMAND does not apply to ${elsewhere}; leave out -- ${name}`,
  );
}

/**
 * Reads `-- COMMAND` and `--ready`; nothing if there is no command.
 * @throws UsageError if `--ready` is no time.
 */
export function readServer(args: Arguments, port: number | undefined): { server?: ServerSpec } {
  const { command } = args;
  if (command === undefined) return {};
  return {
    server: {
      command: command.map((word) => insertPort(word, port)),
      shownCommand: maskWords(command),
      readyMs: readReady(args),
    },
  };
}

function readReady(args: Arguments): number {
  const given = valueOf(args, 'ready');
  if (given === undefined) return READY_MS;
  const [, number, unit = ''] = /^(\d{1,7})(ms|s|m)$/.exec(given) ?? [];
  const ms = Number(number) * (UNIT_MS[unit] ?? Number.NaN);
  if (ms >= 1 && ms <= MOST_READY_MS) return ms;
  throw new UsageError(`--ready: expected a time from 1ms to 60m, such as 60s, received ${given}`);
}
