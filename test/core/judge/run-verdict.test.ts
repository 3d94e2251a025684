import { describe, expect, it } from 'vitest';
import type { Invocation } from '../../../src/core/invocation.ts';
import { judgeRun, type JudgedBurst } from '../../../src/core/judge/run-verdict.ts';
import type { FittedKind } from '../../../src/core/reason.ts';
import { judge } from '../../../src/core/run.ts';
import { decline, type Verdict } from '../../../src/core/verdict.ts';
import { buildTimeline } from '../../../src/core/timeline/timeline.ts';
import {
  soloCalls,
  unansweredCalls,
  queue,
  recording,
  served,
  together,
  wall,
  withoutServed,
} from '../../helpers/runs/bursts.ts';
import {
  record,
  SLEEPING,
  uniformFrom,
  type VirtualServer,
} from '../../helpers/runs/virtual-server.ts';

const verdictOf = (...bursts: readonly (readonly Invocation[])[]) =>
  judge(recording(bursts, soloCalls())).verdict;

const reasonOf = (...bursts: readonly (readonly Invocation[])[]) =>
  verdictOf(...bursts).reasons[0]?.code;

/** Calls that were given up before an answer came. */
const unheard = (calls: number) => unansweredCalls('failed', calls, 'timeout');

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

  it('does not hang if it was still busy with calls that had been given up', () => {
    const queued = [...queue({ calls: 4, workers: 1, eachMs: 100 }), ...unheard(6)];
    expect(reasonOf(queued, unheard(10))).toBe('mostly-failed');
    expect(reasonOf(queued, unheard(12))).toBe('all-hang');
    expect(reasonOf(unheard(10), unheard(10))).toBe('all-hang');
    const { solo, bursts } = recording([unheard(10)], soloCalls());
    const again = bursts.map((burst) => ({ ...burst, repeats: 1 }));
    expect(judge({ schemaVersion: 1, solo, bursts: again }).verdict).toMatchObject({
      reasons: [{ code: 'none-answered' }],
      remedy: { code: 'raise-timeout' },
    });
  });

  it('is judged if most calls of the last burst were answered', () => {
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

/** A burst of 12 calls that was judged to have so many workers, by handler times. */
function judgedAs(low: number, high: number | null): JudgedBurst {
  return {
    timeline: buildTimeline(wall({ calls: 12 }), soloCalls()),
    verdict: { kind: 'parallel', workers: { estimate: low, low, high }, reasons: [] },
  };
}

/** A burst of so many calls that was judged so, whatever its times. */
function judgedOf(calls: number, verdict: Verdict): JudgedBurst {
  return { timeline: buildTimeline(wall({ calls }).map(withoutServed), soloCalls()), verdict };
}

const noModelFits = decline(
  { code: 'no-model-fits', soloMs: { least: 99, most: 101 } },
  { code: 'steadier-calls', solo: 20 },
);

describe('a run whose larger bursts fit no verdict', () => {
  const two: Verdict = {
    kind: 'overlapping',
    workers: { estimate: 2, low: 2, high: 2 },
    reasons: [],
  };

  it('keeps the lower bound of a smaller one', () => {
    expect(judgeRun([judgedOf(4, two), judgedOf(8, noModelFits)])).toMatchObject({
      kind: 'overlapping',
      workers: { estimate: 2, low: 2, high: null },
      reasons: [{ code: 'larger-undecided', calls: 8 }],
    });
  });

  it.each(['serial', 'contended'] as const)('is not %s because of a smaller one', (kind) => {
    const small: Verdict = { kind, workers: { estimate: 1, low: 1, high: 1 }, reasons: [] };
    expect(judgeRun([judgedOf(4, small), judgedOf(8, noModelFits)])).toBe(noModelFits);
  });

  it('keeps the verdict if the larger one was smaller, or only sent too slowly', () => {
    const tooShort = decline({ code: 'calls-too-short', soloMs: 12 }, { code: 'longer-calls' });
    for (const other of [judgedOf(3, noModelFits), judgedOf(64, tooShort)]) {
      expect(judgeRun([judgedOf(4, two), other]).reasons).not.toContainEqual(
        expect.objectContaining({ code: 'larger-undecided' }),
      );
    }
  });
});

const openBetween = (...kinds: [FittedKind, FittedKind]) =>
  decline(
    { code: 'kinds-not-separable', kinds, soloMs: { least: 300, most: 310 } },
    { code: 'another-size' },
  );

describe('a serial run with another burst', () => {
  const one: Verdict = {
    kind: 'serial',
    workers: { estimate: 1, low: 1, high: 1 },
    reasons: [{ code: 'one-at-a-time', stepMs: 300 }],
  };
  const tooClose = decline(
    { code: 'answers-too-close', close: 3, calls: 8 },
    { code: 'another-size' },
  );
  const tooFast = decline({ code: 'faster-than-serial', speedUp: 1.3 }, { code: 'another-size' });

  it.each([tooClose, tooFast])(
    'is not serial if one worker cannot serve that ($reasons.0.code)',
    (other) => {
      for (const calls of [4, 8, 16]) {
        expect(judgeRun([judgedOf(calls, other), judgedOf(8, one)])).toBe(other);
      }
    },
  );

  it('is not serial if most bursts fit several calls at a time, too', () => {
    const open = openBetween('serial', 'overlapping');
    const serial = judgedOf(8, one);
    expect(judgeRun([serial, judgedOf(8, open)]).kind).toBe('serial');
    expect(judgeRun([serial, judgedOf(8, open), judgedOf(4, open)])).toBe(open);
  });

  it('is not serial if that fits all other kinds better', () => {
    const others = openBetween('overlapping', 'contended');
    expect(judgeRun([judgedOf(8, one), judgedOf(8, one), judgedOf(4, others)])).toBe(others);
  });

  it('is serial if that only says too little', () => {
    expect(judgeRun([judgedOf(8, noModelFits), judgedOf(8, one)]).kind).toBe('serial');
  });
});

const silentWall = (calls: number) => wall({ calls }).map(withoutServed);
const lastCode = (...bursts: readonly Invocation[][]) => verdictOf(...bursts).reasons.at(-1)?.code;

/** Calls of a burst of batches: each batch comes back 300 ms after the one before. */
const groups = (...sizes: readonly number[]): Invocation[] =>
  served(
    sizes.flatMap((size, nth) =>
      Array.from({ length: size }, () => ({ from: 0, to: 300, received: 300 * (nth + 1) })),
    ),
  ).map(withoutServed);

describe('a run that reaches no limit', () => {
  it('points to larger bursts, if all were of one size', () => {
    expect(lastCode(silentWall(10), silentWall(10))).toBe('larger-may-show');
    expect(lastCode(silentWall(10), silentWall(20))).not.toBe('larger-may-show');
    const last = (calls: number) => verdictOf(silentWall(calls)).reasons.at(-1);
    expect(last(100)).toEqual({ code: 'larger-may-show' });
    expect(last(101)).toEqual({ code: 'larger-may-show', upTo: 202 });
    expect(last(1_000)).toEqual({ code: 'larger-may-show', upTo: 2_000 });
    const refusing = together(silentWall(9), unansweredCalls('throttled', 1));
    expect(lastCode(refusing)).not.toBe('larger-may-show');
  });
});

describe('a run whose calls come back in batches', () => {
  it('is no contention although the burst of another size fits nothing', () => {
    expect(verdictOf(groups(8, 8, 8, 6), groups(8, 7))).toMatchObject({
      kind: 'inconclusive',
      reasons: [{ code: 'batches', calls: 30, otherCalls: 15 }],
    });
  });
});

/** That so many are served at a time, which needs no burst of another size. */
const claim = (at: number): Verdict => ({
  kind: 'overlapping',
  workers: { estimate: at, low: at, high: at },
  reasons: [{ code: 'refused-at-limit', throttled: 1, limit: at }],
});

describe('a pool that grows', () => {
  it('has no closed limit if it is larger than a smaller burst before showed', () => {
    const verdict = judgeRun([
      judgedOf(4, claim(2)),
      judgedOf(8, noModelFits),
      judgedOf(16, claim(3)),
    ]);
    expect(verdict).toMatchObject({ workers: { low: 3, high: null } });
    expect(verdict.reasons).toContainEqual({
      code: 'pool-grows',
      from: { low: 2, high: 2 },
      to: { low: 3, high: 3 },
    });
    // Three calls hardly meet a limit of two.
    const few = judgeRun([judgedOf(3, claim(2)), judgedOf(8, noModelFits), judgedOf(16, claim(3))]);
    expect(few).toMatchObject({ workers: { low: 3, high: 3 } });
  });

  it('has more workers later than it can have had at first', () => {
    const grown = judgeRun([judgedAs(3, 4), judgedAs(5, 6)]);
    expect(grown).toMatchObject({
      workers: { estimate: 5, low: 3, high: null },
      reasons: [{ code: 'pool-grows', from: { low: 3, high: 4 }, to: { low: 5, high: 6 } }],
    });
    expect(judgeRun([judgedAs(3, 4), judgedAs(4, 6)])).toMatchObject({
      workers: { estimate: 4, low: 3, high: 6 },
      reasons: [{ code: 'interval-of-all-bursts' }],
    });
  });

  it('may have begun with one worker, unless its first burst is known to be cold', () => {
    const serial: Verdict = {
      kind: 'serial',
      workers: { estimate: 1, low: 1, high: 1 },
      reasons: [],
    };
    const two: Verdict = {
      ...serial,
      kind: 'overlapping',
      workers: { estimate: 2, low: 2, high: 2 },
    };
    expect(judgeRun([judgedOf(12, serial), judgedOf(12, two)])).toMatchObject({
      kind: 'overlapping',
      workers: { estimate: 2, low: 2, high: null },
    });
    const contended: Verdict = { ...serial, kind: 'contended' };
    const codes = judgeRun([judgedOf(12, contended), judgedOf(12, two)]).reasons.map(
      ({ code }) => code,
    );
    expect(codes).not.toContain('pool-grows');
  });

  it('did not begin with one worker if the later bursts may have one, too', () => {
    const serial: Verdict = {
      kind: 'serial',
      workers: { estimate: 1, low: 1, high: 1 },
      reasons: [],
    };
    const stage: Verdict = {
      kind: 'overlapping',
      workers: { estimate: 2, low: 1, high: null },
      reasons: [],
    };
    expect(judgeRun([judgedOf(12, serial), judgedOf(12, stage)])).toMatchObject({
      kind: 'inconclusive',
      reasons: [{ code: 'bursts-disagree' }],
    });
  });

  it('may have reached no limit in the end', () => {
    expect(judgeRun([judgedAs(3, 3), judgedAs(12, null)])).toMatchObject({
      workers: { estimate: 12, low: 3, high: null },
      reasons: [{ code: 'pool-grows', to: { low: 12, high: null } }],
    });
  });

  it('does not show if the first burst reached no limit', () => {
    const codes = judgeRun([judgedAs(3, null), judgedAs(5, 5)]).reasons.map(({ code }) => code);
    expect(codes).toEqual(['interval-of-all-bursts']);
  });

  it('does not show in between if the last burst has no more than the first', () => {
    const verdict = judgeRun([judgedAs(3, 3), judgedAs(6, 6), judgedAs(3, 3)]);
    expect(verdict).toMatchObject({ workers: { estimate: 3, low: 3, high: 6 } });
  });
});

/** A burst of which some calls were served at once, and the others failed at once. */
const refusing = (answered: number, failed: number, code?: string): Invocation[] =>
  together(wall({ calls: answered }), unansweredCalls('failed', failed, code));

describe('a run of which a larger burst was refused', () => {
  const servedTwice = [wall({ calls: 8 }), wall({ calls: 8 })];

  it('has a limit below that size', () => {
    const verdict = verdictOf(...servedTwice, refusing(8, 8));
    expect(verdict).toMatchObject({
      kind: 'parallel',
      workers: { estimate: 8, low: 8, high: 15 },
    });
    const codes = verdict.reasons.map(({ code }) => code);
    expect(codes).not.toContain('all-at-once');
    expect(verdict.reasons.at(-1)).toEqual({ code: 'refused-beyond', calls: 16 });
  });

  it('has none if the calls may have failed by chance', () => {
    expect(verdictOf(...servedTwice, refusing(11, 5))).toMatchObject({ workers: { high: null } });
    expect(verdictOf(...servedTwice, refusing(10, 6))).toMatchObject({ workers: { high: 15 } });
  });

  it('hangs beyond that limit if the client waited in vain for all calls', () => {
    const hanging = unansweredCalls('failed', 4, 'timeout');
    expect(
      verdictOf(...servedTwice, hanging.concat(unansweredCalls('failed', 12, 'timeout'))),
    ).toMatchObject({
      workers: { high: 15 },
      reasons: expect.arrayContaining([{ code: 'hangs-beyond', calls: 16 }]),
    });
    const some = together(wall({ calls: 1 }), unansweredCalls('failed', 15, 'timeout'));
    expect(verdictOf(...servedTwice, some)).not.toMatchObject({ workers: { high: 15 } });
  });

  it('counts solo calls as served, so few calls are enough', () => {
    const bursts = [
      wall({ calls: 2 }),
      unansweredCalls('failed', 3, 'timeout'),
      unansweredCalls('failed', 4, 'timeout'),
    ];
    expect(verdictOf(...bursts)).toMatchObject({ workers: { low: 2, high: 2 } });
    expect(judgeRun(judge(recording(bursts)).bursts)).toMatchObject({ workers: { high: null } });
  });

  it('has a limit below the smallest such size', () => {
    const bursts = [wall({ calls: 8 }), refusing(8, 24), refusing(8, 8), refusing(8, 16)];
    expect(verdictOf(...bursts)).toMatchObject({ workers: { low: 8, high: 15 } });
  });

  it('has a limit even if all calls of that burst failed', () => {
    const verdict = verdictOf(wall({ calls: 8 }), unansweredCalls('failed', 16));
    expect(verdict).toMatchObject({ kind: 'parallel', workers: { low: 8, high: 15 } });
  });

  it('keeps a lower limit', () => {
    expect(verdictOf(queue({ calls: 8, workers: 3 }), refusing(8, 8))).toMatchObject({
      workers: { low: 3, high: 3 },
    });
  });

  it('has none if the calls of that burst timed out', () => {
    expect(verdictOf(wall({ calls: 8 }), refusing(8, 8, 'timeout'))).toMatchObject({
      workers: { high: null },
    });
  });

  it('has none if a larger burst was served whole', () => {
    expect(verdictOf(refusing(4, 4), wall({ calls: 16 }))).toMatchObject({
      workers: { low: 16, high: null },
    });
  });

  it('has none if no burst was served whole', () => {
    expect(verdictOf(refusing(8, 8))).toMatchObject({ workers: { low: 8, high: null } });
  });

  it('is judged by the bursts that were served whole: with one failure in ten at most', () => {
    const whole = verdictOf(wall({ calls: 50 }), refusing(91, 9));
    expect(whole).toMatchObject({ workers: { low: 91, high: null } });
    const partly = verdictOf(wall({ calls: 50 }), refusing(89, 11));
    expect(partly).toMatchObject({ workers: { low: 50, high: 99 } });
  });

  it('declines as before if nothing was decided', () => {
    const bursts = [wall({ calls: 1 }), unansweredCalls('failed', 16)];
    expect(verdictOf(...bursts)).toMatchObject({ kind: 'inconclusive' });
  });
});

const SHARING: VirtualServer = { ...SLEEPING, model: 'sharing' };

/** The verdict on bursts of such sizes at a server that reports nothing; of a burst, some calls may fail. */
function verdictOnSizes(
  server: VirtualServer,
  sizes: readonly (number | { readonly answered: number; readonly failed: number })[],
  seed = 1,
) {
  const uniform = uniformFrom(seed);
  const { solo } = record(server, { calls: 1, uniform });
  const bursts = sizes.map((size) => {
    const { answered, failed } = typeof size === 'number' ? { answered: size, failed: 0 } : size;
    const { burst } = record(server, { calls: answered, uniform });
    return together(burst, unansweredCalls('failed', failed));
  });
  return judge(recording(bursts, solo)).verdict;
}

describe('a burst of another size than one that looks contended', () => {
  const unconfirmed = { kind: 'inconclusive', reasons: [{ code: 'one-size-only' }] };

  it('has at most two thirds as many calls, or half as many again', () => {
    for (const sizes of [
      [30, 19],
      [19, 30],
    ]) {
      expect(verdictOnSizes(SHARING, sizes)).toMatchObject({ kind: 'contended' });
    }
    for (const sizes of [
      [30, 21],
      [21, 30],
    ]) {
      expect(verdictOnSizes(SHARING, sizes)).toMatchObject(unconfirmed);
    }
  });

  it('is the largest of those', () => {
    const { reasons } = verdictOnSizes(SHARING, [4, 8, 16, 24, 30]);
    expect(reasons).toContainEqual({ code: 'second-size', calls: 16 });
  });

  it('counts calls that were answered', () => {
    const refused = { answered: 32, failed: 28 };
    expect(verdictOnSizes(SHARING, [30, refused])).toMatchObject(unconfirmed);
  });
});

describe('a burst of another size than one that shows a queue', () => {
  it('may differ by a single call', () => {
    const verdict = verdictOnSizes({ ...SHARING, model: 'shared', workers: 3 }, [8, 29, 30]);
    expect(verdict).toMatchObject({ kind: 'overlapping', workers: { low: 3, high: 3 } });
    expect(verdict.reasons).toContainEqual({ code: 'second-size', calls: 29 });
  });
});

describe('a burst of four calls, the only one that decides anything', () => {
  it('is not serial with a limit above 1', () => {
    const server = { ...SHARING, model: 'shared' } as const;
    const verdict = verdictOnSizes(server, [4, { answered: 1, failed: 7 }]);
    expect(verdict).toMatchObject({
      kind: 'inconclusive',
      reasons: [{ code: 'kinds-not-separable' }],
    });
  });
});

describe('calls that share cores', () => {
  it('are never called delayed, whatever the sizes of the bursts', () => {
    const uniform = uniformFrom(6);
    for (let nth = 0; nth < 150; nth += 1) {
      const workers = 1 + (nth % 3);
      const sizes = Array.from({ length: 4 }, () => 12 + Math.floor(uniform() * 40));
      const verdict = verdictOnSizes({ ...SHARING, workers }, sizes, nth);
      expect(['contended', 'inconclusive']).toContain(verdict.kind);
    }
  });
});

/** Calls that take so much longer than a solo call of 100 ms, with jitter, at a target that reports nothing. */
function delayedBurst(calls: number, delayMs: number, uniform: () => number): Invocation[] {
  const took = Array.from({ length: calls }, () => 100 + delayMs + 4 * uniform());
  return served(took.map((ms) => ({ from: 0, to: ms, received: ms }))).map(withoutServed);
}

describe('calls that all take longer by the same time', () => {
  it('are never called contended, whatever the sizes of the bursts', () => {
    const uniform = uniformFrom(7);
    for (let nth = 0; nth < 150; nth += 1) {
      const delayMs = 50 + 1_000 * uniform();
      const bursts = Array.from({ length: 3 }, () =>
        delayedBurst(12 + Math.floor(uniform() * 40), delayMs, uniform),
      );
      const { verdict } = judge(recording(bursts, soloCalls(98).map(withoutServed)));
      expect(['overlapping', 'inconclusive']).toContain(verdict.kind);
    }
  });
});

describe('a run whose first burst had cold instances', () => {
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

  it('has nothing else to believe if none was warm', () => {
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

  it('declines if none of them does, with the reason of the last', () => {
    const mostFailed = together(wall({ calls: 2 }), unansweredCalls('failed', 3));
    expect(verdictOf(unansweredCalls('failed', 5), mostFailed)).toMatchObject({
      kind: 'inconclusive',
      reasons: [{ code: 'mostly-failed', calls: 5, answered: 2 }],
    });
  });
});
