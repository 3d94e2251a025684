// What `core/` uses of node:util, for pages: the build puts this in its place.

const ESCAPE = String.raw`[\u001B\u009B]`;
/** Of a title or a link, up to its end; of anything else, up to a letter. */
const LONG = String.raw`\][^\u0007\u001B\u009C]*(?:\u0007|\u001B\\|\u009C)?`;
const SHORT = String.raw`[[()#;?]*[\d;?]*[\u0020-\u007E]?`;
const SEQUENCE = new RegExp(`${ESCAPE}(?:${LONG}|${SHORT})`, 'g');

/** Text without the sequences by which a terminal is told to change its colours, title or cursor. */
export function stripVTControlCharacters(text: string): string {
  return text.replaceAll(SEQUENCE, '');
}
