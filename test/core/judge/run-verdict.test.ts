import { describe, expect, it } from 'vitest';
import type { Invocation } from '../../../src/core/invocation.ts';
import { judge } from '../../../src/core/run.ts';
import {
  soloCalls,
  unansweredCalls,
  queue,
  recording,
  together,
  wall,
} from '../../helpers/runs/bursts.ts';

const verdictOf = (...bursts: readonly (readonly Invocation[])[]) =>
  judge(recording(bursts, soloCalls())).verdict;

describe('a run of one burst', () => {
  it('is judged as that burst', () => {
    const run = judge(recording([wall({ calls: 5 })]));
    expect(run.verdict).toEqual(run.bursts[0]?.verdict);
  });
});

describe('a run without a burst', () => {
  it('declines', () => {
    expect(verdictOf()).toMatchObject({ kind: 'inconclusive', reasons: [{ code: 'no-burst' }] });
  });
});

describe('a run whose target gave out', () => {
  it('declines, and says what earlier bursts were and how the last one ended', () => {
    const gone = [...unansweredCalls('failed', 9), ...wall({ calls: 1 })];
    expect(verdictOf(wall({ calls: 10 }), gone, gone)).toMatchObject({
      kind: 'inconclusive',
      reasons: [
        {
          code: 'stopped-answering',
          earlier: 1,
          kind: 'parallel',
          burst: 3,
          failed: 9,
          calls: 10,
          failure: { code: 'status-500', message: 'status 500' },
        },
      ],
    });
  });

  it('is judged where most calls of the last burst were answered', () => {
    const bursts = [wall({ calls: 10 }), [...wall({ calls: 7 }), ...unansweredCalls('failed', 3)]];
    expect(verdictOf(...bursts)).toMatchObject({ kind: 'parallel' });
  });
});

describe('a run whose bursts agree', () => {
  it('has their verdict', () => {
    const verdict = verdictOf(wall({ calls: 5 }), wall({ calls: 5 }));
    expect(verdict).toMatchObject({
      kind: 'parallel',
      workers: { estimate: 5, low: 5, high: null },
    });
  });

  it('has the interval that all of them leave open', () => {
    const [three, four] = [queue({ calls: 12, workers: 3 }), queue({ calls: 12, workers: 4 })];
    expect(verdictOf(four, three)).toMatchObject({ workers: { estimate: 3, low: 3, high: 4 } });
    expect(verdictOf(four, three).reasons).toContainEqual({
      code: 'interval-of-all-bursts',
      last: { low: 3, high: 3 },
      all: { low: 3, high: 4 },
    });
    expect(verdictOf(three, wall({ calls: 12 }), three)).toMatchObject({
      workers: { estimate: 3, low: 3, high: null },
    });
  });
});

describe('a run whose later bursts were served by more', () => {
  const [three, six] = [queue({ calls: 12, workers: 3 }), queue({ calls: 12, workers: 6 })];

  it('shows a pool that grows, and leaves its limit open', () => {
    const verdict = verdictOf(three, six);
    expect(verdict).toMatchObject({ workers: { estimate: 6, low: 3, high: null } });
    expect(verdict.reasons).toContainEqual({
      code: 'pool-grows',
      from: { low: 3, high: 3 },
      to: { low: 6, high: 6 },
    });
  });

  it('shows none if fewer serve the later ones', () => {
    const codes = verdictOf(six, three).reasons.map(({ code }) => code);
    expect(codes).not.toContain('pool-grows');
  });
});

describe('a run whose first burst met cold instances', () => {
  const cold = queue({ calls: 6, workers: 1, cold: true });
  const warm = wall({ calls: 6, cold: false });

  it('believes the warm one, and says that they differ', () => {
    const run = judge(recording([cold, warm]));
    expect(run.verdict).toMatchObject({ kind: 'parallel', workers: { estimate: 6, high: null } });
    expect(run.verdict.reasons.at(-1)).toEqual({
      code: 'other-bursts',
      kind: 'serial',
      cold: true,
      bursts: [1],
      believed: 2,
    });
    expect(run.warnings.map(({ code }) => code)).toContain('bursts-differ');
  });

  it('has nothing else to believe where none was warm', () => {
    expect(verdictOf(cold)).toMatchObject({ kind: 'serial' });
    expect(verdictOf(cold, cold)).toMatchObject({ kind: 'serial' });
  });
});

describe('a run whose believed bursts disagree', () => {
  it('declines, and says so', () => {
    const bursts = [wall({ calls: 6, cold: false }), queue({ calls: 6, workers: 1, cold: false })];
    const run = judge(recording(bursts));
    expect(run.verdict).toMatchObject({
      kind: 'inconclusive',
      reasons: [{ code: 'bursts-disagree', kinds: ['parallel', 'serial'] }],
      remedy: { code: 'more-bursts', bursts: 5 },
    });
    expect(run.warnings).toContainEqual({
      code: 'bursts-differ',
      kinds: ['parallel', 'serial'],
      remedies: [{ code: 'more-bursts', bursts: 5 }],
    });
  });

  it('declines whichever came first', () => {
    const one = wall({ calls: 6, cold: false });
    const other = queue({ calls: 6, workers: 1, cold: false });
    expect(verdictOf(other, one)).toMatchObject({ kind: 'inconclusive' });
    expect(verdictOf(one, other, one)).toMatchObject({ kind: 'inconclusive' });
  });
});

describe('a run of which some bursts decide nothing', () => {
  it('has the verdict of the others, and says so', () => {
    const verdict = verdictOf(unansweredCalls('failed', 5), wall({ calls: 5, cold: false }));
    expect(verdict).toMatchObject({ kind: 'parallel' });
    expect(verdict.reasons.at(-1)).toMatchObject({
      code: 'other-bursts',
      kind: 'inconclusive',
      bursts: [1],
    });
  });

  it('declines where none of them does, with the reason of the last', () => {
    const mostFailed = together(wall({ calls: 2 }), unansweredCalls('failed', 3));
    expect(verdictOf(unansweredCalls('failed', 5), mostFailed)).toMatchObject({
      kind: 'inconclusive',
      reasons: [{ code: 'mostly-failed', calls: 5, answered: 2 }],
    });
  });
});
