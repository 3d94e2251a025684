import { describe, expect, it } from 'vitest';
import { nameProcesses } from '../../../src/core/observed/name-processes.ts';
import { buildTimeline } from '../../../src/core/timeline/timeline.ts';
import type { Decided } from '../../../src/core/verdict.ts';
import { judge } from '../../../src/core/run.ts';
import { diagnose } from '../../../src/core/why/diagnose.ts';
import type { FoundCause } from '../../../src/core/why/diagnosis.ts';
import { nextProbe } from '../../../src/core/why/next-probe.ts';
import { PROBE_NAMES, type Probe } from '../../../src/core/why/probes.ts';
import { soloCalls, withoutServed } from '../../helpers/runs/bursts.ts';
import { bystander, variant } from '../../helpers/runs/declared-probes.ts';
import { foundIn, HTTP, watchedRun, type Declared } from '../../helpers/runs/watched-run.ts';

// Several processes, each of which serves one call at a time, and what each of them got of the calls.

const UNREAD = [
  [0, 0],
  [0, 7],
] as const;
const UVICORN = { program: 'uvicorn', runtime: 'Python' };

const AT_LOOP: NonNullable<Probe['stacks']> = [
  {
    pid: 1,
    tool: 'py-spy',
    samples: 10,
    places: [
      {
        file: 'app.py',
        line: 8,
        function: 'block',
        ownCode: true,
        onEventLoop: true,
        share: 1,
        threads: 1,
      },
    ],
  },
];

/** Two of three processes get 6 and 3 of 12 calls, so the first takes as long as two at a time would. */
const servedBy = (call: number): number => (call % 2 === 0 ? 0 : 1 + ((call >> 1) % 2));

const UNEVEN = {
  target: HTTP,
  server: UVICORN,
  workers: 2,
  did: [{}, {}, {}],
  servedBy,
  waiting: UNREAD,
} satisfies Declared;

describe('blocked event loops of several processes', () => {
  it('come before an uneven spread, which is shown beside them', () => {
    const why = foundIn(watchedRun({ ...UNEVEN, probes: [bystander(900, { stacks: AT_LOOP })] }));
    expect(why).toMatchObject({
      cause: 'event-loop-blocked',
      certainty: 'sure',
      place: { file: 'app.py', line: 8 },
    });
    expect(why?.seen).toContainEqual({ code: 'calls-per-process', calls: [6, 3, 3] });
  });

  it('are likely without stacks if they left the requests of a bystander unread, too', () => {
    const probes = [bystander(900)];
    const loops = foundIn(watchedRun({ ...UNEVEN, probes }));
    expect(loops).toMatchObject({ cause: 'event-loop-blocked', certainty: 'likely' });
    expect(loops?.ruledOut).not.toContain('lock-alone');
    const threads = { program: 'flask', runtime: 'Python' };
    const flask = foundIn(watchedRun({ ...UNEVEN, server: threads, probes }));
    expect(flask).toMatchObject({ cause: 'uneven-spread', certainty: 'likely' });
  });

  it('do not show without stacks if the bystander came back at once, or never was sent', () => {
    for (const probes of [[bystander(3)], undefined]) {
      const declared = probes === undefined ? UNEVEN : { ...UNEVEN, probes };
      expect(foundIn(watchedRun(declared))?.cause).not.toBe('event-loop-blocked');
    }
  });
});

/** Why calls waited of bursts whose processes got so many each. */
function whyOfShares(bursts: readonly (readonly number[])[]): FoundCause | undefined {
  const pids = new Set(bursts.flatMap((shares) => shares.map((_, index) => index + 1)));
  const workers = { estimate: 2, low: 1, high: 3 };
  const verdict: Decided = { kind: 'parallel', workers, reasons: [] };
  const why = diagnose({
    observed: {
      processes: [...pids].map((pid) => ({ pid, program: 'uvicorn', command: 'uvicorn' })),
    },
    verdict,
    bursts: bursts.map((shares) => {
      const calls = shares.flatMap((count, index) =>
        Array.from({ length: count }, (_, nth) => ({ pid: index + 1, nth })),
      );
      const invocations = calls.map(({ nth }, call) => ({
        call,
        outcome: 'answered' as const,
        sentAt: 0,
        receivedAt: 300 * (nth + 1),
        status: 200,
      }));
      const named = nameProcesses(
        invocations,
        calls.map(({ pid }) => `pid ${pid}`),
      );
      const processes = shares.map((count, index) => ({ pid: index + 1, calls: count }));
      const waiting = [{ at: 0, notAccepted: 0, unread: 2 }];
      return {
        timeline: buildTimeline(named, soloCalls(300).map(withoutServed)),
        observed: { looks: 9, overMs: 900, waiting, processes },
        verdict,
      };
    }),
  });
  return why?.cause === undefined ? undefined : why;
}

