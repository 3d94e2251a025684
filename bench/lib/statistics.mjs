/**
 * The median; halfway between the two middle values if their number is even.
 * @param {readonly number[]} values
 */
export function median(values) {
  return quantile(values, 0.5);
}

/**
 * A quantile by the nearest-rank method: the smallest value that at least `part` of the values do not
 * exceed. The median of an even number of values is halfway between the two middle ones.
 * @param {readonly number[]} values
 * @param {number} part from 0 to 1
 */
export function quantile(values, part) {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  if (part === 0.5 && Number.isInteger(half)) return (sorted[half - 1] + sorted[half]) / 2;
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
}
