/** @param {readonly number[]} values */
export function median(values) {
  return quantile(values, 0.5);
}

/**
 * The smallest value that at least so large a part of them does not exceed (nearest rank); halfway
 * between the middle two for the median of an even number.
 * @param {readonly number[]} values
 * @param {number} part from 0 to 1
 */
export function quantile(values, part) {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  if (part === 0.5 && Number.isInteger(half)) return (sorted[half - 1] + sorted[half]) / 2;
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
}
