import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/core/run.ts';
import { decline, type Verdict } from '../../../src/core/verdict.ts';
import { diagnose } from '../../../src/core/why/diagnose.ts';
import type { Diagnosis } from '../../../src/core/why/diagnosis.ts';
import { watchedRun } from '../../helpers/runs/watched-run.ts';

const SLOW = decline(
  { code: 'client-too-slow', sentWithinMs: 40, late: 5, calls: 12 },
  { code: 'fire-a-burst' },
);
const OTHER = decline({ code: 'no-burst' }, { code: 'fire-a-burst' });

interface Client {
  readonly verdict?: Verdict;
  readonly ownCores?: number;
  readonly stalledMs?: number;
  /** Answers that came meanwhile, of 12. */
  readonly answers?: number;
}

function whyOf({
  verdict,
  ownCores = 0.05,
  stalledMs,
  answers = 6,
}: Client): Diagnosis | undefined {
  const run = judge(watchedRun({}));
  const bursts = run.bursts.map((one) => ({
    ...one,
    timeline: {
      ...one.timeline,
      ...(stalledMs !== undefined && { stalled: { ms: stalledMs, answers } }),
    },
    ...(one.observed && { observed: { ...one.observed, ownCores } }),
  }));
  return diagnose({ ...run, bursts, ...(verdict && { verdict }) });
}

describe('a client that was too slow', () => {
  it('is the cause if calls were sent only after the first answer, so there is no verdict', () => {
    expect(whyOf({ verdict: SLOW })).toEqual(
      expect.objectContaining({
        cause: 'client-too-slow',
        certainty: 'sure',
        seen: [{ code: 'sent-late', late: 5, calls: 12, sentWithinMs: 40 }],
      }),
    );
  });

  it.each([
    [0.79, 1],
    [0.8, 2],
  ])('is reported as busy from 0.8 of a core on: it used %f', (ownCores, facts) => {
    expect(whyOf({ verdict: SLOW, ownCores })?.seen).toHaveLength(facts);
  });

  it('is likely if it was stalled and there is no verdict', () => {
    expect(whyOf({ verdict: OTHER, stalledMs: 400 })).toMatchObject({
      cause: 'client-too-slow',
      certainty: 'likely',
      seen: [{ code: 'client-stalled', stalledMs: 400, answers: 6 }],
    });
  });

  it('is no cause if fewer than half of the answers came meanwhile', () => {
    expect(whyOf({ verdict: OTHER, stalledMs: 400, answers: 5 })).toBeUndefined();
  });

  it('is no cause if there is a verdict, or if there is none for another reason', () => {
    expect(whyOf({ stalledMs: 400 })).toBeUndefined();
    expect(whyOf({ verdict: OTHER })).toBeUndefined();
  });
});
