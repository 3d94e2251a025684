import type { ServerProcess } from '../observed/observed.ts';

// How many threads a server gives to calls, as far as its command line shows.

/** How a program is told the number of its threads, and how many it has if it isn't told; absent if it has no pool then. */
interface PoolSettings {
  readonly option: RegExp;
  readonly preset?: number;
}

const LONG_ONLY = /\s--threads[= ](\d+)(?=\s|$)/g;

/** Puma's `-t 8` and `-t 1:8` are short for `--threads` (`puma --help`). */
const SHORT_TOO = /\s(?:--threads[= ]|-t ?)(?:\d+:)?(\d+)(?=\s|$)/g;

/** Defaults are in Puma's README and Waitress's "Arguments". In Gunicorn, `-t` is the timeout ("Settings", timeout). */
const POOLS: Readonly<Record<string, PoolSettings>> = {
  puma: { option: SHORT_TOO, preset: 5 },
  waitress: { option: LONG_ONLY, preset: 4 },
  'waitress-serve': { option: LONG_ONLY, preset: 4 },
  gunicorn: { option: LONG_ONLY },
  uwsgi: { option: LONG_ONLY },
};

/** Puma shows this title instead of its command line, so a given number of threads doesn't show. */
const TITLE = /^puma: |^puma \d/;

/** Only these workers of Gunicorn have a pool of threads; with `--threads`, sync stands for gthread ("Settings", threads). */
const WORKER_CLASS = /\s(?:--worker-class[= ]|-k ?)(?!(?:sync|gthread)(?:\s|$)|\s)/;

/** The threads of a pool that serves calls; `undefined` if the program is not known to have one. */
export function poolSizeOf({ program, command }: ServerProcess): number | undefined {
  const settings = POOLS[program];
  if (settings === undefined || TITLE.test(command)) return undefined;
  if (program === 'gunicorn' && WORKER_CLASS.test(command)) return undefined;
  // Of several, the last one counts.
  const given = [...command.matchAll(settings.option)].at(-1)?.[1];
  return given === undefined ? settings.preset : Number(given);
}
