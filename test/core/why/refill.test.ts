import { describe, expect, it } from 'vitest';
import type { Invocation } from '../../../src/core/invocation.ts';
import type { Recording } from '../../../src/core/recording.ts';
import { judge } from '../../../src/core/run.ts';
import { diagnose } from '../../../src/core/why/diagnose.ts';
import type { Diagnosis } from '../../../src/core/why/diagnosis.ts';
import { nextProbe } from '../../../src/core/why/next-probe.ts';
import { PROBE_NAMES, type Probe, type ProbeName } from '../../../src/core/why/probes.ts';
import { refillOf } from '../../../src/core/why/refill.ts';
import { took, unansweredCalls } from '../../helpers/runs/bursts.ts';
import { HTTP } from '../../helpers/runs/watched-run.ts';

const CALLS = 12;

/** Twelve calls of which so many are served, in 300 ms each, and the others refused. */
function refusing(served: number): Invocation[] {
  return [
    ...took(...Array.from({ length: served }, () => 300)),
    ...unansweredCalls('throttled', CALLS - served),
  ];
}

/** Twelve calls of which so many are served at once, and the others one every 200 ms after those. */
function delaying(free: number): Invocation[] {
  const waits = Array.from({ length: CALLS }, (_, call) => Math.max(0, call + 1 - free) * 200);
  return took(...waits.map((wait) => 300 + wait));
}

const AT_ONCE: Probe = {
  probe: 'bystander',
  invocations: refusing(2),
  bystander: { path: '/-/bystander', aloneMs: [2, 2, 2], waitingMs: [3, 3, 3] },
};

/** A run with such bursts, 1 s apart, and then one after a rest. */
function recorded(bursts: Invocation[][], rested?: Invocation[], more: Probe[] = []): Recording {
  const afterPause: Probe[] =
    rested === undefined ? [] : [{ probe: 'after-pause', invocations: rested }];
  return {
    schemaVersion: 1,
    target: HTTP,
    solo: took(300, 300, 300),
    bursts: bursts.map((invocations, nth) => ({ epoch: 1_000 * nth, invocations })),
    probes: [AT_ONCE, ...afterPause, ...more],
  };
}

const whyOf = (...of: Parameters<typeof recorded>): Diagnosis | undefined =>
  judge(recorded(...of)).why;

/** Twelve calls that took so long. */
const alike = (ms: number): Invocation[] => took(...Array.from({ length: CALLS }, () => ms));

/** The same as `refusing(6)`, with so many ms from the first sending to the last. */
const sentOver = (ms: number): Invocation[] =>
  refusing(6).map((one) => (one.call === 5 ? { ...one, sentAt: ms } : one));

/** Calls from other addresses, of which so many are served. */
const others = (served: number): Probe => ({
  probe: 'other-sources',
  invocations: refusing(served),
});

/** The cause if six calls get through, six after a rest, and so many from other addresses then. */
const causeIfOthers = (served: number): string | undefined =>
  whyOf([refusing(6)], refusing(6), [others(served)])?.cause;

/** The probe that follows that of a bystander, and more. */
function next(bursts: Invocation[][], more: Probe[] = []): ProbeName | undefined {
  const probes = [AT_ONCE, ...more];
  return nextProbe(judge({ ...recorded(bursts), probes }), new Set(PROBE_NAMES));
}