describe('an uneven spread', () => {
  it('is sure if there is a process for each call, and only likely if there are more calls', () => {
    // Only the first burst shows that there are four processes.
    const four = whyOfShares([
      [1, 1, 1, 1],
      [3, 1],
    ]);
    expect(four).toMatchObject({ cause: 'uneven-spread', certainty: 'sure' });
    expect(four?.ruledOut).toEqual(['too-few-workers', 'this-client']);
    const three = whyOfShares([
      [1, 1, 1],
      [3, 1],
    ]);
    expect(three).toMatchObject({ cause: 'uneven-spread', certainty: 'likely' });
    expect(three?.ruledOut).toEqual(['this-client']);
  });
});

const PHP = {
  target: HTTP,
  server: { program: 'php', runtime: 'PHP', command: 'php -S 127.0.0.1:8000' },
  waiting: UNREAD,
} satisfies Declared;

describe("several processes of PHP's own server", () => {
  const three = { ...PHP, workers: 3, did: [{}, {}, {}] };

  it('take one call each, so others lie unread', () => {
    for (const waitingMs of [3, 900]) {
      const why = foundIn(watchedRun({ ...three, probes: [bystander(waitingMs)] }));
      expect(why).toMatchObject({ cause: 'one-call-per-worker', certainty: 'sure' });
      expect(why?.seen).toContainEqual({ code: 'requests-unread', requests: 7 });
    }
  });

  it.each([
    ['fewer calls run at a time', { workers: 2 }],
    ['every request was read', { waiting: [[0, 0]] }],
    [
      'there are fewer than two calls for each',
      { workers: 7, did: Array.from({ length: 7 }, () => ({})) },
    ],
  ] satisfies [string, Declared][])('may wait for something else if %s', (_, declared) => {
    const why = foundIn(watchedRun({ ...three, ...declared, probes: [bystander(900)] }));
    expect(why?.cause).not.toBe('one-call-per-worker');
  });

  it('are no cause while more of them are idle: then calls were spread unevenly', () => {
    const run = watchedRun({ ...three, probes: [bystander(3)] });
    const bursts = run.bursts.map((burst) => ({
      ...burst,
      ...(burst.observed && { observed: { ...burst.observed, idle: 2 } }),
    }));
    expect(foundIn({ ...run, bursts })?.cause).not.toBe('one-call-per-worker');
  });

  const inTurn = {
    ...three,
    workers: 1,
    target: { ...HTTP, sameForAll: ['url' as const, 'cookie' as const] },
    probes: [bystander(900)],
  };
  const available = new Set(PROBE_NAMES);

  it('that serve one call at a time together may wait for a session, which other calls show', () => {
    const run = judge(watchedRun(inTurn));
    expect(run.why).toMatchObject({
      remaining: ['session-lock', 'server-lock', 'route-lock', 'rate-limit'],
    });
    expect(nextProbe(run, available)).toBe('other-sessions');
    const probes = [...inTurn.probes, variant('other-sessions', 3)];
    expect(foundIn(watchedRun({ ...inTurn, probes }))?.cause).toBe('session-lock');
    const same = [...inTurn.probes, variant('other-sessions', 1)];
    const left = judge(watchedRun({ ...inTurn, probes: same })).why;
    expect(left).toMatchObject({ remaining: ['server-lock', 'route-lock', 'rate-limit'] });
  });
});

const servedBySome = (call: number): number | undefined => (call % 3 === 0 ? undefined : call % 3);

describe('processes of which some served calls unseen', () => {
  it('are no reason to look on their machine: the check runs there', () => {
    const seen = { ...PHP, workers: 3, did: [{}, {}, {}], servedBy: servedBySome };
    const { why } = judge(watchedRun({ ...seen, probes: [bystander(900)] }));
    const waiting = ['uneven-spread', 'one-call-per-worker', 'server-limit', 'route-pool'];
    const remaining = [...waiting, 'rate-limit', 'batching'];
    expect(why).toMatchObject({ remaining });
    expect(why).not.toHaveProperty('experiment.code', 'see-processes');
    const { observed: _, ...unseen } = watchedRun({ ...seen, probes: [bystander(900)] });
    expect(judge(unseen).why).toHaveProperty('experiment.code', 'see-processes');
  });
});
