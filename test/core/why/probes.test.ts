import { describe, expect, it } from 'vitest';
import type { Recording } from '../../../src/core/recording.ts';
import { judge } from '../../../src/core/run.ts';
import { decline } from '../../../src/core/verdict.ts';
import { diagnose, mayHaveWaited } from '../../../src/core/why/diagnose.ts';
import { nextProbe, probeCalls } from '../../../src/core/why/next-probe.ts';
import { PROBE_NAMES, type Probe } from '../../../src/core/why/probes.ts';
import { took, unansweredCalls } from '../../helpers/runs/bursts.ts';
import { AT_ONCE, burst, bystander, variant, WAITED } from '../../helpers/runs/declared-probes.ts';
import { foundIn, HTTP, watchedRun, type Declared } from '../../helpers/runs/watched-run.ts';

/** The same calls, which do not wait any more. */
const WARM = bystander(3, { invocations: burst(6) });
const JAVA = { program: 'java App', runtime: 'JVM' };
const UVICORN = { program: 'uvicorn', runtime: 'Python' };
const THREADS = [{ threads: 20 }];

/** What would decide the cause in a JVM; the cause itself if it is decided. */
function experimentOf(probes: Probe[], change: Partial<Recording> = {}): string | undefined {
  const { why } = judge({
    ...watchedRun({ target: HTTP, server: JAVA, did: THREADS, probes }),
    ...change,
  });
  return why?.cause ?? why?.experiment?.code;
}

/** What the probes show of a server that reads every request. */
const found = (probes: readonly Probe[], declared: Declared = {}) =>
  foundIn(watchedRun({ target: HTTP, server: JAVA, ...declared, probes: [...probes] }));

type Place = NonNullable<Probe['stacks']>[number]['places'][number];

/** A bystander, and stacks of a Python server whose threads were mostly in one line. */
const sampled = (waitingMs: number, more: Partial<Place>): Probe => {
  const place = { file: 'app.py', line: 7, function: 'ping', ownCode: true, onEventLoop: false };
  const places = [{ ...place, share: 1, threads: 5, ...more }];
  return bystander(waitingMs, { stacks: [{ pid: 1, tool: 'py-spy', samples: 9, places }] });
};

/** Stacks of a server with so many threads that have a call. */
const taken = (threads: number): Pick<Probe, 'stacks'> => {
  const place = { file: 'Handler.java', line: 7, function: 'handle', ownCode: true };
  const occupied = { ...place, onEventLoop: false, waitsForLock: false, share: 0.9, threads };
  return { stacks: [{ pid: 1, tool: 'jcmd', samples: 10, places: [occupied] }] };
};

describe('a bystander', () => {
  it.each([
    [
      'that waits as long as the calls do shows a full pool of the whole server',
      900,
      'thread-pool-full',
    ],
    ['that waits for two fifths of a solo call does, too', 121, 'thread-pool-full'],
    ['that waits for less leaves it open', 119, undefined],
    ['that waits for a sixth of a solo call leaves it open', 50, undefined],
    ['that is answered at once shows a pool of the route', 46, 'route-pool'],
  ])('%s', (_, waitingMs, cause) => {
    expect(found([bystander(waitingMs, taken(3))], { workers: 3 })?.cause).toBe(cause);
  });

  it('that is slow by itself says nothing', () => {
    const slow = { path: '/', aloneMs: [100], waitingMs: [450] };
    expect(found([bystander(0, { bystander: slow })], { workers: 3 })).toBeUndefined();
  });

  it('says nothing if this client was stalled meanwhile', () => {
    const stalls = [{ from: 10, to: 900 }];
    expect(found([bystander(900, { stalls })], { workers: 3 })).toBeUndefined();
    // Nothing stalled it if it came back at once.
    expect(found([bystander(3, { stalls })])?.cause).toBe('route-lock');
    const variants = [AT_ONCE, { ...variant('other-requests', 6), stalls }];
    expect(found(variants)?.cause).toBe('route-lock');
  });

  it('answered at once speaks against a blocked event loop', () => {
    const waiting = [
      [0, 0],
      [0, 11],
    ] as const;
    expect(found([AT_ONCE], { waiting })?.cause).not.toBe('event-loop-blocked');
    expect(found([WAITED], { waiting })).toMatchObject({ cause: 'event-loop-blocked' });
  });
});

