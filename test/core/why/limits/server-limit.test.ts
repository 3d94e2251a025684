import { describe, expect, it } from 'vitest';
import type { Recording } from '../../../../src/core/recording.ts';
import { judge } from '../../../../src/core/run.ts';
import type { Undecided } from '../../../../src/core/why/diagnosis.ts';
import type { Probe } from '../../../../src/core/why/probes.ts';
import { queue, unansweredCalls, withoutServed } from '../../../helpers/runs/bursts.ts';
import {
  foundIn,
  HTTP,
  watchedRun,
  withFirstProbe,
  type Declared,
} from '../../../helpers/runs/watched-run.ts';

// A lock or a limit that all routes share. Solo calls take 300 ms, and probes have six calls.

const UVICORN = { program: 'uvicorn', runtime: 'Python' };
const NODE = { program: 'node app.js', runtime: 'Node.js' };
const GO = { program: 'srv', runtime: 'Go' };
const PUMA = { program: 'puma', runtime: 'Ruby' };
const FLASK = { program: 'flask', runtime: 'Python' };
const THREADS = [{ threads: 9 }];

type Place = NonNullable<Probe['stacks']>[number]['places'][number];

interface Waited {
  readonly waitingMs?: readonly number[];
  readonly aloneMs?: number;
  readonly outsideMs?: number;
  readonly insideMs?: number;
  /** Threads that wait for a lock in one line. */
  readonly threads?: number;
}

/** Three calls to another path that waited for a second each, of which so much outside the server. */
function waited({
  waitingMs = [1_000, 1_000, 1_000],
  aloneMs = 2,
  outsideMs = 0,
  insideMs = 1_000 - outsideMs,
  threads,
}: Waited = {}): Probe {
  const place: Place = {
    file: 'app.py',
    line: 7,
    function: 'before',
    ownCode: true,
    onEventLoop: false,
    waitsForLock: true,
    share: 0.9,
    threads: threads ?? 0,
  };
  const times = { outsideMs, insideMs };
  return {
    probe: 'bystander',
    invocations: queue({ calls: 6, workers: 1, eachMs: 300 }).map(withoutServed),
    bystander: {
      path: '/-/bystander',
      aloneMs: [aloneMs, aloneMs, aloneMs],
      waitingMs: [...waitingMs],
    },
    observed: {
      looks: 50,
      overMs: 1_800,
      waiting: [],
      processes: [],
      bystanders: [times, times, times],
    },
    ...(threads !== undefined && {
      stacks: [{ pid: 1, tool: 'py-spy', samples: 10, places: [place] }],
    }),
  };
}

const recorded = (probe: Probe, declared: Declared): Recording =>
  watchedRun({ target: HTTP, server: UVICORN, ...declared, probes: [probe] });
const found = (probe: Probe, declared: Declared = {}) => foundIn(recorded(probe, declared));

