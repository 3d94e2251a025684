import { describe, expect, it } from 'vitest';
import { EXIT, exitStatusOf } from '../../src/output/exit-status.ts';

describe('EXIT', () => {
  it('keeps the numbers that scripts rely on', () => {
    expect(EXIT).toEqual({ reached: 0, unexpected: 1, usage: 2, noVerdict: 3, interrupted: 130 });
  });
});

describe('exitStatusOf', () => {
  it.each([
    [[], 0],
    [['passed', 'passed'], 0],
    [['passed', 'failed'], 1],
    [['open', 'failed'], 3],
    [['failed', 'open'], 3],
  ] as const)('for checks that are %j is %d', (states, status) => {
    expect(exitStatusOf(states.map((state) => ({ code: 'verdict', state })))).toBe(status);
  });
});