describe('a lock of a route', () => {
  it('holds up every request', () => {
    const probes = [AT_ONCE, variant('other-requests', 1)];
    expect(found(probes)).toMatchObject({ cause: 'route-lock', certainty: 'likely', atATime: 1 });
  });

  it('is not named for a server that computes', () => {
    expect(found([AT_ONCE], { did: [{ cores: 0.31 }] })).toBeUndefined();
    expect(found([AT_ONCE], { did: [{ cores: 0.29 }] })?.cause).toBe('route-lock');
  });
});

describe('calls that differ', () => {
  it.each([
    ['other-requests', 'same-request-lock'],
    ['other-sessions', 'session-lock'],
    ['other-sources', 'client-limit'],
  ] as const)('in one way, %s, and then run in parallel name %s', (probe, cause) => {
    const opened = [AT_ONCE, variant(probe, 6)];
    expect(found(opened)).toMatchObject({ cause, certainty: 'likely' });
    const why = found([...opened, variant('same-again', 1)]);
    expect(why).toMatchObject({ cause, certainty: 'sure' });
    expect(why?.seen).toContainEqual({ code: 'limited-again', calls: 6 });
    expect(found([AT_ONCE, variant(probe, 1)])?.cause).not.toBe(cause);
  });

  it('show nothing if the same calls run together by then, too, since the server warmed up', () => {
    const opened = [AT_ONCE, variant('other-requests', 6)];
    expect(found([...opened, variant('same-again', 6)])).toMatchObject({
      cause: 'warm-up',
      certainty: 'likely',
      seen: [{ code: 'waits-no-more', calls: 6 }],
    });
    const probes = [...opened, variant('same-again', 3)];
    const { why } = judge(watchedRun({ target: HTTP, server: JAVA, probes }));
    expect(why).toMatchObject({ remaining: ['warm-up', 'route-lock', 'rate-limit'] });
  });

  it('may have been sent to other servers by a load balancer in front', () => {
    const processes = [{ pid: 1, program: 'haproxy', command: 'haproxy -f x', proxy: true }];
    const probes = [AT_ONCE, variant('other-sources', 6)];
    const run = judge({ ...watchedRun({ target: HTTP, probes }), observed: { processes } });
    expect(run.why?.cause).not.toBe('client-limit');
  });

  it('are held to what the others got done at a time', () => {
    const three = { workers: 3 };
    expect(found([AT_ONCE, variant('other-requests', 6)], three)?.cause).toBe('same-request-lock');
    expect(found([AT_ONCE, variant('other-requests', 3)], three)?.cause).toBe('route-pool');
  });

  it('open nothing if there is no upper limit: they may just be spread better over the workers', () => {
    const run = judge(
      watchedRun({ target: HTTP, probes: [AT_ONCE, variant('other-sessions', 6)] }),
    );
    expect(diagnose(run)?.cause).toBe('session-lock');
    const { verdict } = run;
    const workers = { estimate: 1, low: 1, high: null };
    const open = verdict.kind === 'inconclusive' ? verdict : { ...verdict, workers };
    expect(diagnose({ ...run, verdict: open })?.cause).not.toBe('session-lock');
  });

  it('open nothing if some of them fail', () => {
    const failing = [...burst(6).slice(1), ...unansweredCalls('failed', 1)];
    const probe: Probe = { probe: 'other-requests', invocations: failing };
    expect(found([AT_ONCE, probe])?.cause).toBe('route-lock');
  });
});

/** The cause in so many processes whose calls wait no more, if nothing bounds how many they serve at a time. */
function causeWithoutBound(processes: number): string | undefined {
  const did = Array.from({ length: processes }, () => ({}));
  const run = judge(watchedRun({ target: HTTP, server: JAVA, did, probes: [WARM] }));
  const workers = { estimate: 1, low: 1, high: null };
  const verdict = { kind: 'overlapping', workers, reasons: [] } as const;
  const bursts = run.bursts.map((one) => ({ ...one, verdict }));
  return diagnose({ ...run, bursts, verdict })?.cause;
}