describe('a lock around all routes', () => {
  it('is held while the server reads on', () => {
    expect(found(waited())).toMatchObject({
      cause: 'server-lock',
      certainty: 'likely',
      atATime: 1,
      seen: [
        { code: 'bystander-waited' },
        { code: 'bystander-read' },
        { code: 'all-read' },
        { code: 'server-idle' },
        { code: 'looks-alike', causes: ['rate-limit', 'upstream'] },
      ],
      // An event loop may hand calls to threads.
      ruledOut: ['route-lock', 'event-loop', 'cpu', 'this-client'],
    });
  });

  it('is a limit if it lets several through', () => {
    for (const server of [NODE, GO]) {
      const why = found(waited(), { server, workers: 3, did: THREADS });
      expect(why).toMatchObject({ cause: 'server-limit', atATime: 3 });
    }
  });

  it.each([
    ['a fifth of the waiting', 200, 'server-lock'],
    ['more', 201, undefined],
  ])('leaves calls outside for no more than %s', (_, outsideMs, cause) => {
    expect(found(waited({ outsideMs }))?.cause).toBe(cause);
  });

  it.each([
    ['0.4 of a solo call', 121, 'server-lock'],
    ['less', 120, undefined],
  ])('was seen holding them for at least %s', (_, insideMs, cause) => {
    expect(found(waited({ insideMs }))?.cause).toBe(cause);
  });

  it.each([
    ['half of the waiting, if that is less', 75, 'server-lock'],
    ['less than that', 74, undefined],
  ])('was seen holding them for at least %s', (_, insideMs, cause) => {
    const waitingMs = [150, 150, 150];
    expect(found(waited({ waitingMs, insideMs }))?.cause).toBe(cause);
  });

  it.each([
    ['that left requests unread', { waiting: [[0, 0], [0, 5]] }], // prettier-ignore
    ['that computes', { did: [{ cores: 0.31 }] }],
    ['of several processes', { did: [{}, {}] }],
    ['that gives calls to threads, which may all be taken', { server: FLASK, did: THREADS }],
  ] satisfies [string, Declared][])('is not named for a server %s', (_, declared) => {
    expect(found(waited(), declared)?.cause).not.toBe('server-lock');
  });

  it('may be that of a route if another path does the same work as the calls', () => {
    const why = found(waited({ aloneMs: 300 }));
    expect(why).toMatchObject({ cause: 'route-lock', certainty: 'likely' });
    expect(why?.seen).toContainEqual(expect.objectContaining({ code: 'bystander-waited-alike' }));
    expect(why?.ruledOut).not.toContain('whole-server');
  });

  it.each([
    ['gives calls to threads', { server: FLASK, did: THREADS }, {}],
    ['left requests unread', { waiting: [[0, 0], [0, 5]] }, {}], // prettier-ignore
    ['did not read that path at once', {}, { outsideMs: 201 }],
  ] satisfies [string, Declared, object][])(
    'is no lock of a route if the server %s',
    (_, declared, bystander) => {
      expect(found(waited({ aloneMs: 300, ...bystander }), declared)).toBeUndefined();
    },
  );
});

describe('in a server that gives each call a thread, a lock around all routes', () => {
  it.each([
    // Five of the six calls wait, and one holds the lock: two more are calls to another path.
    ['two more threads wait for it than calls can', 7, 'server-lock'],
    ['one more does, which may be a sample between two calls', 6, undefined],
  ])('shows if %s', (_, threads, cause) => {
    const why = found(waited({ threads }), { server: FLASK, did: THREADS });
    expect(why?.cause).toBe(cause);
    if (cause !== undefined) expect(why?.place).toMatchObject({ line: 7 });
  });

  it.each([
    ['9:9', 'server-lock'],
    ['8:8', undefined],
  ])('shows if its pool has room for them and three more: %s', (threads, cause) => {
    const server = { ...PUMA, command: `puma -t ${threads}` };
    expect(found(waited(), { server, did: THREADS })?.cause).toBe(cause);
  });

  it('is not taken for a lock of the route if another path waited, too, but varied alone', () => {
    const threads = 6;
    const flask = { server: FLASK, did: THREADS };
    expect(found(waited({ threads, aloneMs: 235 }), flask)).toBeUndefined();
    // It does the same work.
    expect(found(waited({ threads, aloneMs: 245 }), flask)?.cause).toBe('route-lock');
  });
});

/** The remaining causes, if none was found. */
function left(declared: Declared, probe = waited({ insideMs: 0 })): Undecided | undefined {
  const { why } = judge(recorded(probe, declared));
  return why?.cause === undefined ? why : undefined;
}

/** What may let several calls through at a time that are answered together. */
const ALIKE = ['rate-limit', 'batching'];

