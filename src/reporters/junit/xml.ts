import { escapeMarkup } from '../shared/escape.ts';

/** Attributes of an element, unescaped. */
export type Attributes = Readonly<Record<string, string>>;

/** An XML element with other elements in it, each on its own line, or with text, which is escaped. */
export function xmlElement(
  name: string,
  attributes: Attributes,
  content: readonly string[] | string,
): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  const open = `<${name}${written.join('')}`;
  if (typeof content === 'string') return `${open}>${escapeXml(content)}</${name}>`;
  if (content.length === 0) return `${open}/>`;
  return [`${open}>`, ...content, `</${name}>`].join('\n');
}

/** Characters that XML 1.0 cannot contain, not even escaped (production 2, Char). */
const ILLEGAL = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

function escapeXml(text: string): string {
  return escapeMarkup(text.replaceAll(ILLEGAL, '\uFFFD'));
}
