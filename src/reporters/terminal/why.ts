import type { Diagnosis } from '../../core/why/diagnosis.ts';
import { sanitizeLine } from '../../core/sanitize.ts';
import { whyWords } from '../why/words.ts';
import { paletteOf, wrap, type TerminalStyle } from './style.ts';

/** Columns of the names on the left. */
const INDENT = 13;

/** The block below the verdict: the cause of the waiting, what shows it, and what to do. */
export function renderWhy(
  why: Diagnosis,
  proof: string | undefined,
  style: TerminalStyle,
): string[] {
  const { headline, certainty, rows } = whyWords(why, proof);
  const { bold } = paletteOf(style);
  const gap = Math.max(2, style.columns - 'WHY   '.length - headline.length - certainty.length);
  return [
    `${bold('WHY')}   ${headline}${' '.repeat(gap)}${certainty}`,
    ...rows.flatMap(({ name, texts }) =>
      row(
        name,
        texts.flatMap((text) => wrap(sanitizeLine(text), style.columns - INDENT)),
      ),
    ),
  ];
}

function row(name: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => `  ${(index === 0 ? name : '').padEnd(INDENT - 2)}${line}`);
}
