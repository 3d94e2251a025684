import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

// What the benches of real servers share: -r RUNS, --save DIR, and the names of servers.

/** Which servers are tried, how often, and where run files go. */
interface Bench {
  readonly runs: number;
  /** The servers whose names contain one of the given ones; all if none is given. */
  readonly choose: <Case extends { readonly name: string }>(cases: readonly Case[]) => Case[];
  /** Saves the output of a run that isn't right, if `--save` names a folder. */
  readonly save: (about: {
    readonly name: string;
    readonly grade: string;
    readonly output: string;
    readonly nth: number;
  }) => void;
}

/**
 * Reads the arguments of a bench. A signal ends the bench and the running server.
 * @throws if `-r` isn't a whole number of 1 or more
 */
export function startBench(fallbackRuns: number): Bench {
  const { values, positionals } = parseArgs({
    options: {
      runs: { type: 'string', short: 'r', default: String(fallbackRuns) },
      save: { type: 'string' },
    },
    allowPositionals: true,
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1)
    throw new Error(`-r needs a whole number of runs, 1 or more, not ${values.runs}`);
  // process.exit also ends the server that is running.
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  return {
    runs,
    choose: (cases) =>
      cases.filter(
        ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
      ),
    save: ({ name, grade, output, nth }) => {
      if (values.save === undefined || grade === 'right') return;
      mkdirSync(values.save, { recursive: true });
      const slug = name.replaceAll(/[^a-z0-9]+/gi, '-');
      writeFileSync(path.join(values.save, `${slug}-${nth}-${grade}.json`), output);
    },
  };
}

/** The distinct verdicts, the most frequent first, with how often each came. */
export function tally(verdicts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const verdict of verdicts) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([verdict, count]) => (count === verdicts.length ? verdict : `${verdict} x${count}`))
    .join('; ');
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
