import * as fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { recordingSchema } from '../../src/core/recording.ts';
import { judgedBurst } from '../../src/core/timeline/timeline.ts';
import { judge } from '../../src/core/run.ts';
import { renderJson } from '../../src/reporters/json.ts';
import { anyBurst, anySolo } from '../helpers/runs/any-burst.ts';
import type { Invocation } from '../../src/core/invocation.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import type { TargetDescription } from '../../src/core/target-description.ts';
import {
  soloCalls,
  unansweredCalls,
  queue,
  recording,
  served,
  together,
  took,
  withoutServed,
  wall,
} from '../helpers/runs/bursts.ts';

const anyRecording = fc
  .tuple(fc.array(anyBurst, { maxLength: 3 }), anySolo)
  .map(([bursts, solo]) => recording(bursts, solo));

describe('judge', () => {
  it('keeps what was measured', () => {
    const measured = { ...recording([wall({ calls: 2 })]), target: { kind: 'http', url: 'u' } };
    const run = judge(measured);
    expect(run.target).toEqual(measured.target);
    expect(run.solo).toEqual(measured.solo);
    expect(run.bursts.map(({ invocations }) => ({ invocations }))).toEqual(measured.bursts);
  });

  it('has a verdict for each burst and for the run', () => {
    const run = judge(recording([wall({ calls: 2 }), wall({ calls: 4 })]));
    expect(run.bursts.map(({ verdict }) => verdict.kind)).toEqual(['parallel', 'parallel']);
    expect(run.verdict.kind).toBe('parallel');
  });

  it('rests on the last of the largest bursts of its kind', () => {
    const bursts = [10, 10, 5].map((calls) => queue({ calls, workers: 1 }).map(withoutServed));
    const run = judge(recording(bursts));
    expect(run.verdict.kind).toBe('serial');
    expect(judgedBurst(run)).toBe(run.bursts[1]);
  });

  it('never throws, whatever a valid recording holds', () => {
    const invocation = fc.record(
      {
        call: fc.nat(),
        outcome: fc.constantFrom('answered' as const, 'failed' as const, 'throttled' as const),
        sentAt: fc.double({ noNaN: true, noDefaultInfinity: true }),
        receivedAt: fc.double({ noNaN: true, noDefaultInfinity: true }),
        served: fc.record(
          {
            instance: fc.string({ minLength: 1 }),
            startedAt: fc.double({ noNaN: true, noDefaultInfinity: true }),
            endedAt: fc.double({ noNaN: true, noDefaultInfinity: true }),
            cold: fc.boolean(),
          },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: ['call', 'outcome', 'sentAt'] },
    );
    const valid = fc
      .record({
        schemaVersion: fc.constant(1 as const),
        solo: fc.array(invocation, { maxLength: 3 }),
        bursts: fc.array(fc.record({ invocations: fc.array(invocation, { maxLength: 6 }) }), {
          maxLength: 3,
        }),
      })
      .filter((content) => v.is(recordingSchema, content));
    fc.assert(
      fc.property(valid, (content) => {
        expect(judge(v.parse(recordingSchema, content)).verdict.reasons).not.toEqual([]);
      }),
    );
  });
});

describe('a run that was saved', () => {
  it('is judged as it was', () => {
    fc.assert(
      fc.property(anyRecording, (measured) => {
        const run = judge(measured);
        const again = judge(v.parse(recordingSchema, JSON.parse(renderJson(run))));
        expect(again).toEqual(run);
      }),
    );
  });

  it('keeps unknown things absent', () => {
    const run = judge(recording([wall({ calls: 2 }).map(withoutServed)], soloCalls()));
    expect(JSON.parse(renderJson(run))).not.toHaveProperty('bursts[0].timeline.instances');
    expect(JSON.parse(renderJson(run))).not.toHaveProperty('bursts[0].invocations[0].served');
  });
});

const ACCOUNT = 'ConcurrentInvocationLimitExceeded';
const RESERVED = 'ReservedFunctionConcurrentInvocationLimitExceeded';

function judged(burst: readonly Invocation[], target?: TargetDescription, solo = soloCalls()) {
  return judge({ ...recording([burst], solo), ...(target === undefined ? {} : { target }) });
}

const reasonCodes = ({ reasons }: Verdict): string[] => reasons.map(({ code }) => code);

describe('a burst that reached a limit of Lambda', () => {
  const burst = together(wall({ calls: 10 }), unansweredCalls('throttled', 20, ACCOUNT));
  const silent = burst.map((call) => (call.outcome === 'answered' ? withoutServed(call) : call));
  const limits = { accountConcurrency: 10, reservedConcurrency: 3 };

  it('has that limit for the most that run at a time, says so, and what to do', () => {
    const { verdict, warnings } = judged(burst, { kind: 'lambda', limits });
    expect(verdict).toMatchObject({
      kind: 'parallel',
      workers: { estimate: 10, low: 10, high: 10 },
    });
    expect(verdict.reasons).toContainEqual({ code: 'refused-at-limit', throttled: 20, limit: 10 });
    expect(reasonCodes(verdict)).not.toContain('all-at-once');
    expect(warnings).toEqual([
      {
        code: 'throttled',
        calls: 30,
        throttled: 20,
        answered: 10,
        reason: ACCOUNT,
        limit: 10,
        remedies: [{ code: 'raise-account-limit' }],
        bursts: [1],
      },
    ]);
  });

  it('has it whatever the function says of itself', () => {
    const target = { kind: 'lambda', limits, callsPerInstance: 1 };
    const { verdict } = judged(silent, target, soloCalls().map(withoutServed));
    expect(verdict).toMatchObject({ kind: 'parallel', workers: { estimate: 10, high: 10 } });
    expect(reasonCodes(verdict)).toContain('refused-at-limit');
    expect(reasonCodes(verdict)).not.toContain('all-at-once');
  });

  it('has the reserved one if that was reached', () => {
    const few = together(wall({ calls: 3 }), unansweredCalls('throttled', 7, RESERVED));
    const { verdict, warnings } = judged(few, { kind: 'lambda', limits });
    expect(verdict).toMatchObject({ workers: { estimate: 3, low: 3, high: 3 } });
    expect(warnings).toMatchObject([
      { reason: RESERVED, limit: 3, remedies: [{ code: 'raise-reserved-concurrency' }] },
    ]);
  });

  it('leaves open that others of the account took part of it', () => {
    const few = together(wall({ calls: 7 }), unansweredCalls('throttled', 23, ACCOUNT));
    const { verdict } = judged(few, { kind: 'lambda', limits });
    expect(verdict).toMatchObject({ workers: { estimate: 7, low: 7, high: 10 } });
  });

  it.each([
    ['the limit is not known', { kind: 'lambda' }, ACCOUNT],
    ['the other limit is known', { kind: 'lambda', limits: { reservedConcurrency: 3 } }, ACCOUNT],
    ['nothing is known', undefined, ACCOUNT],
    ['it was another reason', { kind: 'lambda', limits }, 'CallerRateLimitExceeded'],
    ['more ran than are allowed', { kind: 'lambda', limits: { accountConcurrency: 9 } }, ACCOUNT],
  ])('claims none if %s', (_, target, code) => {
    const refused = together(wall({ calls: 10 }), unansweredCalls('throttled', 20, code));
    const { verdict } = judged(refused, target);
    expect(verdict).toMatchObject({ workers: { estimate: 10, low: 10, high: null } });
    expect(reasonCodes(verdict)).not.toContain('refused-at-limit');
  });

  it('keeps a limit that was seen below it', () => {
    const below = together(
      queue({ calls: 10, workers: 2 }),
      unansweredCalls('throttled', 5, ACCOUNT),
    );
    expect(judged(below, { kind: 'lambda', limits }).verdict).toMatchObject({
      workers: { estimate: 2, high: 2 },
    });
  });

  it('is not judged if too few were answered', () => {
    const none = unansweredCalls('throttled', 30, ACCOUNT);
    expect(judged(none, { kind: 'lambda', limits }).verdict.kind).toBe('inconclusive');
  });
});

describe('a function that says nothing of itself', () => {
  const silent = wall({ calls: 10, eachMs: 300 }).map(withoutServed);
  const solo = soloCalls(300).map(withoutServed);

  it('runs in parallel if an environment takes one call at a time', () => {
    const { verdict } = judged(silent, { kind: 'lambda', callsPerInstance: 1 }, solo);
    expect(verdict).toMatchObject({ kind: 'parallel', workers: { estimate: 10 } });
    expect(reasonCodes(verdict)).toContain('one-call-per-environment');
    expect(reasonCodes(verdict)).not.toContain('instance-unknown');
  });

  it.each([undefined, 64])('is left open if it may take %s', (callsPerInstance) => {
    const target = {
      kind: 'lambda',
      ...(callsPerInstance === undefined ? {} : { callsPerInstance }),
    };
    const { verdict } = judged(silent, target, solo);
    expect(verdict.kind).toBe('overlapping');
    expect(reasonCodes(verdict)).toContain('instance-unknown');
  });

  it('is not made parallel by the promise if nothing overlapped', () => {
    const staircase = queue({ calls: 10, workers: 1, eachMs: 300 }).map(withoutServed);
    const target = { kind: 'lambda', callsPerInstance: 1 };
    expect(judged(staircase, target, solo).verdict.kind).toBe('serial');
  });
});

describe('Managed Instances', () => {
  const SHARED = { environment: '2026/01/01/[1]abc', maxConcurrency: 64 };

  /** The same calls on worker threads of one environment, or of as many as are named. */
  function shared(burst: readonly Invocation[], environments = 1): Invocation[] {
    return burst.map((call, index) => ({
      ...call,
      served: {
        ...call.served,
        ...SHARED,
        environment: `${SHARED.environment}${index % environments}`,
      },
    }));
  }

  it('with several threads are parallel within one environment, which is no scaling out', () => {
    const { verdict, bursts } = judged(shared(wall({ calls: 8 })));
    expect(verdict.kind).toBe('parallel');
    expect(bursts[0]?.timeline).toMatchObject({ instances: 8, environments: 1 });
    expect(verdict.reasons).toContainEqual(
      expect.objectContaining({
        code: 'ran-together',
        place: { instances: 8, environments: 1 },
      }),
    );
    expect(verdict.reasons).toContainEqual({ code: 'within-one-environment', maxConcurrency: 64 });
  });

  it('with one thread are concurrent', () => {
    const { verdict } = judged(shared(wall({ calls: 8, instances: 1 })));
    expect(verdict.kind).toBe('concurrent');
    expect(verdict.reasons[0]).toMatchObject({ place: { instances: 1, environments: 1 } });
    expect(reasonCodes(verdict)).toContain('within-one-environment');
  });

  it('that block their one thread are serial', () => {
    const { verdict } = judged(shared(queue({ calls: 8, workers: 1 })));
    expect(verdict).toMatchObject({ kind: 'serial', workers: { estimate: 1 } });
    expect(verdict.reasons[0]).toMatchObject({ place: { instances: 1, environments: 1 } });
  });

  it('that block several threads have their number for a limit', () => {
    const { verdict } = judged(shared(queue({ calls: 12, workers: 4 })));
    expect(verdict).toMatchObject({ kind: 'parallel', workers: { estimate: 4, high: 4 } });
    expect(verdict.reasons[0]).toMatchObject({ place: { instances: 4, environments: 1 } });
  });

  it('of several environments have scaled out', () => {
    const { verdict } = judged(shared(wall({ calls: 8 }), 2));
    expect(verdict.reasons[0]).toMatchObject({ place: { instances: 8, environments: 2 } });
    expect(reasonCodes(verdict)).not.toContain('within-one-environment');
  });

  it('are not mentioned if one call names no environment', () => {
    const [first, ...rest] = wall({ calls: 8 });
    const burst = together(first === undefined ? [] : [first], shared(rest));
    const { verdict } = judged(burst);
    expect(verdict.reasons[0]).toMatchObject({ place: { instances: 8 } });
    expect(verdict.reasons[0]).not.toHaveProperty('place.environments');
    expect(reasonCodes(verdict)).not.toContain('within-one-environment');
  });

  it('take several calls if they do not say how many', () => {
    const burst = wall({ calls: 4 }).map((call) => ({
      ...call,
      served: { ...call.served, environment: 'e' },
    }));
    expect(judged(burst).verdict.reasons).toContainEqual({ code: 'within-one-environment' });
  });
});

function codesOf(bursts: readonly (readonly Invocation[])[], target: TargetDescription): string[] {
  return judge({ ...recording(bursts), target }).warnings.map(({ code }) => code);
}

describe('instances that were made cold', () => {
  const target = { kind: 'lambda', madeCold: true };
  const mixed = served([
    { from: 51, to: 151, on: 'a', cold: true },
    { from: 51, to: 151, on: 'b', cold: true },
    { from: 51, to: 151, on: 'c', cold: true },
    { from: 1, to: 101, on: 'd', cold: false },
  ]);

  it('but were warm get a warning', () => {
    const { warnings } = judged(mixed, target);
    expect(warnings).toContainEqual({
      code: 'not-cold',
      warm: 1,
      calls: 4,
      remedies: [],
    });
  });

  it('are expected cold in the first burst only', () => {
    expect(
      codesOf([wall({ calls: 4, cold: true }), wall({ calls: 4, cold: false })], target),
    ).toEqual([]);
  });

  it('are not mentioned if nothing made them cold', () => {
    expect(codesOf([mixed], { kind: 'lambda' })).toEqual([]);
    expect(codesOf([wall({ calls: 4 })], target)).toEqual([]);
    expect(codesOf([], target)).toEqual([]);
  });
});

/** A queue whose target reports nothing. */
const silent = (calls: number, workers: number): Invocation[] =>
  queue({ calls, workers }).map(withoutServed);

const codesAt = (kind: string, burst: readonly Invocation[]): string[] =>
  judge({ ...recording([burst]), target: { kind } }).verdict.reasons.map(({ code }) => code);

/** The verdict on a server of which a solo call takes 100 ms, and 300 if it follows another at once. */
const busyVerdict = (burst: readonly number[]): Verdict =>
  judge({
    ...recording([took(...burst)], took(100, 300, 301)),
    soloAfter: took(100, 101),
  }).verdict;

describe('requests that are all the same', () => {
  it('may have been answered by a cache if no call waited', () => {
    expect(codesAt('http', silent(10, 10))).toContain('identical-requests');
  });

  it('are of no account at a limit, or if the target has its own answers', () => {
    expect(codesAt('http', silent(10, 2))).not.toContain('identical-requests');
    expect(codesAt('local', silent(10, 10))).not.toContain('identical-requests');
    expect(codesAt('http', wall({ calls: 10 }))).not.toContain('identical-requests');
    const target = { kind: 'http', requestsDiffer: true };
    const differing = judge({ ...recording([silent(10, 10)]), target });
    expect(differing.verdict.reasons).not.toContainEqual({ code: 'identical-requests' });
  });
});

describe('a server that stays busy after it has answered', () => {
  it('is said to be, though calls one by one may be those of a limiter, too', () => {
    expect(busyVerdict([100, 400, 700, 1_000, 1_300, 1_600])).toMatchObject({
      kind: 'inconclusive',
      reasons: [{ code: 'busy-or-limited', busyAfterMs: expect.closeTo(200, 0) }],
    });
  });

  it('may answer sooner one after the other, but not at once', () => {
    const times = [100, 200, 500, 800, 900, 1_200, 1_500, 1_800, 2_100, 2_700];
    expect(busyVerdict(times).reasons).not.toContainEqual(
      expect.objectContaining({ code: 'answers-too-close' }),
    );
    const atOnce = times.map((ms, call) => (call % 2 === 1 ? ms : (times[call + 1] ?? ms) - 40));
    expect(busyVerdict(atOnce).kind).not.toBe('serial');
  });
});