describe('a server that warms up', () => {
  it('lets the same calls run together a little later', () => {
    expect(found([WARM])).toMatchObject({ cause: 'warm-up', certainty: 'likely' });
    expect(found([bystander(3, { invocations: burst(3) })])?.cause).not.toBe('warm-up');
  });

  it('is not known from several processes without an upper limit: calls may just be spread better', () => {
    expect(causeWithoutBound(1)).toBe('warm-up');
    expect(causeWithoutBound(2)).toBeUndefined();
  });

  it('is not taken for a lock that other requests do not meet', () => {
    const half = bystander(3, { invocations: burst(3) });
    expect(found([half, variant('other-requests', 3)])?.cause).not.toBe('same-request-lock');
  });
});

describe('a pace', () => {
  it('that a rest interrupts is no lock', () => {
    const run = judge(watchedRun({ target: HTTP, probes: [AT_ONCE] }));
    const rested = (ms: number) => diagnose({ ...run, soloAfter: took(ms, ms) })?.cause;
    expect(rested(149)).toBeUndefined();
    expect(rested(151)).toBe('route-lock');
  });
});

/** The cause if answers come every 600 ms from a server that used so many cores. */
const pacedBy = (cores: number) => {
  const run = judge(watchedRun({ target: HTTP, did: [{ cores }], probes: [] }));
  const limiter = { code: 'limiter', free: 4, stepMs: 600, perSecond: 1.7 } as const;
  const workers = { estimate: 4, low: 4, high: null };
  const verdict = { kind: 'overlapping', workers, reasons: [limiter] } as const;
  return diagnose({ ...run, verdict })?.cause;
};

describe('answers at a pace', () => {
  it('show a limiter, unless the server computes: then other programs may slow it', () => {
    expect(pacedBy(0.14)).toBe('rate-limit');
    expect(pacedBy(0.16)).toBeUndefined();
  });

  it('show no limiter if the pace begins with the first call: a polled lock has one, too', () => {
    const run = judge(watchedRun({ target: HTTP, probes: [] }));
    const reason = { code: 'paced', stepMs: 600, perSecond: 1.7, soloMs: 300 } as const;
    const verdict = decline(reason, { code: 'fire-a-burst' });
    expect(diagnose({ ...run, verdict })?.cause).toBeUndefined();
  });
});

describe('answers in groups', () => {
  it('show batching, unless the server computes all the time: calls that share a core may end together', () => {
    expect(batchedBy(0.69)).toBe('batching');
    expect(batchedBy(0.71)).toBeUndefined();
  });
});

/** The cause if answers come in groups from a server that used so many cores. */
function batchedBy(cores: number): string | undefined {
  const run = judge(watchedRun({ target: HTTP, did: [{ cores }], probes: [] }));
  const reason = { code: 'batches', calls: 12, otherCalls: 6 } as const;
  return diagnose({ ...run, verdict: decline(reason, { code: 'turn-off-batching' }) })?.cause;
}

describe('a full thread pool', () => {
  it('has read every request', () => {
    const unread = [
      [0, 0],
      [0, 5],
    ] as const;
    const full = bystander(900, taken(3));
    expect(found([full], { workers: 3 })?.atATime).toBe(3);
    const native = { program: 'srv' };
    expect(found([full], { workers: 3, server: native })?.certainty).toBe('likely');
    expect(found([full], { workers: 3, waiting: unread, server: native })).toBeUndefined();
  });

  it('of unknown size has as many threads with calls as get done at a time, give or take one', () => {
    const causeWith = (threads: number) =>
      found([bystander(900, taken(threads))], { workers: 5 })?.cause;
    expect([4, 5, 6].map(causeWith)).toEqual(Array(3).fill('thread-pool-full'));
    // The others wait for what only five get.
    expect([3, 7, 8].map(causeWith)).toEqual(Array(3).fill(undefined));
    expect(found([bystander(900)], { workers: 5 })).toBeUndefined();
  });

  it('is likely if threads read requests only when they serve them', () => {
    const unread = [
      [0, 0],
      [0, 5],
    ] as const;
    const gunicorn = { program: 'gunicorn', runtime: 'Python', command: 'gunicorn --threads 3' };
    for (const server of [JAVA, gunicorn]) {
      const full = bystander(900, taken(3));
      const why = found([full], { workers: 3, waiting: unread, server, did: THREADS });
      expect(why).toMatchObject({ cause: 'thread-pool-full', certainty: 'likely' });
    }
  });

  it('is not named for several processes, nor for one call at a time', () => {
    expect(found([WAITED], { workers: 3, did: [{}, {}] })).toBeUndefined();
    expect(found([WAITED], { server: JAVA, did: THREADS })).toBeUndefined();
  });
});

