/** The shortest and the longest of several durations. */
export interface Spread {
  readonly least: number;
  readonly most: number;
}

/** A list with at least one item, of which there always is a median, a mean, a largest. */
export type NonEmpty<Item> = readonly [Item, ...Item[]];

/** Whether a list has an item. */
export function isNonEmpty<Item>(items: readonly Item[]): items is NonEmpty<Item> {
  return items.length > 0;
}

/** `items.map(make)`, which keeps a list non-empty. */
export function mapNonEmpty<Item, Made>(
  [first, ...rest]: NonEmpty<Item>,
  make: (item: Item) => Made,
): NonEmpty<Made> {
  return [make(first), ...rest.map((item) => make(item))];
}

/** The middle value, or the mean of the two middle ones; `undefined` of nothing. */
export function median(values: NonEmpty<number>): number;
export function median(values: readonly number[]): number | undefined;
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
}

/** The sum; 0 of nothing. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Arithmetic mean; `undefined` of nothing. */
export function mean(values: NonEmpty<number>): number;
export function mean(values: readonly number[]): number | undefined;
export function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : sum(values) / values.length;
}

/** The largest of a list that may be too long to spread into `Math.max`; `undefined` of nothing. */
export function largest(values: NonEmpty<number>): number;
export function largest(values: readonly number[]): number | undefined;
export function largest(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((a, b) => Math.max(a, b));
}

/** The smallest; `undefined` of nothing. */
export function smallest(values: NonEmpty<number>): number;
export function smallest(values: readonly number[]): number | undefined;
export function smallest(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((a, b) => Math.min(a, b));
}

/** `value`, or the nearer bound if it lies outside. */
export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** Rounded to microseconds; finer digits of a time mean nothing. */
export function roundToMicroseconds(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}

interface Sample {
  readonly of: number;
  readonly hits: number;
}

/**
 * The chance that a sample has as few hits as this one, or fewer, if the hits of both fell on them at
 * random (Fisher, "On the interpretation of chi-squared from contingency tables, and the calculation of
 * P", 1922; one-sided).
 */
export function fisherExact(few: Sample, many: Sample): number {
  const hits = few.hits + many.hits;
  const all = logChoose(few.of + many.of, hits);
  const from = Math.max(0, hits - many.of);
  const ways = Array.from({ length: few.hits - from + 1 }, (_, nth) =>
    Math.exp(logChoose(few.of, from + nth) + logChoose(many.of, hits - from - nth) - all),
  );
  return Math.min(1, sum(ways));
}

function logChoose(of: number, chosen: number): number {
  return sum(Array.from({ length: chosen }, (_, n) => Math.log((of - n) / (n + 1))));
}
