import type { Diagnosis } from '../../core/why/diagnosis.ts';
import type { Proof } from '../shared/report-input.ts';
import { whyWords, type WhyRow } from '../why/words.ts';
import { commandLines, namedTexts } from './blocks.ts';
import { paletteOf, type TerminalStyle } from './style.ts';

/** The block below the verdict: the cause of the waiting, what shows it, and what to do. */
export function renderWhy(
  why: Diagnosis,
  proof: Proof | undefined,
  style: TerminalStyle,
): string[] {
  const { headline, certainty, rows } = whyWords(why, proof);
  const { bold } = paletteOf(style);
  const gap = Math.max(2, style.columns - 'WHY   '.length - headline.length - certainty.length);
  return [
    `${bold('WHY')}   ${headline}${' '.repeat(gap)}${certainty}`,
    ...rows.flatMap((row) =>
      row.name === 'prove' ? proofLines(row, style) : namedTexts(row.name, row.texts, style),
    ),
  ];
}

/** The words, and the command below them. */
function proofLines(
  { name, texts: [words = '', command = ''] }: WhyRow,
  style: TerminalStyle,
): string[] {
  return [...namedTexts(name, [words], style), ...commandLines(command, style)];
}
