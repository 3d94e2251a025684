import { describe, expect, it } from 'vitest';
import type { Invocation } from '../../../src/core/invocation.ts';
import { nameProcesses } from '../../../src/core/observed/name-processes.ts';
import { buildTimeline } from '../../../src/core/timeline/timeline.ts';
import type { Decided } from '../../../src/core/verdict.ts';
import { diagnose } from '../../../src/core/why/diagnose.ts';
import type { FoundCause } from '../../../src/core/why/diagnosis.ts';
import { queue, soloCalls, withoutServed } from '../../helpers/runs/bursts.ts';
import { foundIn, watchedRun, type Declared } from '../../helpers/runs/watched-run.ts';

/** Why the calls of such a run waited, as far as that is found. */
const whyOf = (declared: Declared): FoundCause | undefined => foundIn(watchedRun(declared));

const UNREAD = [
  [0, 0],
  [0, 11],
] as const;
const ONE_EACH = [[11, 0]] as const;
const GUNICORN = { program: 'gunicorn', runtime: 'Python' };

describe('a blocked event loop', () => {
  it('leaves requests unread, and sleeps', () => {
    expect(whyOf({ waiting: UNREAD })).toEqual({
      cause: 'event-loop-blocked',
      certainty: 'likely',
      seen: [
        { code: 'requests-unread', requests: 11 },
        { code: 'main-thread-asleep', share: 0.02 },
      ],
      ruledOut: ['cpu', 'this-client'],
      server: { program: 'uvicorn', cores: 2 },
    });
  });

  it('is that of a process with one thread that accepted all connections, whatever it is', () => {
    const why = whyOf({ waiting: UNREAD, server: GUNICORN });
    expect(why?.cause).toBe('event-loop-blocked');
    const php = { ...GUNICORN, runtime: 'PHP' };
    expect(whyOf({ waiting: UNREAD, server: php })).toBeUndefined();
  });

  it('or is busy', () => {
    const why = whyOf({ waiting: UNREAD, did: [{ mainThread: 0.97 }] });
    expect(why?.cause).toBe('event-loop-busy');
    expect(why?.seen).toContainEqual({ code: 'main-thread-busy', share: 0.97 });
  });

  it.each([
    ['whose requests were all read, as behind a lock', { waiting: [[0, 0]] }],
    ['whose thread was neither asleep nor busy', { waiting: UNREAD, did: [{ mainThread: 0.5 }] }],
    [
      'of a program with several threads and no event loop',
      { waiting: UNREAD, server: GUNICORN, did: [{ threads: 2 }] },
    ],
    [
      'with a call that nobody is known to have served',
      {
        waiting: UNREAD,
        servedBy: (call: number) => (call === 3 ? undefined : 0),
      },
    ],
    ['with several processes', { waiting: UNREAD, did: [{}, {}] }],
    ['that serves several calls at a time', { waiting: UNREAD, workers: 3 }],
  ] satisfies [string, Declared][])('is not named for a server %s', (_, declared) => {
    expect(whyOf(declared)).toBeUndefined();
  });
});

describe('a worker that takes one call at a time', () => {
  it('accepts one connection before the release, and leaves the others', () => {
    expect(whyOf({ server: GUNICORN, waiting: ONE_EACH })).toMatchObject({
      cause: 'one-call-per-worker',
      certainty: 'sure',
      seen: [{ code: 'connections-left', processes: 1, accepted: 1, left: 11 }],
    });
  });

  it('is none in Go, which takes no more connections only if its code says so', () => {
    const go = { program: 'srv', runtime: 'Go' };
    expect(whyOf({ server: go, waiting: ONE_EACH })).toBeUndefined();
  });

  it('accepts one connection: a process that accepts several has another limit', () => {
    const why = whyOf({
      server: GUNICORN,
      workers: 3,
      waiting: [
        [12, 0],
        [9, 0],
      ].map(pair),
    });
    expect(why?.cause).toBeUndefined();
  });

  it('may be one of several', () => {
    const three = { workers: 3, did: [{}, {}, {}], waiting: [[9, 0]] as const };
    expect(whyOf({ server: GUNICORN, ...three })?.seen).toEqual([
      { code: 'connections-left', processes: 3, accepted: 3, left: 9 },
    ]);
  });

  it.each([
    ['accepted more', { server: GUNICORN, waiting: [[4, 0]] }],
    [
      'accepted all soon',
      {
        server: GUNICORN,
        waiting: [
          [11, 0],
          [0, 0],
        ].map(soon),
      },
    ],
    ['has an event loop', { waiting: ONE_EACH }],
    ['left requests unread', { server: GUNICORN, waiting: [[11, 2]] }],
    ['accepted more than it serves at a time', { server: GUNICORN, workers: 3, waiting: [[8, 0]] }],
  ] satisfies [string, Declared][])('is not named for a server that %s', (_, declared) => {
    expect(whyOf({ ...declared })?.cause).toBeUndefined();
  });
});

