import type { Burst } from '../../core/run.ts';
import type { PrintedWord as Word } from '../../core/timeline/server-report.ts';
import type { Timeline } from '../../core/timeline/timeline.ts';

/**
 * The order in which handlers said Hello and Goodbye: `Hello x10 Goodbye x10`, `(Hello Goodbye) x10`.
 * `times` is the multiplication sign. `undefined` if it is unknown when handlers ran.
 */
export function helloGoodbye({ handlers }: Timeline, times: string): string | undefined {
  if (handlers === undefined) return undefined;
  const words = handlers.spans
    .flatMap(({ start, end }): { at: number; word: Word }[] => [
      { at: start, word: 'Hello' },
      { at: end, word: 'Goodbye' },
    ])
    .toSorted((a, b) => a.at - b.at || (a.word === 'Goodbye' ? -1 : 1))
    .map(({ word }) => word);
  return fold(runLengths(words), times).join(' ');
}

/**
 * The order in which the server itself printed them: `the server printed Hello x10 Goodbye x10`.
 * `undefined` if it was not started for the run, or printed neither.
 */
export function printedOrder({ printed = [] }: Burst, times: string): string | undefined {
  if (printed.length === 0) return undefined;
  const order = fold(runLengths(printed.map(({ word }) => word)), times).join(' ');
  return `the server printed ${order}`;
}

interface RunLength {
  readonly word: Word;
  readonly count: number;
}

function runLengths(words: readonly Word[]): RunLength[] {
  const runs: { word: Word; count: number }[] = [];
  for (const word of words) {
    const last = runs.at(-1);
    if (last?.word === word) last.count += 1;
    else runs.push({ word, count: 1 });
  }
  return runs;
}

/** Folds repeated pairs: `(Hello Goodbye) x10`. */
function fold(runs: readonly RunLength[], times: string): string[] {
  const folded: string[] = [];
  for (let index = 0; index < runs.length;) {
    const repeats = pairRepeats(runs, index);
    if (repeats > 1) {
      folded.push(`(${pair(runs, index, times)}) ${times}${repeats}`);
      index += 2 * repeats;
    } else {
      folded.push(...runs.slice(index, index + 1).map((run) => spell(run, times)));
      index += 1;
    }
  }
  return folded;
}

function pairRepeats(runs: readonly RunLength[], from: number): number {
  let repeats = 1;
  while (samePair(runs, from, from + 2 * repeats)) repeats += 1;
  return repeats;
}

function samePair(runs: readonly RunLength[], one: number, other: number): boolean {
  return (
    other + 1 < runs.length &&
    [0, 1].every((step) => runs[one + step]?.count === runs[other + step]?.count)
  );
}

function pair(runs: readonly RunLength[], at: number, times: string): string {
  return runs
    .slice(at, at + 2)
    .map((run) => spell(run, times))
    .join(' ');
}

function spell({ word, count }: RunLength, times: string): string {
  return count === 1 ? word : `${word} ${times}${count}`;
}
