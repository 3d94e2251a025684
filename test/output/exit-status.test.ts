import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/core/verdict.ts';
import { EXIT, exitStatusOf } from '../../src/output/exit-status.ts';

const parallel = (low: number, estimate = low, high: number | null = estimate): Verdict => ({
  kind: 'parallel',
  workers: { estimate, low, high },
  reasons: [{ code: 'all-at-once', calls: estimate }],
});
const inconclusive: Verdict = {
  kind: 'inconclusive',
  reasons: [{ code: 'no-burst' }],
  remedy: { code: 'fire-a-burst' },
};

describe('EXIT', () => {
  it('keeps the numbers that scripts rely on', () => {
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
    ['possibly as many workers', parallel(3, 10), { kind: 'parallel', workers: 10 }, 1],
    ['possibly more workers', parallel(10, 10, null), { kind: 'parallel', workers: 11 }, 1],
    ['no verdict if one was expected', inconclusive, { kind: 'parallel' }, 3],
    ['no verdict, as expected', inconclusive, { kind: 'inconclusive' }, 0],
    ['a verdict if none was expected', parallel(10), { kind: 'inconclusive' }, 1],
  ] as const)('is right for %s', (_, verdict, expected, status) => {
    expect(exitStatusOf(verdict, expected)).toBe(status);
  });
});
