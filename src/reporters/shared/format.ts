import { formatCount } from '../../core/format-count.ts';
import type { Spread } from '../../core/statistics.ts';

/** A duration for people: `0.4 ms`, `38 ms`, `1.21 s`, `65.0 s`. */
export function formatMs(ms: number): string {
  const size = Math.abs(ms);
  if (size < 9.95) return `${ms.toFixed(1)} ms`;
  if (size < 999.5) return `${ms.toFixed(0)} ms`;
  if (size < 9_995) return `${(ms / 1000).toFixed(2)} s`;
  return `${(ms / 1000).toFixed(1)} s`;
}

/** `90 ms to 412 ms`, or one duration if both are the same. */
export function formatSpread({ least, most }: Spread): string {
  return least === most ? formatMs(least) : `${formatMs(least)} to ${formatMs(most)}`;
}

/** `1 call`, `2 calls`, `10,000 calls`. */
export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A ratio with about two significant digits: `0.96`, `9.7`, `56`. */
export function formatRatio(ratio: number): string {
  if (ratio < 9.95) return ratio < 1.995 ? ratio.toFixed(2) : ratio.toFixed(1);
  return ratio.toFixed(0);
}

/** A factor by which something is longer: `1.28x`. */
export function formatFactor(factor: number): string {
  return `${formatRatio(factor)}x`;
}

/** A share as a percentage: `1.7 %`, `22 %`. */
export function formatPercent(share: number): string {
  return `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`;
}

/** Cores in use: `0.6 % of a core`, `1.90 cores`. */
export function formatCores(cores: number): string {
  return cores < 1 ? `${formatPercent(cores)} of a core` : `${formatRatio(cores)} cores`;
}

/** Text with its first letter in upper case. */
export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Text as a sentence: with a capital letter and a period. */
export function sentence(text: string): string {
  return `${capitalize(text)}${/[.!?…]$/.test(text) ? '' : '.'}`;
}

/** `a, b or c`. */
export function listed(texts: readonly string[], conjunction: 'and' | 'or'): string {
  const [last = '', ...others] = texts.toReversed();
  return others.length === 0 ? last : `${others.toReversed().join(', ')} ${conjunction} ${last}`;
}
