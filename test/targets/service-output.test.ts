import { describe, expect, it } from 'vitest';
import { describeOutput } from '../../src/targets/service-output.ts';

describe('what the local service printed before it failed', () => {
  it.each([
    ['Docs:  github.com\nError:\nError: EMFILE: too many open files\n    at open (node:fs:1)\n'],
    [
      '* ping\n× Unexpected error: { Error: EMFILE: too many open files\n   at listen (node:net:1)\n',
    ],
    ['(node:1) Warning: old\nTypeError: EMFILE: too many open files\r\nmore\n'],
  ])('is quoted with its error alone: %j', (output) => {
    expect(describeOutput(output)).toBe(': EMFILE: too many open files');
  });

  it('is quoted with an error that osls reports in its own words', () => {
    const output = 'Docs:  github.com\nError:\n--param x: unknown parameter\n\n';
    expect(describeOutput(output)).toBe(': --param x: unknown parameter');
  });

  it('is quoted from its end if it names no error', () => {
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`);
    const output = describeOutput(`${lines.join('\n\n')}\n    at somewhere\n`);
    expect(output).toBe(`. Its last output:\n  ${lines.slice(12).join('\n  ')}`);
  });

  it('is nothing if it printed nothing', () => {
    expect(describeOutput('\n \n')).toBe('');
  });
});