describe('the remaining causes', () => {
  it('include neither workers nor a pool of threads on a single event loop', () => {
    expect(left({})?.remaining).toEqual(['event-loop-blocked', 'server-lock', 'rate-limit']);
    expect(left({ workers: 3 })?.remaining).toEqual(['server-limit', ...ALIKE]);
  });

  it('are what holds up each of several processes, or how calls were spread over them', () => {
    const ofLoops = ['uneven-spread', 'event-loop-blocked', 'server-limit', ...ALIKE];
    expect(left({ workers: 2, did: [{}, {}] })?.remaining).toEqual(ofLoops);
    const ofWorkers = [
      'uneven-spread',
      'one-call-per-worker',
      'server-limit',
      'route-pool',
      ...ALIKE,
    ];
    expect(left({ workers: 2, server: FLASK, did: [{}, {}] })?.remaining).toEqual(ofWorkers);
  });

  it('include how calls were spread, if one of several processes may have been free for another path', () => {
    const atOnce = waited({ waitingMs: [2, 2, 2] });
    const busy = { workers: 2, did: [{ cores: 0.31 }, { cores: 0.31 }] };
    expect(left(busy, atOnce)?.remaining).toEqual(['uneven-spread', 'route-pool', ...ALIKE]);
  });

  it('are a lock of all routes or of one, if threads wait for a lock', () => {
    const why = left({ server: FLASK, did: THREADS }, waited({ threads: 4 }));
    expect(why?.remaining).toEqual(['server-lock', 'route-lock']);
    expect(why?.seen).toContainEqual(expect.objectContaining({ code: 'stacks', threads: 4 }));
  });

  it('include no blocked loop if the server read on', () => {
    const why = left({ server: FLASK, did: THREADS }, waited());
    expect(why?.remaining).toEqual([
      'one-call-per-worker',
      'server-lock',
      'route-lock',
      'rate-limit',
    ]);
  });

  it('come with a request to only wait, if the server computes meanwhile', () => {
    const why = left({ did: [{ cores: 0.31 }] }, waited({ waitingMs: [2, 2, 2] }));
    expect(why).toMatchObject({
      remaining: ['route-lock', 'rate-limit'],
      experiment: { code: 'wait-only', cores: 0.31 },
    });
  });
});

/** A burst of which half is refused. */
const half = (epoch: number, more: Partial<Probe> = {}): Probe => ({
  probe: 'other-sources',
  epoch,
  invocations: [
    ...queue({ calls: 3, workers: 3, eachMs: 300 }).map(withoutServed),
    ...unansweredCalls('throttled', 3),
  ],
  ...more,
});
/** The second burst comes so long after the first one, ms. */
const refusedIn = (afterMs: number, refused = 3, sources = half(afterMs)): Recording => {
  const times = { path: '/-/bystander', aloneMs: [2, 2, 2], waitingMs: [2, 2, 2], refused };
  const run = watchedRun({
    target: HTTP,
    server: NODE,
    probes: [half(0, { probe: 'bystander', bystander: times }), sources],
  });
  const { invocations } = half(0);
  return { ...run, bursts: run.bursts.map((one) => ({ ...one, invocations })) };
};

describe('a limit that refuses calls', () => {
  it('belongs to the whole server if it refuses every path and every address', () => {
    expect(foundIn(refusedIn(400))).toMatchObject({
      cause: 'server-limit',
      certainty: 'likely',
      atATime: 3,
      seen: [
        { code: 'calls-refused', refused: 3, calls: 6 },
        { code: 'bystander-refused', refused: 3 },
        { code: 'variant-limited', variant: 'other-sources' },
        { code: 'other-limit', what: 'window' },
      ],
    });
  });

  it('may be a rate limit if three calls could be regained meanwhile', () => {
    // It regains less than one call in 225 ms, and had at most a part of one before: three within 450 ms are too many.
    expect(foundIn(refusedIn(440))?.cause).toBe('server-limit');
    expect(foundIn(refusedIn(460))).toBeUndefined();
  });

  it('may be a rate limit if a later call to another path was let through', () => {
    expect(foundIn(refusedIn(400, 2))).toBeUndefined();
  });

  it('may be a limit of each client if no other address was tried', () => {
    const { why } = judge(withFirstProbe(refusedIn(400)));
    expect(why).toMatchObject({ remaining: ['client-limit', 'server-limit', 'rate-limit'] });
  });
});
