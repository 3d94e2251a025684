import truncatedWidth from 'fast-string-truncated-width';
import { wrapAnsi } from 'fast-wrap-ansi';
import type { VerdictKind } from '../../core/verdict.ts';

/** What a terminal can show: its width, and whether it takes colors and Unicode. */
export interface TerminalStyle {
  readonly columns: number;
  readonly color: boolean;
  readonly unicode: boolean;
}

/** The style of reports in files: 80 columns, no color. */
export const FILE_STYLE: TerminalStyle = { columns: 80, color: false, unicode: true };

/** The characters that charts are drawn with. */
export interface Glyphs {
  readonly served: string;
  readonly waited: string;
  readonly flight: string;
  /** A call whose connection no process has accepted yet. */
  readonly notAccepted: string;
  /** A request that nobody has read yet, in an accepted connection. */
  readonly unread: string;
  /** An answer that has begun. */
  readonly stream: string;
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
  notAccepted: '┄',
  unread: '┅',
  stream: '─',
  tick: '╵',
  times: '×',
  more: '…',
  levels: [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
};

const ASCII: Glyphs = {
  served: '#',
  waited: '.',
  flight: '=',
  notAccepted: '_',
  unread: '~',
  stream: '-',
  tick: '|',
  times: 'x',
  more: '...',
  levels: [' ', '.', ':', '-', '=', '+', '*', '%', '#'],
};

/** Unicode glyphs, or ASCII ones for a terminal without Unicode. */
export function glyphsOf({ unicode }: TerminalStyle): Glyphs {
  return unicode ? UNICODE : ASCII;
}

/** Puts text into escape sequences, or leaves it as it is. */
export type Paint = (text: string) => string;

/** Mid-tones of the 256 colors, readable on black and on white. */
const INSTANCE_COLORS = [33, 170, 71, 172, 37, 141, 167, 101];

/** A paint for each meaning. */
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

/** The paints of a terminal; without color all of them leave text as it is. */
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

/** Green if calls ran together, red if they ran one by one or shared a core, bold if undecided. */
export function verdictPaint(kind: VerdictKind | undefined, style: TerminalStyle): Paint {
  const { good, bad, bold } = paletteOf(style);
  if (kind === undefined || kind === 'inconclusive') return bold;
  return kind === 'serial' || kind === 'contended' ? bad : good;
}

/** How many columns of a terminal text takes. */
export function widthOf(text: string): number {
  return truncatedWidth(text).width;
}

/** Cuts text to a number of columns, between words unless that loses a lot; `more` marks the cut. */
export function clip(text: string, columns: number, more: string): string {
  const limit = { limit: columns, ellipsis: more };
  const { index, ellipsed, truncated } = truncatedWidth(text, limit);
  if (!truncated) return text;
  const mark = ellipsed ? more : '';
  // Of text in which one-byte characters follow others, the library may keep one too many.
  const kept = Array.from(text.slice(0, index));
  while (kept.length > 0 && widthOf(kept.join('') + mark) > columns) kept.pop();
  return wholeWords(kept.join(''), text) + mark;
}

/** A word that is longer than the rest, such as an address, is cut within. */
const LEAST_KEPT = 0.5;

/** The beginning of a text without the part of a word at its end. */
function wholeWords(kept: string, text: string): string {
  const end = kept.lastIndexOf(' ') + 1;
  const isCut = /^\S/.test(text.slice(kept.length)) && !kept.endsWith(' ');
  return isCut && end > LEAST_KEPT * kept.length ? kept.slice(0, end) : kept;
}

/** Pads text on the right to a number of columns. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}

/** Breaks text into lines between words; a word longer than a line is broken, too. */
export function wrap(text: string, columns: number): string[] {
  return wrapAnsi(text, columns, { hard: true }).split('\n');
}
