import { sanitizeLine } from '../../core/sanitize.ts';
import { escapeInJson } from '../shared/escape-json.ts';
import { escapeMarkup } from '../shared/escape-markup.ts';

/** Text that is HTML already; all other text is escaped where it is put into HTML. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Content = string | number | Markup | readonly Markup[] | undefined;

/**
 * HTML with values set in: what is not markup itself becomes text, in elements as in quoted
 * attributes, whatever it holds. Absent values leave nothing. Indentation is for those who read the
 * source of the program, and left out.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  const texts = values.map(written);
  return new Markup(
    outdented(parts)
      .map((part, index) => part + (texts[index] ?? ''))
      .join(''),
  );
}

const seen = new WeakMap<TemplateStringsArray, readonly string[]>();

/** Each template is the same array whenever its line is run. */
function outdented(parts: TemplateStringsArray): readonly string[] {
  const known = seen.get(parts);
  if (known !== undefined) return known;
  const short = parts.map((part) => part.replaceAll(/\n\s*/g, '\n'));
  seen.set(parts, short);
  return short;
}

function written(value: Content): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return escapeHtml(`${value}`);
}

/** Most text needs nothing done to it. */
const HARMLESS = /^[\w .,:;()/+-]*$/;

function escapeHtml(text: string): string {
  if (HARMLESS.test(text)) return text;
  return escapeMarkup(sanitizeLine(text));
}

/** Data within a script element: nothing in it can end the element or begin another. */
export function jsonMarkup(data: unknown): Markup {
  return new Markup(escapeInJson(JSON.stringify(data), /[<>&\u2028\u2029]/g));
}
