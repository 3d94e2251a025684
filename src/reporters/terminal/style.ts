import truncatedWidth from 'fast-string-truncated-width';
import { wrapAnsi } from 'fast-wrap-ansi';
import type { VerdictKind } from '../../core/verdict.ts';

/** How a terminal is to be written to. */
export interface TerminalStyle {
  readonly columns: number;
  readonly color: boolean;
  readonly unicode: boolean;
}

/** For files: no color, and as wide as people expect of a terminal. */
export const FILE_STYLE: TerminalStyle = { columns: 80, color: false, unicode: true };

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

export function glyphsOf({ unicode }: TerminalStyle): Glyphs {
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

/** Leaves text as it is. */
export const plain: Paint = (text) => text;

export function paletteOf({ color }: TerminalStyle): Palette {
  const sgr = (code: string): Paint =>
    color ? (text) => (text === '' ? '' : `\u001B[${code}m${text}\u001B[0m`) : plain;
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
export function verdictPaint(kind: VerdictKind | undefined, style: TerminalStyle): Paint {
  const { good, bad, bold } = paletteOf(style);
  if (kind === undefined || kind === 'inconclusive') return bold;
  return kind === 'serial' || kind === 'contended' ? bad : good;
}

/** How many columns text takes. */
export function widthOf(text: string): number {
  return truncatedWidth(text).width;
}

/** Cuts text to a number of columns. */
export function clip(text: string, columns: number, more: string): string {
  const limit = { limit: columns, ellipsis: more };
  const { index, ellipsed, truncated } = truncatedWidth(text, limit);
  return truncated ? `${text.slice(0, index)}${ellipsed ? more : ''}` : text;
}

/** Pads text with blanks to a number of columns. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}

/** Breaks text between words, and words that are longer than a line within. */
export function wrap(text: string, columns: number): string[] {
  return wrapAnsi(text, columns, { hard: true }).split('\n');
}
