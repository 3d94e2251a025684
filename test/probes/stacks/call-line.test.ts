import { describe, expect, it } from 'vitest';
import { lineOfCall } from '../../../src/probes/stacks/call-line.ts';

const SOURCE = `import { hash } from './hash.mjs';

export function first(password) {
  const inner = () => hash(1);
  return password;
}

const second = (password) => {
  rehash(password);
  return crypto.hash(password) + $.get();
};

function twice() {
  hash(1); hash(2);
  rehash(3);
  rehash(4);
}
`;

/** The ranges of functions as V8 counts them. */
const functions = [
  SOURCE,
  ...SOURCE.split(/\n\n/).slice(1),
  '(password) => {\n  rehash(password);\n  return crypto.hash(password) + $.get();\n}',
  '() => hash(1)',
].map((text) => {
  const startOffset = SOURCE.indexOf(text);
  return { ranges: [{ startOffset, endOffset: startOffset + text.length }] };
});
const coverage = { result: [{ scriptId: '7', functions }] };

const lineIn = (start: string, callee: string, scriptId = '7') => {
  const before = SOURCE.slice(0, SOURCE.indexOf(start)).split('\n');
  const [lineNumber, columnNumber] = [before.length - 1, before.at(-1)?.length ?? 0];
  const caller = { functionName: '', scriptId, url: 'file:///app/a.mjs', lineNumber, columnNumber };
  return lineOfCall(coverage, SOURCE, { caller, callee });
};

describe('the line of a call', () => {
  it('is the one in the function that has it', () => {
    expect(lineIn('(password) => {', 'hash')).toBe(10);
    expect(lineIn('(password) => {', 'rehash')).toBe(9);
    expect(lineIn('() => hash', 'hash')).toBe(4);
    expect(lineIn('twice', 'hash')).toBe(14);
  });

  it('is unknown if there are several, or none', () => {
    expect(lineIn('twice', 'rehash')).toBeUndefined();
    expect(lineIn('twice', 'sleep')).toBeUndefined();
    expect(lineIn('twice', '$.get')).toBeUndefined();
    expect(lineIn('(password) => {', '(anonymous)')).toBeUndefined();
  });

  it('is unknown of a script whose functions are', () => {
    expect(lineIn('twice', 'hash', '8')).toBeUndefined();
  });
});