describe('an event loop that left no request unread', () => {
  it('is busy if a bystander waited and the main thread computes', () => {
    const busy = { server: UVICORN, did: [{ mainThread: 0.97 }] };
    expect(found([WAITED], busy)).toMatchObject({ cause: 'event-loop-busy', certainty: 'likely' });
    expect(found([AT_ONCE], busy)?.cause).not.toBe('event-loop-busy');
  });

  it('is not known to be blocked if nothing shows whether it read on', () => {
    expect(found([WAITED], { server: UVICORN })).toBeUndefined();
  });

  it('has no pool of threads that could be full', () => {
    expect(found([WAITED], { server: UVICORN, workers: 3 })).toBeUndefined();
  });
});

describe('the size of a pool', () => {
  const same = bystander(0, { bystander: { path: '/', aloneMs: [300], waitingMs: [700] } });

  it.each([
    ['puma', 5, 'thread-pool-full'],
    ['puma -t 1:3', 3, 'thread-pool-full'],
    ['puma -t 1:3', 5, undefined],
    ['puma --threads 4', 4, 'thread-pool-full'],
    // The title that it gives itself names no number.
    ['puma 5.6.5 (tcp://127.0.0.1:9292) [shop]', 5, undefined],
    ['puma: cluster worker 0: 71 [shop]', 5, undefined],
  ])('%s, makes it likely if %i calls at a time are that many', (command, workers, cause) => {
    const why = found([same], { workers, server: { program: 'puma', runtime: 'Ruby', command } });
    expect([why?.cause, why?.certainty]).toEqual([cause, cause && 'likely']);
  });
});

describe('stacks', () => {
  it('show a lock even if no bystander does, with its line', () => {
    const why = found([sampled(100, { waitsForLock: true })]);
    expect(why).toMatchObject({ cause: 'route-lock', certainty: 'sure', place: { line: 7 } });
  });

  it('show none if threads were there in too few samples, or in code of others', () => {
    expect(found([sampled(100, { waitsForLock: true, share: 0.49 })])).toBeUndefined();
    expect(found([sampled(100, { waitsForLock: true, share: 0.5 })])?.cause).toBe('route-lock');
    expect(found([sampled(100, { waitsForLock: true, ownCode: false })])).toBeUndefined();
    expect(found([sampled(100, {})])).toBeUndefined();
  });
});

describe('a loop that is blocked for a part of each call', () => {
  it('is no lock of the route, though another path was served at once', () => {
    const declared = { server: UVICORN, workers: 3 };
    expect(found([sampled(3, { threads: 1 })], declared)?.cause).toBe('route-pool');
    const probes = [sampled(3, { threads: 1, onEventLoop: true })];
    const { why } = judge(watchedRun({ target: HTTP, ...declared, probes }));
    expect(why).toMatchObject({
      remaining: ['event-loop-blocked', 'route-pool', 'rate-limit', 'batching'],
    });
  });
});

describe('event loops of several processes', () => {
  const seen = sampled(3, { line: 9, onEventLoop: true, threads: 1 });
  const two: Declared = { workers: 2, did: [{}, {}] };

  it('are blocked if stacks show it, though another worker serves a bystander at once', () => {
    const why = found([seen], two);
    expect(why).toMatchObject({ cause: 'event-loop-blocked', place: { line: 9 } });
    expect(found([AT_ONCE], two)?.cause).not.toBe('event-loop-blocked');
  });

  it('are not the cause if more calls run at a time than there are loops', () => {
    const why = found([seen], { ...two, workers: 3 });
    expect(why?.cause).not.toBe('event-loop-blocked');
  });
});

describe('PHP, which serves one call after the other', () => {
  it('leaves requests unread, and has no event loop', () => {
    const command = 'php -S 127.0.0.1:8000 router.php';
    const server = { program: 'php router.php', runtime: 'PHP', command };
    const waiting = [
      [0, 0],
      [0, 11],
    ] as const;
    expect(found([WAITED], { server, waiting })?.cause).toBe('one-call-per-worker');
    const fpm = { ...server, command: 'php-fpm' };
    expect(found([WAITED], { server: fpm, waiting })?.cause).toBeUndefined();
    // Several that serve one call at a time together wait for each other, such as for the lock of a session.
    expect(found([WAITED], { server, waiting, did: [{}, {}] })?.cause).toBeUndefined();
  });
});

