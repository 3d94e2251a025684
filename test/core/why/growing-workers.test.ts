import { describe, expect, it } from 'vitest';
import { nameProcesses } from '../../../src/core/observed/name-processes.ts';
import type { Sighting } from '../../../src/core/observed/observed.ts';
import { buildTimeline } from '../../../src/core/timeline/timeline.ts';
import type { Decided } from '../../../src/core/verdict.ts';
import { diagnose } from '../../../src/core/why/diagnose.ts';
import type { FoundCause } from '../../../src/core/why/diagnosis.ts';
import type { DiagnosedRun } from '../../../src/core/why/evidence.ts';
import type { Probe } from '../../../src/core/why/probes.ts';
import { defined } from '../../../src/core/defined.ts';
import { soloCalls, withoutServed } from '../../helpers/runs/bursts.ts';
import { AT_ONCE, WAITED } from '../../helpers/runs/declared-probes.ts';

// A server whose workers take one call at a time, and which starts more of them while calls wait. Solo calls take 300 ms.

/** A worker, with when it started, ms after the release; `undefined` if it was there at first. */
interface Worker {
  readonly pid: number;
  readonly startedBy?: number;
  /** After so many calls, it takes no more. */
  readonly most?: number;
}

interface Growing {
  readonly workers: readonly Worker[];
  readonly calls?: number;
  /** How long each call takes on a worker, ms. */
  readonly eachMs?: number;
  /** How many times as long a call takes. */
  readonly slowFor?: (call: number) => number;
  /** How many connections each worker has, by what the looks show. */
  readonly connectionsEach?: number;
  readonly unread?: number;
}

type Burst = DiagnosedRun['bursts'][number];
type Look = Sighting['waiting'][number];

const VERDICT: Decided = {
  kind: 'parallel',
  workers: { estimate: 5, low: 2, high: null },
  reasons: [],
};

const SOLO = soloCalls(300).map(withoutServed);

/** Calls that each go to the first worker that is free. */
function served({ workers, calls = 24, eachMs = 300, slowFor = () => 1 }: Growing) {
  const free = workers.map(({ pid, startedBy = 0, most = Infinity }) => ({
    pid,
    at: startedBy,
    left: most,
  }));
  return Array.from({ length: calls }, (_, call) => {
    const [next] = free.filter(({ left }) => left > 0).toSorted((a, b) => a.at - b.at);
    if (next === undefined) throw new Error('expected a worker that takes a call');
    const from = next.at;
    next.at += eachMs * slowFor(call);
    next.left -= 1;
    return { call, pid: next.pid, from, to: next.at };
  });
}

/** What a look every 50 ms shows. */
function looksAt(spans: ReturnType<typeof served>, { connectionsEach = 1, unread = 0 }: Growing) {
  const end = Math.max(...spans.map(({ to }) => to));
  return Array.from({ length: Math.ceil(end / 50) }, (_, index): Look => {
    const at = 50 * index;
    const open = spans.filter(({ to }) => to > at);
    const inside = open.filter(({ from }) => from <= at).length;
    const accepted = Math.min(open.length, Math.round(connectionsEach * inside));
    return { at, notAccepted: open.length - accepted, unread, accepted };
  });
}

function burstOf(growing: Growing): Burst {
  const spans = served(growing);
  const invocations = spans.map(({ call, to }) => ({
    call,
    outcome: 'answered' as const,
    sentAt: 0,
    receivedAt: to,
    status: 200,
  }));
  const named = nameProcesses(
    invocations,
    spans.map(({ pid }) => `pid ${pid}`),
  );
  return {
    timeline: buildTimeline(named, SOLO),
    verdict: VERDICT,
    observed: {
      looks: 40,
      overMs: Math.max(...spans.map(({ to }) => to)),
      waiting: looksAt(spans, growing),
      processes: growing.workers.map(({ pid, startedBy }) => ({
        pid,
        calls: spans.filter((span) => span.pid === pid).length,
        ...defined({ startedBy }),
      })),
    },
  };
}

/** The cause that is found in bursts. */
function causeIn(
  bursts: readonly Growing[],
  { program = 'uwsgi', probe }: { readonly program?: string; readonly probe?: Probe } = {},
): FoundCause | undefined {
  const pids = new Set(bursts.flatMap(({ workers }) => workers.map(({ pid }) => pid)));
  const why = diagnose({
    observed: { processes: [...pids].map((pid) => ({ pid, program, command: program })) },
    verdict: VERDICT,
    bursts: bursts.map(burstOf),
    ...(probe && {
      probes: [
        { fired: probe, timeline: buildTimeline(probe.invocations, SOLO), verdict: VERDICT },
      ],
    }),
  });
  return why?.cause === undefined ? undefined : why;
}

const OLD: readonly Worker[] = [{ pid: 1 }, { pid: 2 }];
const GROWING: Growing = {
  workers: [...OLD, { pid: 3, startedBy: 1_350 }, { pid: 4, startedBy: 1_350 }],
};
const GROWN: Growing = {
  workers: [...OLD, { pid: 3, startedBy: 0 }, { pid: 4, startedBy: 0 }, { pid: 5, startedBy: 800 }],
};

