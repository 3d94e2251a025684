import { describe, expect, it } from 'vitest';
import { escapeInJson, escapeMarkup } from '../../../src/reporters/shared/escape.ts';

describe('escapeMarkup', () => {
  it('replaces the five characters that mean something, each once', () => {
    expect(escapeMarkup(`<a b="c">'&amp;'</a>`)).toBe(
      '&lt;a b=&quot;c&quot;&gt;&#39;&amp;amp;&#39;&lt;/a&gt;',
    );
  });
});

describe('escapeInJson', () => {
  it('writes characters by their numbers, which parsers read back', () => {
    const text = 'a\u0085b\u{E0001}c';
    const json = escapeInJson(JSON.stringify(text), /[\p{Cc}\p{Cf}]/gu);
    expect(json).toBe(String.raw`"a\u0085b\udb40\udc01c"`);
    expect(JSON.parse(json)).toBe(text);
  });
});
