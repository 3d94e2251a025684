import { stripVTControlCharacters } from 'node:util';

/** Text from outside, made harmless: one line, no control characters, escape sequences or lone surrogates. */
export function sanitizeLine(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/\p{Cs}/gu, '\uFFFD');
}
