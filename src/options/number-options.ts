import { shown, typedName, valueOf, type Arguments } from './arguments.ts';
import { formatCount } from '../core/format-count.ts';
import { UsageError } from '../errors.ts';

interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * The value of an option that takes a whole number; `fallback` if it is not given.
 * @throws UsageError if it is not a whole number in the range.
 */
export function readNumber(
  args: Arguments,
  name: 'calls' | 'bursts' | 'solo' | 'timeout' | 'delay' | 'connections',
  range: Range & { readonly fallback: number },
): number {
  const given = valueOf(args, name);
  if (given === undefined) return range.fallback;
  return parseWholeNumber(given, { ...range, name: typedName(args, name) });
}

/**
 * Parses a whole number; `name` is that of the option, for the message.
 * @throws UsageError if `given` is not a whole number in the range.
 */
export function parseWholeNumber(
  given: string,
  { min, max, name }: Range & { name: string },
): number {
  const value = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(
    `${name}: expected a whole number from ${min} to ${formatCount(max)}, received ${shown(given)}`,
  );
}
