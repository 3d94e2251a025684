import { describe, expect, it } from 'vitest';
import { counted, formatMs, formatRatio } from '../../../src/reporters/shared/format.ts';

describe('formatMs', () => {
  it.each([
    [0, '0.0 ms'],
    [0.04, '0.0 ms'],
    [0.4, '0.4 ms'],
    [9.94, '9.9 ms'],
    [9.96, '10 ms'],
    [38.2, '38 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [1_210, '1.21 s'],
    [9_994, '9.99 s'],
    [9_996, '10.0 s'],
    [65_000, '65.0 s'],
    [-3, '-3.0 ms'],
    [-1_210, '-1.21 s'],
  ])('formats %d ms as %s', (ms, text) => {
    expect(formatMs(ms)).toBe(text);
  });
});

describe('counted', () => {
  it.each([
    [0, '0 calls'],
    [1, '1 call'],
    [2, '2 calls'],
  ])('formats %d as %s', (count, text) => {
    expect(counted(count, 'call')).toBe(text);
  });
});

describe('formatRatio', () => {
  it.each([
    [0.96, '0.96'],
    [1, '1.00'],
    [1.994, '1.99'],
    [1.996, '2.0'],
    [9.7, '9.7'],
    [9.94, '9.9'],
    [9.96, '10'],
    [56.4, '56'],
  ])('formats %d as %s', (ratio, text) => {
    expect(formatRatio(ratio)).toBe(text);
  });
});