describe('refused calls', () => {
  it('are asked for from other addresses, to see whose limit it is', () => {
    const { bursts, ...run } = watchedRun({ target: HTTP, probes: [AT_ONCE] });
    const refused = bursts.map((one) => ({
      ...one,
      invocations: [...one.invocations.slice(0, 3), ...unansweredCalls('throttled', 3)],
    }));
    const available = new Set(PROBE_NAMES.filter((name) => name !== 'after-pause'));
    expect(nextProbe(judge({ ...run, bursts: refused }), available)).toBe('other-sources');
  });
});

describe('an undecided cause', () => {
  it('is named only if somebody asked', () => {
    const { why } = judge(
      watchedRun({ target: HTTP, server: JAVA, did: THREADS, probes: [WAITED] }),
    );
    expect(why).toMatchObject({
      remaining: [
        'event-loop-blocked',
        'one-call-per-worker',
        'server-lock',
        'route-lock',
        'rate-limit',
      ],
    });
    expect(judge(watchedRun({ target: HTTP })).why).toBeUndefined();
  });

  it('may be a limit of the proxy in front, so the experiment goes past it', () => {
    const processes = [{ pid: 1, program: 'haproxy', command: 'haproxy -f x', proxy: true }];
    const { why } = judge({
      ...watchedRun({ target: HTTP, workers: 3, servedBy: () => undefined, probes: [WAITED] }),
      observed: { processes },
    });
    expect(why).toMatchObject({ experiment: { code: 'past-proxy', program: 'haproxy' } });
    expect(why?.cause === undefined && why?.remaining.at(-1)).toBe('proxy-limit');
  });

  it('comes with what would decide it', () => {
    const missing = { pid: 1, tool: 'jcmd', reason: 'not-installed' } as const;
    expect(experimentOf([bystander(100)], { observed: { processes: [] } })).toBe('see-processes');
    expect(experimentOf([bystander(100)])).toBe('other-bystander');
    expect(experimentOf([bystander(900, { stacksMissing: [missing] })])).toBe('install-tool');
    expect(experimentOf([WAITED])).toBeUndefined();
  });

  it('asks for another run if the probes were interrupted, which a warning reports', () => {
    const interrupted = true;
    expect(experimentOf([bystander(100)], { interrupted })).toBe('finish-probes');
    const { warnings } = judge({ ...watchedRun({ target: HTTP, probes: [AT_ONCE] }), interrupted });
    expect(warnings).toMatchObject([{ code: 'why-interrupted', finished: 1 }]);
    const before = judge({ ...watchedRun({ target: HTTP }), interrupted });
    expect(before.warnings).toMatchObject([{ code: 'interrupted', finished: 2 }]);
  });
});

describe('sessions of which it is unknown whether they make a difference', () => {
  it('leave open whether a lock is that of the route or of the session', () => {
    const unclear = { ...variant('other-sessions', 1), stalls: [{ from: 0, to: 1_700 }] };
    const { why } = judge(watchedRun({ target: HTTP, server: JAVA, probes: [AT_ONCE, unclear] }));
    expect(why).toMatchObject({ remaining: ['session-lock', 'route-lock', 'rate-limit'] });
  });
});

/** The cause if calls that differ are faster, on a server that used so many cores and whose calls slow each other. */
function openedBy(cores: number): string | undefined {
  const probes = [AT_ONCE, variant('other-requests', 6)];
  const run = judge(watchedRun({ target: HTTP, server: JAVA, did: [{ cores }], probes }));
  const workers = { estimate: 1, low: 1, high: 1 };
  return diagnose({ ...run, verdict: { kind: 'contended', workers, reasons: [] } })?.cause;
}

describe('calls that differ and are faster', () => {
  it('show nothing if all compete for cores: other programs may have left them more', () => {
    expect(openedBy(0.69)).toBe('same-request-lock');
    expect(openedBy(0.71)).not.toBe('same-request-lock');
  });
});

