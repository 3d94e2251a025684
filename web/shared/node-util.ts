// What `core/` uses of node:util. The build replaces node:util with this file in pages.

const ESCAPE = String.raw`[\u001B\u009B]`;
/** The rest of a sequence: of a title or a link up to its terminator, of any other up to a letter. */
const LONG = String.raw`\][^\u0007\u001B\u009C]*(?:\u0007|\u001B\\|\u009C)?`;
const SHORT = String.raw`[[()#;?]*[\d;?]*[\u0020-\u007E]?`;
const SEQUENCE = new RegExp(`${ESCAPE}(?:${LONG}|${SHORT})`, 'g');

/** Text without the escape sequences that change a terminal's colors, title or cursor. */
export function stripVTControlCharacters(text: string): string {
  return text.replaceAll(SEQUENCE, '');
}
