import { sanitizeLine } from '../../core/sanitize.ts';

/** A word of letters, digits and the few marks that mean nothing to Markdown in between. */
const PLAIN = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}%×–-]|[.,'’](?=[\p{L}\p{N}]))*$/u;
const LINKED = /^www\./i;
const LIST_NUMBER = /^\d+[.)]$/;

/**
 * Text as prose that says what it says and does nothing: every word that could mean something to
 * Markdown, or that a renderer might make a link of, is set as code.
 */
export function prose(text: string): string {
  return wordsOf(text)
    .map((word, index) => proseWord(word, index === 0))
    .join(' ');
}

function proseWord(word: string, first: boolean): string {
  const [, before = '', core = '', after = ''] = /^([("]*)(.*?)([.,;:!?)"]*)$/su.exec(word) ?? [];
  if (first && LIST_NUMBER.test(word)) return code(word);
  const harmless = core === '' || (PLAIN.test(core) && !LINKED.test(core));
  return harmless ? word : `${before}${code(core)}${after}`;
}

/** Text as code in a line; a bar would end a cell of a table, even there, and is set beside it. */
export function code(text: string): string {
  return wordsOf(text)
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

/** Lines as they are, in a fence that none of them closes. */
export function fenced(lines: readonly string[], language = ''): string {
  const text = lines.map((line) => wellFormed(line)).join('\n');
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

/** A table; its cells are Markdown already. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heading, heading.map(() => '---'), ...rows].map(tableLine).join('\n');
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

export function bold(markdown: string): string {
  return markdown === '' ? '' : `**${markdown}**`;
}

/** A section apart from what stands before it in the file, and from what will be appended. */
export function section(blocks: readonly string[]): string {
  return `\n${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function wordsOf(text: string): string[] {
  return sanitizeLine(text)
    .split(/\p{Zs}/u)
    .filter(Boolean);
}

/** A surrogate without its other half is no text at all. */
function wellFormed(text: string): string {
  return text.replaceAll(/\p{Cs}/gu, '\uFFFD');
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
