/** The distinct verdicts, the most frequent first, with how often each came. */
export function tally(verdicts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const verdict of verdicts) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([verdict, count]) => (count === verdicts.length ? verdict : `${verdict} x${count}`))
    .join('; ');
}
