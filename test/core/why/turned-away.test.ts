import { describe, expect, it } from 'vitest';
import type { Invocation } from '../../../src/core/invocation.ts';
import { nameProcesses } from '../../../src/core/observed/name-processes.ts';
import type { Recording } from '../../../src/core/recording.ts';
import { forDiagnosis, judge } from '../../../src/core/run.ts';
import { mostProbes, nextProbe, probeCalls } from '../../../src/core/why/next-probe.ts';
import { PROBE_NAMES, type Probe } from '../../../src/core/why/probes.ts';
import { turnedAwayIn } from '../../../src/core/why/turned-away.ts';
import { took, unansweredCalls } from '../../helpers/runs/bursts.ts';
import { foundIn, HTTP, watchedRun, type Declared } from '../../helpers/runs/watched-run.ts';

// Calls that are refused with a normal status. Solo calls take 300 ms.

type Answer = Partial<Invocation>;

const USUAL = {
  status: 200,
  contentType: 'application/json',
  bodyKeys: 'id,result',
  bodyBytes: 60,
} as const;
const BUSY = { ...USUAL, bodyKeys: 'error,id' };

const answers = (calls: number, ms: number, answer: Answer): Invocation[] =>
  took(...Array<number>(calls).fill(ms)).map((call) => ({ ...call, ...answer }));

interface Burst {
  readonly calls?: number;
  readonly served?: number;
  readonly servedMs?: number;
  readonly busyMs?: number;
  readonly busy?: Answer;
  readonly pids?: number;
}

/** A burst of 12 calls, of which three get the usual answer, and the others another one at once. */
function burst(declared: Burst = {}): Invocation[] {
  const { calls = 12, served = 3, servedMs = 300, busyMs = 5, busy = BUSY, pids = 1 } = declared;
  const all = [...answers(served, servedMs, USUAL), ...answers(calls - served, busyMs, busy)];
  return nameProcesses(
    all.map((call, index) => ({ ...call, call: index })),
    all.map((_, index) => `pid ${1 + (index % pids)}`),
  );
}

/** The same call once more, until shortly before those end that were served. */
const latecomers = (...served: readonly number[]): NonNullable<Probe['latecomers']> =>
  [75, 150, 225, 270].map((sentAt) => ({
    sentAt,
    ms: served.includes(sentAt) ? 300 : 2,
    refused: !served.includes(sentAt),
  }));

interface TurnedAwayRun {
  readonly bursts?: readonly Burst[];
  readonly each?: Burst;
  /** What became of the probes, if it was not the same. */
  readonly probed?: Partial<Record<Probe['probe'], Burst>>;
  readonly bystander?: Partial<NonNullable<Probe['bystander']>>;
  readonly latecomers?: Probe['latecomers'];
  readonly did?: Declared['did'];
  readonly proxy?: true;
  readonly fired?: number;
}

/** A run with two bursts and four probes that fit a limit of three calls in progress, unless it says otherwise. */
function turnedAwayRun(declared: TurnedAwayRun = {}): Recording {
  const { each = {}, probed = {}, bystander, did, proxy, fired = 4 } = declared;
  const { bursts = [each, each], latecomers: late = latecomers() } = declared;
  const times = { 'after-pause': 2_300, 'other-requests': 2_620, 'other-sources': 2_940 } as const;
  const first: Probe = {
    probe: 'bystander',
    epoch: 0,
    invocations: burst({ ...each, ...probed.bystander }),
    bystander: { path: '/x', aloneMs: [2, 2, 2], waitingMs: [2, 2, 2], ...bystander },
    latecomers: late,
  };
  const probes = (['after-pause', 'other-requests', 'other-sources'] as const).map(
    (probe): Probe => ({
      probe,
      epoch: times[probe],
      invocations: burst({ ...each, ...probed[probe] }),
    }),
  );
  const run = watchedRun({
    target: HTTP,
    server: { program: 'uvicorn', ...(proxy && { proxy }) },
    ...(did && { did }),
    probes: [first, ...probes].slice(0, fired),
  });
  const [one] = run.bursts;
  const solo = answers(3, 300, USUAL);
  return {
    ...run,
    solo,
    soloAfter: solo,
    bursts: bursts.map((of) => ({ ...one, invocations: burst(of) })),
  };
}

const causeOf = (declared: TurnedAwayRun): string | undefined => {
  const why = foundIn(turnedAwayRun(declared));
  return why && `${why.cause}, ${why.certainty}`;
};

