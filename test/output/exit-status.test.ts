import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/core/verdict.ts';
import { EXIT, exitStatusOf } from '../../src/output/exit-status.ts';
import { mismatch } from '../../src/reporters/shared/expectation.ts';

const parallel = (low: number, estimate = low, high: number | null = estimate): Verdict => ({
  kind: 'parallel',
  workers: { estimate, low, high },
  reasons: ['so it is'],
});
const inconclusive: Verdict = { kind: 'inconclusive', reasons: ['who knows'], remedy: 'look' };

describe('EXIT', () => {
  it('is what scripts rest on', () => {
    expect(EXIT).toEqual({ reached: 0, unexpected: 1, usage: 2, noVerdict: 3, interrupted: 130 });
  });
});

describe('exitStatusOf', () => {
  it.each([
    ['a verdict', parallel(10), undefined, 0],
    ['no verdict', inconclusive, undefined, 3],
    ['the expected kind', parallel(10), { kind: 'parallel' }, 0],
    ['another kind', parallel(10), { kind: 'serial' }, 1],
    ['as many workers', parallel(10), { kind: 'parallel', workers: 10 }, 0],
    ['more workers', parallel(10), { kind: 'parallel', workers: 3 }, 0],
    ['fewer workers', parallel(10), { kind: 'parallel', workers: 11 }, 1],
    ['as many only perhaps', parallel(3, 10), { kind: 'parallel', workers: 10 }, 1],
    ['an open end', parallel(10, 10, null), { kind: 'parallel', workers: 11 }, 1],
    ['no verdict where one was expected', inconclusive, { kind: 'parallel' }, 3],
    ['no verdict, as expected', inconclusive, { kind: 'inconclusive' }, 0],
    ['a verdict where none was expected', parallel(10), { kind: 'inconclusive' }, 1],
  ] as const)('of %s', (_, verdict, expected, status) => {
    expect(exitStatusOf(verdict, expected)).toBe(status);
  });
});

describe('mismatch', () => {
  it.each([
    [
      'another kind',
      parallel(4),
      { kind: 'serial' },
      'expected serial, but the verdict is parallel, 4 calls at a time',
    ],
    [
      'too few workers',
      parallel(4),
      { kind: 'parallel', workers: 10 },
      'expected parallel with at least 10 at a time, but the verdict is parallel, 4 calls at a time',
    ],
    [
      'no verdict',
      inconclusive,
      { kind: 'parallel' },
      'expected parallel, but the verdict is inconclusive',
    ],
  ] as const)('describes %s', (_, verdict, expected, message) => {
    expect(mismatch(verdict, expected)).toBe(message);
  });
});
