import { describe, expect, it } from 'vitest';
import { clip } from '../../src/reporters/terminal/style.ts';

describe('a text that is cut', () => {
  it.each([
    ['Hello Goodbye Hello', 19, 'Hello Goodbye Hello'],
    ['Hello Goodbye Hello Goodbye', 19, 'Hello Goodbye …'],
    ['Hello Goodbye Hello Goodbye', 20, 'Hello Goodbye Hello…'],
    ['Hello Goodbye Hello Goodbye', 15, 'Hello Goodbye …'],
    ['GET http://a.example/long', 14, 'GET http://a.…'],
    ['supercalifragilistic', 8, 'superca…'],
  ])('%s to %i columns is %s', (text, columns, cut) => {
    expect(clip(text, columns, '…')).toBe(cut);
  });
});