const remainingOf = (declared: TurnedAwayRun): unknown => judge(turnedAwayRun(declared)).why;

describe('calls that a limit of calls in progress turns away with status 200', () => {
  it('are explained by it, and the verdict still declines', () => {
    const { why, verdict, bursts } = judge(turnedAwayRun());
    expect(why).toMatchObject({
      cause: 'route-pool',
      certainty: 'likely',
      atATime: 3,
      seen: [
        {
          code: 'calls-refused',
          refused: 9,
          calls: 12,
          otherwise: { trait: 'keys', withinMs: 5 },
        },
        { code: 'latecomers-refused', calls: 4 },
        { code: 'bystander-at-once' },
        { code: 'variant-limited', variant: 'other-requests' },
        { code: 'variant-limited', variant: 'other-sources' },
        { code: 'other-limit', what: 'window' },
      ],
      ruledOut: ['whole-server', 'one-client'],
    });
    expect(verdict).toMatchObject({ kind: 'inconclusive', reasons: [{ code: 'other-answers' }] });
    expect(bursts[0]?.timeline.throttled).toBe(0);
  });

  it('exceed a limit of the server if another path is turned away, too', () => {
    expect(causeOf({ bystander: { refused: 3 } })).toBe('server-limit, likely');
  });

  it('leave open whose limit it is if the answers of the other path do not show it', () => {
    const declared = { bystander: { refused: 3, ambiguous: true } } as const;
    expect(remainingOf(declared)).toMatchObject({
      remaining: ['server-limit', 'route-pool', 'rate-limit'],
      seen: [{ code: 'calls-refused' }, {}, {}],
    });
    expect(remainingOf({ bystander: { ambiguous: true } })).toMatchObject({
      remaining: ['server-limit', 'route-pool', 'rate-limit'],
    });
  });

  it('exceed a limit of each client if others are served', () => {
    expect(causeOf({ probed: { 'other-sources': { served: 12 } } })).toBe('client-limit, likely');
  });

  it('exceed a rate if a rest gives calls back', () => {
    expect(
      causeOf({
        bursts: [{ served: 6 }, { served: 1 }],
        probed: {
          bystander: { served: 1 },
          'after-pause': { served: 6 },
          'other-requests': { served: 1 },
          'other-sources': { served: 1 },
        },
      }),
    ).toBe('rate-limit, likely');
  });

  it('may differ from the start, so there is no need to vary them', () => {
    const run = turnedAwayRun();
    const probes = (run.probes ?? []).filter(({ probe }) => probe !== 'other-requests');
    const soon = probes.map((one) => (one.epoch === 2_940 ? { ...one, epoch: 2_620 } : one));
    const differing = { ...run, target: { ...HTTP, requestsDiffer: true as const }, probes: soon };
    expect(foundIn(differing)?.cause).toBe('route-pool');
    expect(foundIn({ ...differing, target: HTTP })).toBeUndefined();
  });

  it('have that in common with identical requests of which only some are computed', () => {
    expect(causeOf({ probed: { 'other-requests': { served: 12 } } })).toBe(
      'same-request-lock, likely',
    );
  });
});