describe('workers of which more start while calls wait', () => {
  it('take one call each, and the report says how many there were', () => {
    const why = causeIn([GROWING, GROWN], { probe: WAITED });
    expect(why).toMatchObject({
      cause: 'one-call-per-worker',
      certainty: 'sure',
      ruledOut: ['event-loop', 'route-lock', 'this-client'],
    });
    expect(why?.seen.slice(1)).toEqual([
      { code: 'connections-left', processes: 2, accepted: 2, left: 22 },
      { code: 'workers-grew', first: 2, later: 5 },
    ]);
  });

  it('may have started between two bursts', () => {
    const second = { workers: [...OLD, { pid: 3, startedBy: 0 }] };
    const why = causeIn([{ workers: OLD }, second]);
    expect(why?.seen).toContainEqual({ code: 'workers-grew', first: 2, later: 3 });
  });

  it('show even if the last burst has no queue', () => {
    const why = causeIn([GROWING, { ...GROWN, calls: 4 }]);
    expect(why?.cause).toBe('one-call-per-worker');
  });

  it.each([
    [0.89, undefined],
    [0.91, 'one-call-per-worker'],
    [1.09, 'one-call-per-worker'],
    [1.11, undefined],
  ])('answer their next call after %d solo calls: %s', (paces, cause) => {
    expect(causeIn([{ ...GROWING, eachMs: 300 * paces }])?.cause).toBe(cause);
  });

  it.each([
    [12, undefined],
    [11, 'one-call-per-worker'],
  ])(
    'wait for nothing else once there are more, as enough of %d calls show: %s',
    (calls, cause) => {
      // From 1.2 s on, three workers take the last calls. Of two it would not show whether they were slow by chance.
      const workers = [...OLD, { pid: 3, startedBy: 1_000 }];
      expect(causeIn([{ workers, calls, slowFor: (call) => (call > 8 ? 1.5 : 1) }])?.cause).toBe(
        cause,
      );
    },
  );

  it.each([
    [1.74, 'one-call-per-worker'],
    [1.77, undefined],
  ])('let no call wait inside for another: the longest takes %d solo calls', (paces, cause) => {
    const slowFor = (call: number): number => (call === 20 ? paces : 1);
    expect(causeIn([{ ...GROWING, slowFor }])?.cause).toBe(cause);
  });

  // With two threads, they would have two each. Less than one means that some were idle while calls waited.
  it.each([
    [0.79, undefined],
    [0.81, 'one-call-per-worker'],
    [1.09, 'one-call-per-worker'],
    [1.11, undefined],
  ])('hold %d connections each: %s', (connectionsEach, cause) => {
    const hundred = Array.from({ length: 100 }, (_, at) => ({ pid: at + 1 }));
    const workers = [...hundred, { pid: 101, startedBy: 600 }];
    expect(causeIn([{ workers, calls: 500, connectionsEach }])?.cause).toBe(cause);
  });

  it.each([
    ['they leave requests unread', [{ ...GROWING, unread: 3 }], {}],
    ['they are event loops', [GROWING], { program: 'uvicorn' }],
    ['another path came back at once', [GROWING], { probe: AT_ONCE }],
    ['no connection was left', [{ ...GROWING, connectionsEach: 99 }], {}],
    ['it is unknown which were there at first', [{ workers: [{ pid: 3, startedBy: 10 }] }], {}],
  ] satisfies [string, Growing[], Parameters<typeof causeIn>[1]][])(
    'are not named if %s',
    (_, bursts, more) => {
      expect(causeIn(bursts, more)?.cause).not.toBe('one-call-per-worker');
    },
  );
});

/** Workers that were all there at first. */
const EIGHT: readonly Worker[] = Array.from({ length: 8 }, (_, at) => ({ pid: at + 1 }));

describe('workers that do not become more', () => {
  it('may get no call in a small burst', () => {
    const small = { workers: EIGHT.slice(0, 2), calls: 2 };
    expect(causeIn([small, { workers: EIGHT }])?.cause).toBeUndefined();
  });

  it('may be replaced after some calls', () => {
    const replaced = [
      { pid: 1, most: 4 },
      { pid: 2, most: 4 },
      { pid: 3, startedBy: 1_210 },
      { pid: 4, startedBy: 1_210 },
    ];
    const why = causeIn([{ workers: replaced }]);
    expect(why?.seen).toEqual([{ code: 'connections-left', processes: 2, accepted: 2, left: 22 }]);
  });
});

describe('workers that take two calls at a time', () => {
  it('are not one for each connection if there are twice as many later', () => {
    const growing = { ...GROWING, eachMs: 150, connectionsEach: 2 };
    expect(causeIn([growing, { ...GROWN, eachMs: 150, connectionsEach: 2 }])).toBeUndefined();
  });
});

/** Three times as many calls went to the first of two workers as to the second, which took all the time. */
const UNEVEN: Growing = { calls: 4, unread: 1, workers: [{ pid: 1 }, { pid: 2, most: 1 }] };

describe('an uneven spread', () => {
  it('is none if the server starts workers, which may have come too late to get a call', () => {
    expect(causeIn([UNEVEN])?.cause).toBe('uneven-spread');
    expect(causeIn([GROWING, UNEVEN])?.cause).not.toBe('uneven-spread');
  });
});
