import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What is read of /proc. Whatever does not exist, or may not be read, is `undefined` or empty. */
export interface Proc {
  readonly read: (file: string) => string | undefined;
  readonly list: (folder: string) => readonly string[];
  readonly link: (file: string) => string | undefined;
}

/** The /proc of this machine. */
export const PROC: Proc = {
  read: (file) => attempt(() => readFileSync(`/proc/${file}`, 'latin1')),
  list: (folder) => attempt(() => readdirSync(`/proc/${folder}`)) ?? [],
  link: (file) => attempt(() => readlinkSync(`/proc/${file}`)),
};

/** The processes that run now. */
export function listProcesses(proc: Proc): number[] {
  return proc
    .list('.')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined; // a process may have ended meanwhile
  }
}