describe('calls with other answers that no limit explains', () => {
  const ROUTE = 'route-pool, likely';

  it('differ in number from burst to burst', () => {
    expect(causeOf({ bursts: [{ served: 3 }, { served: 4 }] })).toBeUndefined();
    expect(causeOf({ probed: { 'after-pause': { served: 4 } } })).toBeUndefined();
  });

  it('may come in bursts of more calls only', () => {
    expect(causeOf({ bursts: [{ calls: 3 }, {}, {}] })).toBe(ROUTE);
    expect(causeOf({ bursts: [{ calls: 4, served: 4 }, {}, {}] })).toBeUndefined();
  });

  it('may have come by chance if there are too few', () => {
    // 18 of 46 calls got the usual answer, and all of 6 solo calls; with 18 of 40, the chance of that is 1.4 %.
    expect(causeOf({ each: { calls: 7 } })).toBe(ROUTE);
    expect(remainingOf({ each: { calls: 6 } })).toBeUndefined();
  });

  it('are counted among calls that differ, too, unless all of those were served', () => {
    const limited = { 'other-requests': { served: 1 }, 'other-sources': { served: 1 } };
    const declared = { each: { served: 6 }, bursts: [{ served: 6 }], probed: limited };
    expect(causeOf(declared)).toBe('rate-limit, likely');
    const opened = { 'other-sources': { served: 7 } };
    expect(causeOf({ each: { calls: 7 }, probed: opened })).toBe('client-limit, likely');
  });

  it('came by chance if a later call got the usual one beside the others', () => {
    expect(remainingOf({ latecomers: latecomers(75) })).toBeUndefined();
  });

  it('may be those of another query', () => {
    expect(remainingOf({ probed: { 'other-requests': { served: 0 } } })).toMatchObject({
      remaining: ['route-pool', 'rate-limit'],
    });
    expect(remainingOf({ probed: { 'other-requests': { served: 6 } } })).toMatchObject({
      remaining: ['same-request-lock', 'route-pool', 'rate-limit'],
    });
  });

  it('may be those of another server', () => {
    expect(causeOf({ did: [{}], each: { pids: 1 } })).toBe(ROUTE);
    expect(causeOf({ did: [{}, {}], each: { pids: 2 } })).toBeUndefined();
    expect(causeOf({ proxy: true })).toBeUndefined();
  });

  it('need later calls that were turned away until the others were done', () => {
    expect(causeOf({ bystander: { refused: 3 }, latecomers: latecomers(270) })).toBeUndefined();
    expect(causeOf({ bystander: { refused: 3 }, latecomers: [] })).toBeUndefined();
  });

  it('are left alone without --why', () => {
    const { probes: _, ...run } = turnedAwayRun();
    expect(judge(run).why).toBeUndefined();
  });
});

/** The same run with other calls in place of the last one of each burst. */
const withLast = (run: Recording, last: readonly Invocation[]): Recording => ({
  ...run,
  bursts: run.bursts.map((one) => ({
    ...one,
    invocations: [...one.invocations.slice(0, -1), ...last],
  })),
});

const found = (declared: Burst, change: (run: Recording) => Recording = (run) => run): boolean =>
  turnedAwayIn(change(turnedAwayRun({ each: declared }))) !== undefined;

const areFoundBeside = (other: Answer): boolean =>
  found({}, (run) => withLast(run, answers(1, 5, other)));

describe('calls that may have been turned away', () => {
  it.each([
    ['within a quarter of a solo call', { busyMs: 74 }, true],
    ['later', { busyMs: 76 }, false],
    ['while others are served as fast as a solo call', { servedMs: 375 }, true],
    ['while all others wait', { servedMs: 376 }, false],
    ['without others', { served: 0 }, false],
    ['with a status of their own', { busy: { ...USUAL, status: 203 } }, true],
    ['with a page instead', { busy: { status: 200, contentType: 'text/html' } }, true],
    ['by a cache, as it says', { busy: { ...BUSY, cached: true } }, false],
    ['like the solo calls', { busy: USUAL }, false],
  ])('are answered %s: %o', (_, declared, expected) => {
    expect(found(declared)).toBe(expected);
  });

  it('are answered alike', () => {
    expect(areFoundBeside({ ...BUSY, bodyBytes: 60 * 2 + 64 })).toBe(true);
    expect(areFoundBeside({ ...BUSY, bodyBytes: 60 * 2 + 65 })).toBe(false);
    expect(areFoundBeside({ ...BUSY, bodyKeys: 'items' })).toBe(false);
  });

  it('are calls over HTTP that are judged by whole answers, of which none failed', () => {
    expect(found({}, (run) => ({ ...run, target: { kind: 'lambda', function: 'f' } }))).toBe(false);
    expect(found({}, (run) => ({ ...run, target: { ...HTTP, until: 'first-byte' } }))).toBe(false);
    expect(found({}, (run) => withLast(run, unansweredCalls('failed', 1)))).toBe(false);
  });

  it('are unlike solo calls after the bursts, too', () => {
    const alike = answers(2, 300, BUSY);
    expect(found({}, (run) => ({ ...run, soloAfter: alike }))).toBe(false);
  });
});

describe('the probes of calls that were turned away', () => {
  const all = new Set(PROBE_NAMES);
  const after = (fired: number): string | undefined =>
    nextProbe(forDiagnosis(turnedAwayRun({ fired })), all);

  it('are one more than others, with as many calls', () => {
    expect([0, 1, 2, 3, 4].map((fired) => after(fired))).toEqual([
      'bystander',
      'after-pause',
      'other-requests',
      'other-sources',
      undefined,
    ]);
    const run = forDiagnosis(turnedAwayRun());
    expect([mostProbes(run), mostProbes({})]).toEqual([4, 3]);
    expect(probeCalls(run)).toBe(12);
  });
});
