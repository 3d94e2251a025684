import { sanitizeLine } from '../../core/sanitize.ts';
import { largest } from '../../core/statistics.ts';

/**
 * A word of letters and digits, with the few characters in between that mean nothing to Markdown; also
 * `10+`, `%` and arrows.
 */
const PLAIN = /^(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}%×–-]|[.,'’](?=[\p{L}\p{N}]))*\+?|%|->|→)$/u;
const LINKED = /^www\./i;
const LIST_NUMBER = /^\d+[.)]$/;

/**
 * Text as Markdown without markup: each word that could mean something to Markdown, or that a renderer
 * might turn into a link, is set as code.
 */
export function prose(text: string): string {
  return splitWords(text)
    .map((word, index) => proseWord(word, index === 0))
    .join(' ');
}

function proseWord(word: string, first: boolean): string {
  const [, before = '', core = '', after = ''] = /^([("]*)(.*?)([.,;:!?)"]*)$/su.exec(word) ?? [];
  if (first && LIST_NUMBER.test(word)) return code(word);
  const harmless = core === '' || (PLAIN.test(core) && !LINKED.test(core));
  return harmless ? word : `${before}${code(core)}${after}`;
}

/** Text as inline code. A bar would end a table cell even inside code, so it is set as an entity between spans. */
export function code(text: string): string {
  return splitWords(text)
    .join(' ')
    .split('|')
    .map((part) => (part.trim() === '' ? part : codeSpan(part)))
    .join('&#124;');
}

function codeSpan(text: string): string {
  const ticks = '`'.repeat(longestRun(text) + 1);
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${ticks}${pad}${text}${pad}${ticks}`;
}

/** A fenced code block; the fence is longer than any run of backticks in the lines. */
export function fenced(lines: readonly string[], language = ''): string {
  const text = lines.map((line) => wellFormed(line)).join('\n');
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

/** A table. Cells are Markdown already. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heading, heading.map(() => '---'), ...rows].map(tableLine).join('\n');
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A bullet list. Items are Markdown already. */
export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** Bold Markdown; empty stays empty. */
export function bold(markdown: string): string {
  return markdown === '' ? '' : `**${markdown}**`;
}

/** Blocks with blank lines around them, so they can be appended to a file that others write to, too. */
export function section(blocks: readonly string[]): string {
  return `\n${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function splitWords(text: string): string[] {
  return sanitizeLine(text)
    .split(/\p{Zs}/u)
    .filter(Boolean);
}

/** Replaces lone surrogates, which UTF-8 cannot encode. */
function wellFormed(text: string): string {
  return text.replaceAll(/\p{Cs}/gu, '\uFFFD');
}

function longestRun(text: string): number {
  return largest([...text.matchAll(/`+/g)].map(([run]) => run.length)) ?? 0;
}
