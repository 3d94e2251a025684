import { sanitizeLine } from '../../core/sanitize.ts';
import { escapeInJson, escapeMarkup } from '../shared/escape.ts';

/** Text that is HTML already. All other text is escaped when it is put into HTML. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Content = string | number | Markup | readonly Markup[] | undefined;

/**
 * Template tag for HTML. Values that are not `Markup` are escaped, so they are text both in elements and
 * in quoted attributes; undefined values are left out. The template's indentation is removed.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  const texts = values.map(contentText);
  return new Markup(
    withoutIndentation(parts)
      .map((part, index) => part + (texts[index] ?? ''))
      .join(''),
  );
}

const seenTemplates = new WeakMap<TemplateStringsArray, readonly string[]>();

/** Cached, since a template is the same array each time it is evaluated. */
function withoutIndentation(parts: TemplateStringsArray): readonly string[] {
  const known = seenTemplates.get(parts);
  if (known !== undefined) return known;
  const short = parts.map((part) => part.replaceAll(/\n\s*/g, '\n'));
  seenTemplates.set(parts, short);
  return short;
}

function contentText(value: Content): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return escapeHtml(`${value}`);
}

/** A quick test: most text has nothing to escape. */
const HARMLESS = /^[\w .,:;()/+-]*$/;

function escapeHtml(text: string): string {
  if (HARMLESS.test(text)) return text;
  return escapeMarkup(sanitizeLine(text));
}

/** JSON for a script element. Nothing in it can end the element or start another. */
export function jsonMarkup(data: unknown): Markup {
  return new Markup(escapeInJson(JSON.stringify(data), /[<>&\u2028\u2029]/g));
}
