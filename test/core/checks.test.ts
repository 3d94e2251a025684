import { describe, expect, it } from 'vitest';
import { checkRun, type Demands } from '../../src/core/checks/checks.ts';
import { diffRuns } from '../../src/core/diff/diff-runs.ts';
import { meets, type Accepted } from '../../src/core/checks/expectation.ts';
import { judge, type Run } from '../../src/core/run.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import {
  queue,
  recording,
  soloCalls,
  together,
  unansweredCalls,
  wall,
} from '../helpers/runs/bursts.ts';

type Kind = Exclude<Verdict['kind'], 'inconclusive'>;

const decided = (kind: Kind, low = 10, high: number | null = low): Verdict => ({
  kind,
  workers: { estimate: high ?? low, low, high },
  reasons: [],
});
const inconclusive: Verdict = {
  kind: 'inconclusive',
  reasons: [{ code: 'no-burst' }],
  remedy: { code: 'fire-a-burst' },
};

describe('an expectation', () => {
  it.each<[Verdict, Accepted[], boolean]>([
    [decided('parallel'), [{ kind: 'parallel' }], true],
    [decided('parallel'), [{ kind: 'serial' }], false],
    [decided('parallel'), [{ kind: 'parallel', workers: 10 }], true],
    [decided('parallel'), [{ kind: 'parallel', workers: 3 }], true],
    [decided('parallel'), [{ kind: 'parallel', workers: 11 }], false],
    [decided('parallel', 3, 10), [{ kind: 'parallel', workers: 10 }], false],
    [decided('parallel', 10, null), [{ kind: 'parallel', workers: 11 }], false],
    [inconclusive, [{ kind: 'parallel' }], false],
    [inconclusive, [{ kind: 'inconclusive' }], true],
    [decided('parallel'), [{ kind: 'inconclusive' }], false],
    [decided('concurrent'), [{ kind: 'overlapping', workers: 8 }], true],
    [decided('parallel'), [{ kind: 'overlapping', workers: 8 }], true],
    [decided('parallel', 7), [{ kind: 'overlapping', workers: 8 }], false],
    [decided('contended', 8), [{ kind: 'overlapping', workers: 8 }], false],
    [decided('overlapping'), [{ kind: 'parallel' }], false],
    [decided('overlapping', 8), [{ kind: 'parallel' }, { kind: 'overlapping', workers: 8 }], true],
    [decided('overlapping', 7), [{ kind: 'parallel' }, { kind: 'overlapping', workers: 8 }], false],
    [decided('contended', 1), [{ kind: 'not-serial' }], true],
    [decided('serial', 1), [{ kind: 'not-serial' }], false],
    [inconclusive, [{ kind: 'not-serial' }], false],
    [decided('concurrent', 2), [{ kind: 'not-serial', workers: 3 }], false],
  ])('of a verdict: %j, %j: %s', (verdict, expected, met) => {
    expect(meets(verdict, expected)).toBe(met);
  });
});

const states = (run: Run, demands: Partial<Demands>, before: Run = run): string[] =>
  checkRun(run, { notWorse: false, ...demands }, diffRuns(before, run)).map(({ state }) => state);

describe('calls that may not fail', () => {
  const demands = { mostFailuresPercent: 0 };

  it('are those within the limit that larger bursts showed by failing', () => {
    const refused = judge(
      recording([wall({ calls: 8 }), wall({ calls: 8 }), unansweredCalls('failed', 16)]),
    );
    expect(states(refused, demands)).toEqual(['passed', 'passed']);
    const some = together(wall({ calls: 7 }), unansweredCalls('failed', 1));
    const within = judge(recording([wall({ calls: 8 }), some, unansweredCalls('failed', 16)]));
    expect(states(within, demands)).toEqual(['passed', 'failed']);
  });

  it('are all if no limit was found', () => {
    const some = together(wall({ calls: 15 }), unansweredCalls('failed', 1));
    expect(states(judge(recording([wall({ calls: 8 }), some])), demands)).toEqual([
      'passed',
      'failed',
    ]);
  });
});

describe('the checks of a run', () => {
  const run = judge(recording([wall({ calls: 10 })]));
  const declined = judge(recording([], []));

  it('are of the verdict alone if nothing is asked for', () => {
    expect(states(run, {})).toEqual(['passed']);
    expect(states(declined, {})).toEqual(['open']);
  });

  it('leave open what an inconclusive run cannot decide', () => {
    expect(states(declined, { expect: [{ kind: 'serial' }] })).toEqual(['open']);
    expect(states(declined, { expect: [{ kind: 'inconclusive' }] })).toEqual(['passed']);
    expect(states(declined, { notWorse: true }, run)).toEqual(['open', 'open']);
  });

  it('are of the verdict alone if the run could not go on', () => {
    const stopped = judge({ ...recording([], unansweredCalls('failed', 1)), problem: 'refused' });
    const demands = {
      expect: [{ kind: 'serial' }],
      mostFailuresPercent: 0,
      notWorse: true,
    } as const;
    expect(states(stopped, demands)).toEqual(['open']);
  });

  it('count failed calls of the whole run, but not refused ones', () => {
    const burst = together(wall({ calls: 7 }), unansweredCalls('failed', 2));
    const refused = unansweredCalls('throttled', 8);
    const solo = [...soloCalls(100, { calls: 2 }), ...unansweredCalls('failed', 1)];
    const lossy = judge(recording([burst, together(refused)], solo));
    const most = (mostFailuresPercent: number): string | undefined =>
      states(lossy, { mostFailuresPercent })[1];
    expect([0, 14.9, 15, 100].map(most)).toEqual(['failed', 'failed', 'passed', 'passed']);
  });

  it('fail if the run is worse, and only then', () => {
    const slow = judge(recording([queue({ calls: 10, workers: 1 })]));
    expect(states(slow, { notWorse: true }, run)).toEqual(['passed', 'failed']);
    expect(states(run, { notWorse: true }, slow)).toEqual(['passed', 'passed']);
    expect(states(run, { notWorse: true })).toEqual(['passed', 'passed']);
  });
});
