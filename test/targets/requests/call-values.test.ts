import { describe, expect, it } from 'vitest';
import {
  fillIn,
  fillInPath,
  hasPlaceholder,
  showPlaceholders,
} from '../../../src/targets/requests/call-values.ts';

const VALUES = { n: 7, line: 'C# & co' };

describe('fillIn', () => {
  it.each([
    ['{n}', '7'],
    ['{"id": {n}, "name": "{line}"}', '{"id": 7, "name": "C# & co"}'],
    ['{n}{n}', '77'],
    ['{ n } {N} {nn}', '{ n } {N} {nn}'],
  ])('of %j is %j', (template, filled) => {
    expect(fillIn(template, VALUES)).toBe(filled);
  });

  it('leaves {line} without a file of lines', () => {
    expect(fillIn('{line} {n}', { n: 1 })).toBe('{line} 1');
  });

  it('does not fill in what a line says', () => {
    expect(fillIn('{line}', { n: 1, line: '{n}' })).toBe('{n}');
  });
});

describe('fillInPath', () => {
  it.each([
    ['/users/{n}', VALUES, '/users/7'],
    ['/search?q={line}&n={n}', VALUES, '/search?q=C%23%20%26%20co&n=7'],
    ['/{line}', { n: 1, line: 'a/b?c=d e' }, '/a/b?c=d%20e'],
    ['/{line}', { n: 1, line: '/evil.example/x' }, '//evil.example/x'],
    ['/{line}', { n: 1, line: 'a#b' }, '/a%23b'],
    ['/?{line}', { n: 1, line: 'a=1&b=2' }, '/?a=1&b=2'],
    ['/?q={line}', { n: 1 }, '/?q={line}'],
  ])('of %j and %j is %j', (template, values, filled) => {
    expect(fillInPath(template, values)).toBe(filled);
  });
});

describe('hasPlaceholder', () => {
  it('finds any, or the named one', () => {
    expect(hasPlaceholder('/{n}')).toBe(true);
    expect(hasPlaceholder('/{n}', 'line')).toBe(false);
    expect(hasPlaceholder('/{n}{line}', 'line')).toBe(true);
    expect(hasPlaceholder('/{m}')).toBe(false);
  });
});

describe('showPlaceholders', () => {
  it('shows them as they were typed, and nothing else', () => {
    const { href } = new URL('http://a/{n}/{x}?q={line}');
    expect(showPlaceholders(href)).toBe('http://a/{n}/%7Bx%7D?q={line}');
  });
});
