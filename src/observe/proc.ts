import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';

/** What is read of /proc. Whatever doesn't exist, or may not be read, is `undefined` or empty. */
export interface Proc {
  readonly read: (file: string) => string | undefined;
  /** The first bytes of a file that may be large. */
  readonly start: (file: string) => string | undefined;
  readonly list: (folder: string) => readonly string[];
  readonly link: (file: string) => string | undefined;
}

/** The /proc of this machine. */
export const PROC: Proc = {
  read: (file) => attempt(() => readFileSync(`/proc/${file}`, 'latin1')),
  start: (file) => attempt(() => readStart(`/proc/${file}`)),
  list: (folder) => attempt(() => readdirSync(`/proc/${folder}`)) ?? [],
  link: (file) => attempt(() => readlinkSync(`/proc/${file}`)),
};

/** Runs a program, and returns what it prints; `undefined` if it can't be run. */
export type RunProgram = (program: string, words: readonly string[]) => string | undefined;

/** A look must not outlast a burst by much. */
const TIMEOUT_MS = 2_000;

/** The exit status doesn't matter: lsof ends with 1 if it doesn't find everything that it was asked for. */
export const runProgram: RunProgram = (program, words) => {
  const { error, stdout } = spawnSync(program, words, { encoding: 'utf8', timeout: TIMEOUT_MS });
  return error === undefined ? stdout : undefined;
};

/** The processes that run now. */
export function listProcesses(proc: Proc): number[] {
  return proc
    .list('.')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** The first page of an executable holds its headers. */
const START_BYTES = 4096;

function readStart(file: string): string {
  const opened = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(START_BYTES);
    return bytes.toString('latin1', 0, readSync(opened, bytes));
  } finally {
    closeSync(opened);
  }
}

function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined; // a process may have ended meanwhile
  }
}
