/** A count for people, with separators once it has five digits: `1000`, `10,000`. */
export function formatCount(count: number): string {
  return Math.abs(count) < 10_000 ? `${count}` : count.toLocaleString('en-US');
}
