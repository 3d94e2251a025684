import { sanitizeLine } from '../../core/sanitize.ts';
import type { EvidenceRow } from '../shared/phrases.ts';
import {
  clip,
  glyphsOf,
  paletteOf,
  widthOf,
  wrap,
  type Paint,
  type TerminalStyle,
} from './style.ts';

// The parts of a report.

/** A title, with `right` at the end of its line, or below if there is no room. */
export function titleLines(text: string, right: string, style: TerminalStyle): string[] {
  const title = clip(sanitizeLine(text), style.columns, glyphsOf(style).more);
  const { bold } = paletteOf(style);
  const gap = style.columns - widthOf(title) - right.length;
  if (gap < 2) return [bold(title), right.padStart(style.columns)].filter(Boolean);
  return [`${bold(title)}${' '.repeat(gap)}${right}`.trimEnd()];
}

/** Blocks of lines as a text, with an empty line between them. */
export function joinBlocks(blocks: readonly (readonly string[])[]): string {
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** A painted name, and the text after it. */
export interface Headline {
  readonly name: string;
  readonly text: string;
  readonly paint: Paint;
}

/** A headline on as many lines as it takes. */
export function headlineLines({ name, text, paint }: Headline, style: TerminalStyle): string[] {
  const [first = '', ...more] = wrap(`${name}   ${text}`, style.columns - 2);
  return [paint(first.slice(0, name.length)) + first.slice(name.length), ...indented(more)];
}

/** A note in fewer columns than this continues below its name instead. */
const LEAST_NOTE = 20;

/** The evidence for a verdict: names, values and notes in columns. */
export function evidenceLines(evidence: readonly EvidenceRow[], style: TerminalStyle): string[] {
  const width = Math.max(...evidence.map(({ value }) => value.length)) + 3;
  return evidence.flatMap(({ name, value, note }) => {
    const left = `  ${name.padEnd(15)}${value.padEnd(width)}`;
    const room = style.columns - left.length;
    if (room < LEAST_NOTE) return indented(wrap(left.slice(2) + note, style.columns - 2));
    const [first = '', ...rest] = wrap(note, room);
    return [`${left}${first}`.trimEnd(), ...rest.map((line) => ' '.repeat(left.length) + line)];
  });
}

/** Columns of the names on the left. */
const INDENT = 13;

/** A name on the left, and texts on the right, each beginning on a new line. */
export function namedTexts(name: string, texts: readonly string[], style: TerminalStyle): string[] {
  const lines = texts.flatMap((text) => wrap(sanitizeLine(text), style.columns - INDENT));
  return lines.map((line, index) => `  ${(index === 0 ? name : '').padEnd(INDENT - 2)}${line}`);
}

/** Words of a command; quotes may hold spaces. */
const WORDS = /(?:'[^']*'|\\.|[^\s'\\])+/g;

/** A command on as many lines as it takes, which a shell takes as one. No word is broken, however long it is. */
export function commandLines(command: string, { columns }: TerminalStyle): string[] {
  const lines: string[] = [];
  for (const word of sanitizeLine(command).match(WORDS) ?? []) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trimStart();
    const fits = lines.length > 0 && widthOf(longer) <= columns - INDENT - CONTINUED.length;
    lines.splice(fits ? -1 : lines.length, 1, fits ? longer : word);
  }
  return lines.map((line, index) => {
    const end = index === lines.length - 1 ? '' : CONTINUED;
    return `${' '.repeat(INDENT)}${line}${end}`;
  });
}

const CONTINUED = ' \\';

/** Lines below a headline. */
export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