describe('calls that are refused', () => {
  it('are refused by a rate limiter if a rest gives some back', () => {
    expect(whyOf([refusing(6), refusing(1)], refusing(6))).toMatchObject({
      cause: 'rate-limit',
      certainty: 'likely',
      ruledOut: ['route-lock'],
      seen: [
        { code: 'refilled', restMs: 2_000, calls: 12, atOnce: 6, before: 1, perSecond: 1.5 },
        { code: 'bystander-at-once' },
      ],
    });
  });

  it.each([
    ['a limit of calls in progress serves the same number each time', [3, 3], 3],
    ['a server that scales serves more and more', [1, 3], 6],
    ['nothing came back', [6, 1], 1],
    ['two more than one are enough', [3, 1], 3, 'rate-limit'],
    ['one more may be chance', [3, 1], 2],
    ['one less may be chance', [2, 1], 3],
    ['a third more may be chance', [10, 8], 11],
    ['half as many more are enough', [9, 6], 9, 'rate-limit'],
    ['less than that may be chance', [8, 6], 9],
    ['a burst that is served whole says nothing', [12, 12], 12],
  ] as const)('%s', (_, [first, second], rested, cause?: string) => {
    expect(whyOf([refusing(first), refusing(second)], refusing(rested))?.cause).toBe(cause);
  });

  it('decide nothing if places are free again before the last is sent', () => {
    const rested = refusing(6);
    expect(refillOf(judge(recorded([sentOver(150), refusing(1)], rested)))).toBeDefined();
    expect(refillOf(judge(recorded([sentOver(151), refusing(1)], rested)))).toBeUndefined();
  });

  it('decide nothing if some fail, or if this client was stalled', () => {
    const failing = [...refusing(6).slice(1), ...unansweredCalls('failed', 1)];
    expect(whyOf([refusing(6), refusing(1)], failing)?.cause).toBeUndefined();
    const { bursts, ...run } = recorded([refusing(6), refusing(1)], refusing(6));
    const stalled = bursts.map((one) => ({ ...one, stalls: [{ from: 10, to: 320 }] }));
    expect(judge({ ...run, bursts: stalled }).why?.cause).toBeUndefined();
  });

  it('are refused by a limit for each client if other addresses are served', () => {
    const why = whyOf([refusing(6), refusing(1)], refusing(6), [others(12)]);
    expect(why?.cause).toBe('client-limit');
  });

  it('may be compared with those from other addresses, which followed the rest', () => {
    expect(causeIfOthers(1)).toBe('rate-limit');
    expect(causeIfOthers(5)).toBeUndefined();
    expect(causeIfOthers(0)).toBeUndefined();
  });

  it('do not show the rate if none was let through, or if it is unknown when they were sent', () => {
    const none = judge(recorded([refusing(6), refusing(0)], refusing(6)));
    expect(refillOf(none)).toEqual({ calls: 12, atOnce: 6, before: 0 });
    const { bursts, ...run } = recorded([refusing(6), refusing(1)], refusing(6));
    const undated = bursts.map(({ invocations }) => ({ invocations }));
    expect(refillOf(judge({ ...run, bursts: undated }))).not.toHaveProperty('perSecond');
  });
});

describe('calls that are delayed', () => {
  it('are delayed by a rate limiter if a rest gives some back, which its pace confirms', () => {
    expect(whyOf([delaying(6), delaying(1)], delaying(6))).toMatchObject({
      cause: 'rate-limit',
      ruledOut: ['route-lock'],
      seen: [{ code: 'refilled' }, { code: 'paced', perSecond: 5 }, { code: 'bystander-at-once' }],
    });
    expect(whyOf([delaying(6), delaying(6)], delaying(6))).toMatchObject({
      cause: 'rate-limit',
      ruledOut: [],
    });
  });

  it('are no sign of one if the server computes more than a little', () => {
    const { bursts, ...run } = recorded([delaying(6), delaying(1)], delaying(6));
    const causeAt = (cores: number): string | undefined => {
      const processes = [{ pid: 1, calls: CALLS, cores }];
      const observed = { looks: 20, overMs: 4_000, waiting: [], processes };
      return judge({ ...run, bursts: bursts.map((one) => ({ ...one, observed })) }).why?.cause;
    };
    expect(causeAt(0.15)).toBe('rate-limit');
    expect(causeAt(0.16)).not.toBe('rate-limit');
  });

  it('waited if they took half as long again as a solo call', () => {
    const bursts = [alike(300), delaying(1)];
    expect(refillOf(judge(recorded(bursts, alike(449))))).toBeDefined();
    expect(refillOf(judge(recorded(bursts, alike(450))))).toBeUndefined();
  });

  it('are no sign of a rate limiter without a free handful', () => {
    const run = judge(recorded([delaying(1), delaying(1)], delaying(6)));
    expect(diagnose(run)?.seen.map(({ code }) => code)).not.toContain('refilled');
  });
});

describe('a rest', () => {
  it('comes before calls from other addresses, if calls were refused', () => {
    expect(next([refusing(6), refusing(1)])).toBe('after-pause');
    const rested: Probe = { probe: 'after-pause', invocations: refusing(6) };
    expect(next([refusing(6), refusing(1)], [rested])).toBe('other-sources');
  });

  it('comes before calls that differ, if a handful is free, even if the whole server waited', () => {
    expect(next([delaying(6), delaying(6)])).toBe('after-pause');
    const waited = { path: '/', aloneMs: [2, 2, 2], waitingMs: [900, 900, 900] };
    const run = recorded([delaying(6), delaying(6)]);
    const probes = [{ ...AT_ONCE, bystander: waited }];
    expect(nextProbe(judge({ ...run, probes }), new Set(PROBE_NAMES))).toBe('after-pause');
  });

  it('is not tried for a lock', () => {
    const lock = took(...Array.from({ length: CALLS }, (_, call) => 300 * (call + 1)));
    expect(next([lock, lock.slice(0, 6)])).not.toBe('after-pause');
  });
});
