import { valueOf, type Arguments } from './arguments.ts';
import { UsageError } from '../errors.ts';

interface Range {
  readonly least: number;
  readonly most: number;
}

export function readNumber(
  args: Arguments,
  name: 'calls' | 'bursts' | 'solo' | 'timeout' | 'delay',
  range: Range & { readonly fallback: number },
): number {
  const given = valueOf(args, name);
  return given === undefined ? range.fallback : wholeNumber(given, { ...range, name });
}

export function wholeNumber(
  given: string,
  { least, most, name }: Range & { name: string },
): number {
  const value = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(
    `--${name}: expected a whole number from ${least} to ${most}, received ${given}`,
  );
}