describe('a limit of a route', () => {
  const varied = [AT_ONCE, variant('other-sessions', 2), variant('other-requests', 2)];
  const server = { program: 'uvicorn', runtime: 'Python' };

  it('is sure in one process if stacks show it, and only likely in several, each of which may have its own', () => {
    const declared = { server, did: THREADS };
    const line = sampled(3, { waitsForLock: true });
    expect(found([line], declared)).toMatchObject({ cause: 'route-lock', certainty: 'sure' });
    const why = found([line], { ...declared, did: [...THREADS, ...THREADS] });
    expect(why).toMatchObject({ cause: 'route-lock', certainty: 'likely' });
    expect(why?.seen).toContainEqual({ code: 'calls-per-process', calls: [6, 6] });
  });

  it.each([
    [1, undefined],
    [2, 7],
    [3, 7],
    [4, undefined],
  ])('of 3 calls is in the line where %i threads of a loop are: line %s', (threads, line) => {
    const why = found([sampled(3, { threads })], { workers: 3, server, did: THREADS });
    expect(why?.cause).toBe('route-pool');
    expect(why?.place?.line).toBe(line);
  });

  it('is in the line where most threads are if calls need threads', () => {
    const why = found([sampled(3, { threads: 7 })], { workers: 3, did: THREADS });
    expect(why).toMatchObject({ cause: 'route-pool', place: { line: 7 } });
  });

  it.each([
    ['uvicorn', ['event-loop-blocked', 'uneven-spread']],
    ['java App', ['one-call-per-worker', 'uneven-spread', 'route-pool', 'rate-limit', 'batching']],
  ])(
    'is not named if several processes of %s left requests unread: an idle one may have served the bystander',
    (program, remaining) => {
      const did = [...THREADS, ...THREADS];
      const waiting = [
        [0, 0],
        [0, 5],
      ] as const;
      const several = { workers: 2, server: { program, runtime: 'x' }, did, waiting };
      const { why } = judge(watchedRun({ target: HTTP, ...several, probes: [...varied] }));
      expect(why).toMatchObject({ remaining });
      expect(found(varied, { ...several, did: THREADS })?.cause).toBe('route-pool');
    },
  );
});

describe('the next probe', () => {
  const all = new Set(PROBE_NAMES);
  const next = (probes: readonly Probe[], declared: Declared = {}, available = all) =>
    nextProbe(judge(watchedRun({ target: HTTP, ...declared, probes: [...probes] })), available);

  it('is a bystander first, if calls waited', () => {
    expect(next([])).toBe('bystander');
  });

  it('is none if no call waited and the server sets no cookie', () => {
    const available = new Set(PROBE_NAMES.filter((name) => name !== 'shared-session'));
    expect(next([], { workers: 12 }, available)).toBeUndefined();
  });

  it('is none if the whole server waited', () => {
    expect(next([WAITED])).toBeUndefined();
  });

  it('tells locks apart that look alike, as far as they can be tried', () => {
    expect(next([AT_ONCE])).toBe('other-sessions');
    expect(next([AT_ONCE], {}, new Set(['bystander', 'other-requests']))).toBe('other-requests');
    expect(next([AT_ONCE, variant('other-requests', 1)], {}, new Set(PROBE_NAMES))).toBe(
      'other-sessions',
    );
  });

  it('is the same calls again, if calls that differed ran together', () => {
    expect(next([AT_ONCE, variant('other-sessions', 6)])).toBe('same-again');
    expect(next([AT_ONCE, variant('other-sessions', 3)])).toBe('same-again');
  });

  it('is none once the cause is certain, or after three', () => {
    const opened = variant('other-sessions', 6);
    expect(next([AT_ONCE, opened, variant('same-again', 1)])).toBeUndefined();
    const two = [variant('other-sessions', 1), variant('other-requests', 1)];
    expect(next([AT_ONCE, ...two])).toBeUndefined();
  });

  it('has as many calls as make some of them wait twice', () => {
    const runs = [1, 2, 3, 6].map((workers) => judge(watchedRun({ workers })));
    expect(runs.map((run) => probeCalls(run))).toEqual([6, 6, 9, 12]);
  });

  it.each([
    ['some may have', 11, true],
    ['all ran at once by the best estimate', 12, false],
  ])('is fired for an open limit if %s, however slow they were', (_, estimate, expected) => {
    const run = judge(watchedRun({ workers: 1 }));
    const workers = { estimate, low: 3, high: null };
    const verdict = { kind: 'concurrent', workers, reasons: [] } as const;
    expect(mayHaveWaited({ ...run, verdict })).toBe(expected);
  });

  it('has a few calls if none waited', () => {
    expect(probeCalls(judge(watchedRun({ workers: 12 })))).toBe(6);
  });
});
