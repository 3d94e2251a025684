import { escapeMarkup } from '../shared/escape-markup.ts';

export type Attributes = Readonly<Record<string, string>>;

/** An element of XML: with other elements in it, a line each, or with text. */
export function element(
  name: string,
  attributes: Attributes,
  content: readonly string[] | string,
): string {
  const said = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  const open = `<${name}${said.join('')}`;
  if (typeof content === 'string') return `${open}>${escapeXml(content)}</${name}>`;
  if (content.length === 0) return `${open}/>`;
  return [`${open}>`, ...content, `</${name}>`].join('\n');
}

/** Characters that XML 1.0 has no way to write, not even escaped: production 2, Char. */
const ILLEGAL = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

function escapeXml(text: string): string {
  return escapeMarkup(text.replaceAll(ILLEGAL, '\uFFFD'));
}
