import type { Diagnosis } from '../../core/why/diagnosis.ts';
import { whyWords } from '../shared/why-words.ts';
import { paletteOf, wrap, type TerminalStyle } from './style.ts';

/** Columns of the names on the left. */
const INDENT = 13;

/** The block below the verdict: the cause of the waiting, what shows it, and what to do. */
export function renderWhy(why: Diagnosis, style: TerminalStyle): string[] {
  const { cause, certainty, seen, ruledOut, remedy } = whyWords(why);
  const { bold } = paletteOf(style);
  const gap = Math.max(2, style.columns - 'WHY   '.length - cause.length - certainty.length);
  return [
    `${bold('WHY')}   ${cause}${' '.repeat(gap)}${certainty}`,
    ...row(
      'seen',
      seen.flatMap((fact) => wrap(fact, style.columns - INDENT)),
    ),
    ...row('ruled out', wrap(ruledOut, style.columns - INDENT)),
    ...row('do', wrap(remedy, style.columns - INDENT)),
  ];
}

function row(name: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => `  ${(index === 0 ? name : '').padEnd(INDENT - 2)}${line}`);
}
