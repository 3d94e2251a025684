import type { Workers } from '../../core/verdict.ts';

/** How many at a time, for headlines and running text: `about 10 calls at a time, at least 5`. */
export function callsAtATime(workers: Workers): string {
  return countWith(workers, (count) =>
    count === 1 ? 'one call at a time' : `${count} calls at a time`,
  );
}

/** The same for the cell of a table: `about 10, at least 5`. */
export function workerCount(workers: Workers): string {
  return countWith(workers, (count) => `${count}`);
}

/** An interval of workers without an estimate: `4`, `3 to 5`, `at least 5`. */
export function workerRange({ low, high }: Pick<Workers, 'low' | 'high'>): string {
  if (high === null) return `at least ${low}`;
  return low === high ? `${low}` : `${low} to ${high}`;
}

function countWith({ estimate, low, high }: Workers, name: (count: number) => string): string {
  if (high === null) {
    return low < estimate ? `about ${name(estimate)}, at least ${low}` : `at least ${name(low)}`;
  }
  return low === high ? name(low) : `${name(estimate)} (${low} to ${high})`;
}
