import { stripVTControlCharacters } from 'node:util';

/** Text from outside, made harmless: no control characters, no escape sequences, no half characters, one line. */
export function sanitizeLine(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/\p{Cs}/gu, '\uFFFD');
}