describe('calls that are spread unevenly', () => {
  // 8 of 12 calls on one of three processes, each of which serves one at a time.
  const shares = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2];

  it('take as long as the process with the most of them', () => {
    const why = unevenWhy(8 * 300);
    // There are more calls than processes, so some would have waited anyway.
    expect(why).toMatchObject({ cause: 'uneven-spread', certainty: 'likely' });
    expect(why?.ruledOut).toEqual(['this-client']);
    expect(why?.seen[0]).toEqual({ code: 'calls-per-process', calls: [8, 2, 2] });
  });

  it('would not have waited at all if there were a process for each, however many of them were idle', () => {
    const calls = [8, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    const why = unevenWhy(8 * 300, 7, 9);
    expect(why).toMatchObject({ certainty: 'sure', seen: [{ calls }, {}] });
    expect(why?.ruledOut).toEqual(['too-few-workers', 'this-client']);
    expect(unevenWhy(8 * 300, 7, 8)?.certainty).toBe('likely');
  });

  it('are no cause if a process was only started meanwhile', () => {
    expect(unevenWhy(8 * 300, 7, 0, 440)?.cause).toBe('uneven-spread');
    expect(unevenWhy(8 * 300, 7, 0, 460)).toBeUndefined();
  });

  it('are no cause if that process served several at a time', () => {
    expect(unevenWhy(4 * 300)).toBeUndefined();
  });

  it('are no cause if the processes read every request: what they do with them holds them up', () => {
    expect(unevenWhy(8 * 300, 0)).toBeUndefined();
  });

  /** The calls of the first process end one after the other, the last at `makespanMs`. */
  function unevenWhy(makespanMs: number, unread = 7, idle = 0, lateMs = 0): FoundCause | undefined {
    const counts = new Map<number, number>();
    const invocations = shares.map((pid, call): Invocation => {
      const nth = (counts.get(pid) ?? 0) + 1;
      counts.set(pid, nth);
      const startedMs = pid === 2 ? lateMs : 0;
      const receivedAt = pid === 0 ? (nth * makespanMs) / 8 : startedMs + 300 * nth;
      return { call, outcome: 'answered', sentAt: 0, receivedAt, status: 200 };
    });
    const named = nameProcesses(
      invocations,
      shares.map((pid) => `pid ${pid + 1}`),
    );
    const processes = [8, 2, 2].map((calls, index) => ({ pid: index + 1, calls }));
    const command = 'gunicorn';
    const waiting = [{ at: 0, notAccepted: 0, unread }];
    return foundIn({
      schemaVersion: 1,
      observed: { processes: processes.map(({ pid }) => ({ pid, program: command, command })) },
      solo: soloCalls(300).map(withoutServed),
      bursts: [
        {
          invocations: named,
          observed: { looks: 9, overMs: 2_400, waiting, processes, ...(idle > 0 && { idle }) },
        },
      ],
    });
  }
});

describe('full cores', () => {
  it.each([
    ['are the cause', 1.9, 2, 'sure'],
    ['may be a lock of the interpreter if there is only one', 0.95, 1, 'likely'],
    ['are none if the server did not use them', 1.0, 2, undefined],
  ])('%s', (_, cores, of, certainty) => {
    const calls = queue({ calls: 12, workers: 12, eachMs: 1_800 }).map(withoutServed);
    const named = nameProcesses(
      calls,
      calls.map(() => 'pid 1'),
    );
    const verdict: Decided = {
      kind: 'contended',
      workers: { estimate: of, low: of, high: of },
      reasons: [],
    };
    const processes = [{ pid: 1, calls: 12, cores }];
    const why = diagnose({
      client: { cores: of },
      observed: { processes: [{ pid: 1, program: 'server', command: 'server' }] },
      verdict,
      bursts: [
        {
          timeline: buildTimeline(named, soloCalls(300)),
          observed: { looks: 9, overMs: 1_800, waiting: [], processes, ownCores: 0.05 },
          verdict,
        },
      ],
    });
    expect(why?.cause === undefined ? undefined : why.certainty).toBe(certainty);
  });
});

function soon([notAccepted = 0]: readonly number[]): readonly [number, number] {
  return [notAccepted === 0 ? 0 : 5, 0];
}

function pair([notAccepted = 0, unread = 0]: readonly number[]): readonly [number, number] {
  return [notAccepted, unread];
}
