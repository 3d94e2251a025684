import { stripVTControlCharacters } from 'node:util';
import type { VerdictKind } from '../core/verdict.ts';

/** How a terminal is to be written to. */
export interface Look {
  readonly columns: number;
  readonly color: boolean;
  readonly unicode: boolean;
}

export interface Glyphs {
  readonly served: string;
  readonly waited: string;
  readonly flight: string;
  readonly tick: string;
  readonly times: string;
  readonly more: string;
  /** From empty to full. */
  readonly levels: readonly string[];
}

const UNICODE: Glyphs = {
  served: '█',
  waited: '·',
  flight: '━',
  tick: '╵',
  times: '×',
  more: '…',
  levels: [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
};

const ASCII: Glyphs = {
  served: '#',
  waited: '.',
  flight: '=',
  tick: '|',
  times: 'x',
  more: '...',
  levels: [' ', '.', ':', '-', '=', '+', '*', '%', '#'],
};

export function glyphsOf({ unicode }: Look): Glyphs {
  return unicode ? UNICODE : ASCII;
}

export type Paint = (text: string) => string;

/** Mid-tones of the 256 colours, that stand out from black and from white. */
const INSTANCE_COLORS = [33, 170, 71, 172, 37, 141, 167, 101];

export interface Palette {
  readonly instance: (index: number) => Paint;
  readonly dim: Paint;
  readonly bold: Paint;
  readonly cold: Paint;
  readonly bad: Paint;
  readonly good: Paint;
}

const plain: Paint = (text) => text;

export function paletteOf({ color }: Look): Palette {
  const sgr = (code: string): Paint =>
    color ? (text) => `\u001B[${code}m${text}\u001B[0m` : plain;
  return {
    instance: (index) => sgr(`38;5;${INSTANCE_COLORS[index % INSTANCE_COLORS.length]}`),
    dim: sgr('2'),
    bold: sgr('1'),
    cold: sgr('38;5;33'),
    bad: sgr('1;38;5;167'),
    good: sgr('1;38;5;71'),
  };
}

/** Green for what ran together, red for what did not get done together. */
export function verdictPaint(kind: VerdictKind | undefined, look: Look): Paint {
  const { good, bad, bold } = paletteOf(look);
  if (kind === undefined || kind === 'inconclusive') return bold;
  return kind === 'serial' || kind === 'contended' ? bad : good;
}

/** Text from outside, made harmless: no control characters, no escape sequences, one line. */
export function inert(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
}

/** How many columns text takes. */
export function widthOf(text: string): number {
  return Array.from(text).length;
}

/** Cuts text to a number of columns. */
export function clip(text: string, columns: number, more: string): string {
  const characters = Array.from(text);
  if (characters.length <= columns) return text;
  return `${characters.slice(0, Math.max(0, columns - more.length)).join('')}${more}`;
}

/** Breaks text between words, so that no line is longer than `columns`. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
