import type { ServerProcess } from '../observed/observed.ts';

// How many threads a server gives to calls, as far as its command line shows.

/** Their default if the command line names none: Puma's README, and Waitress's "Arguments". */
const DEFAULTS: Readonly<Record<string, number>> = { puma: 5, waitress: 4, 'waitress-serve': 4 };
/** Servers that have such a pool only if the command line says so. */
const ON_REQUEST: readonly string[] = ['gunicorn'];

/** Puma shows this title instead of its command line, so a given number of threads doesn't show. */
const TITLE = /^puma: |^puma \d/;

/** `--threads 8`, `--threads=8`, `-t 1:8`. */
const THREADS = /(?:^|\s)(?:--threads[= ]|-t ?)(?:\d+:)?(\d+)(?=\s|$)/;

/** The threads of a pool that serves calls; `undefined` if the program is not known to have one. */
export function poolSizeOf({ program, command }: ServerProcess): number | undefined {
  const [, given] = THREADS.exec(command) ?? [];
  const preset = TITLE.test(command) ? undefined : DEFAULTS[program];
  if (preset === undefined && !ON_REQUEST.includes(program)) return undefined;
  return given === undefined ? preset : Number(given);
}
