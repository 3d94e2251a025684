import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/core/run.ts';
import { buildTimeline, type Timeline } from '../../../src/core/timeline/timeline.ts';
import type { Decided, Verdict } from '../../../src/core/verdict.ts';
import { bystanderEvidence } from '../../../src/core/why/bystander-evidence.ts';
import { diagnose } from '../../../src/core/why/diagnose.ts';
import { readProbes } from '../../../src/core/why/probe-evidence.ts';
import type { JudgedProbe, Probe } from '../../../src/core/why/probes.ts';
import { queue, soloCalls, withoutServed } from '../../helpers/runs/bursts.ts';
import { bystander as bystanderProbe } from '../../helpers/runs/declared-probes.ts';
import { watchedRun } from '../../helpers/runs/watched-run.ts';

// What probes and paces show: either side of each threshold.

const calls = queue({ calls: 6, workers: 3, eachMs: 300 }).map(withoutServed);
const timeline = buildTimeline(calls, soloCalls(300).map(withoutServed));
const THREE: Decided = {
  kind: 'overlapping',
  workers: { estimate: 3, low: 3, high: 3 },
  reasons: [],
};

const probed = (
  fired: Omit<Probe, 'invocations'>,
  change: Partial<Timeline> = {},
): JudgedProbe => ({
  fired: { ...fired, invocations: calls },
  timeline: { ...timeline, ...change },
  verdict: THREE,
});

/** How a call to another path went, by how long it took. */
const reaction = (aloneMs: number, waitingMs: number, soloMs: number, outsideMs?: number) => {
  const bystander = { path: '/', aloneMs: [aloneMs], waitingMs: [waitingMs] };
  const seen = outsideMs === undefined ? [] : [{ outsideMs, insideMs: 0 }];
  const observed = { looks: 9, overMs: 900, waiting: [], processes: [], bystanders: seen };
  const probes = [probed({ probe: 'bystander', bystander, observed })];
  return bystanderEvidence(probes, { ...timeline, soloMs })?.reaction;
};

describe('a call to another path', () => {
  it('waits for 10 ms at least, however short calls are', () => {
    expect(reaction(1, 9.9, 15)).toBe('at-once');
    expect(reaction(1, 10.1, 15)).toBe('waited');
  });

  it('waits for five times as long as it takes alone', () => {
    expect(reaction(39, 200, 300)).toBe('waited');
    expect(reaction(41, 200, 300)).toBe('unclear');
  });

  it.each([
    ['faster', 239, 'unclear'],
    ['a fifth faster', 240, 'waited-alike'],
    ['a fifth slower', 360, 'waited-alike'],
    ['slower', 361, 'unclear'],
  ])(
    'seems to do the same work unless it is more than a fifth %s alone',
    (_, aloneMs, expected) => {
      expect(reaction(aloneMs, 900, 300)).toBe(expected);
    },
  );

  it('waits as the calls do for 0.4 of a solo call beyond its own time', () => {
    expect(reaction(300, 419, 300)).toBe('unclear');
    expect(reaction(300, 420, 300)).toBe('waited-alike');
    // However often its own time that is.
    expect(reaction(300, 3_000, 300)).toBe('waited-alike');
  });

  it('waits for the server, whatever it does, if it was left unread for 0.4 of a solo call', () => {
    expect(reaction(300, 900, 300, 119)).toBe('waited-alike');
    expect(reaction(300, 900, 300, 120)).toBe('waited');
  });
});

/** What six calls with different sessions show, by how long they took and how many each process got. */
function effectOf(
  makespanMs: number,
  shares: readonly number[],
  processes = 3,
): string | undefined {
  const served = shares.map((count, index) => ({ pid: index + 1, calls: count }));
  const observed = { looks: 9, overMs: 900, waiting: [], processes: served };
  const probes = [probed({ probe: 'other-sessions', observed }, { speedUp: 1.2, makespanMs })];
  const spread = { servers: processes, isOnOne: false, gain: 1 };
  const { variants } = readProbes(probes, { verdict: THREE, timeline, spread });
  return variants['other-sessions']?.effect;
}

describe('calls that differ, on several processes', () => {
  it('show nothing if one of them took all the time with its own calls', () => {
    expect(effectOf(1_500, [5, 1])).toBe('unclear');
    expect(effectOf(1_700, [5, 1])).toBe('unclear');
    expect(effectOf(1_750, [5, 1])).toBe('limited');
    expect(effectOf(1_800, [6])).toBe('unclear');
  });

  it('are limited if they took longer, or if there is one process', () => {
    expect(effectOf(1_800, [2, 2, 2])).toBe('limited');
    expect(effectOf(1_800, [6], 1)).toBe('limited');
  });
});

describe('calls that differ', () => {
  it.each([
    // Three of the others get done at a time.
    [3.7, 'limited'],
    [3.8, 'unclear'],
    [5, 'unclear'],
    [5.2, 'opened'],
  ])('of which %d get done at a time: %s', (speedUp, effect) => {
    const probes = [probed({ probe: 'other-requests' }, { speedUp })];
    const { variants } = readProbes(probes, { verdict: THREE, timeline });
    expect(variants['other-requests']?.effect).toBe(effect);
  });
});

/** The diagnosis of a server that starts as many threads as it likes, if its calls get this verdict. */
function whyOf(verdict: Verdict) {
  const did = [{ mainThread: 0.5, threads: 9 }];
  const server = { program: 'srv', runtime: 'Go' };
  const run = judge(watchedRun({ server, did, probes: [] }));
  return diagnose({ ...run, verdict, bursts: run.bursts.map((one) => ({ ...one, verdict })) });
}

describe('a limit that only a fit shows', () => {
  const reasons = [
    { code: 'fitted', workers: { low: 4, high: 6 }, solo: { least: 1, most: 1, steady: true } },
  ] as const;
  const verdict = {
    kind: 'concurrent',
    workers: { estimate: 5, low: 4, high: null },
    reasons,
  } as const;
  const place = { file: 'app.py', line: 7, function: 'ping', ownCode: true, onEventLoop: false };
  const whyWith = (threads: number) => {
    const bystander = { path: '/', aloneMs: [1], waitingMs: [1] };
    const places = [{ ...place, share: 1, threads }];
    const stacks = [{ pid: 1, tool: 'py-spy', samples: 9, places } as const];
    const invocations = queue({ calls: 6, workers: 1, eachMs: 300 }).map(withoutServed);
    const probe = { probe: 'bystander', invocations, bystander, stacks } as const;
    const run = judge(watchedRun({ did: [{ threads: 9 }], probes: [probe] }));
    const bursts = run.bursts.map((one) => ({ ...one, verdict }));
    return diagnose({ ...run, verdict, bursts });
  };

  it('is known by the threads that stacks show with calls, if their number fits', () => {
    expect([4, 6].map((threads) => whyWith(threads)?.cause)).toEqual(['route-pool', 'route-pool']);
    expect([3, 7].map((threads) => whyWith(threads)?.cause)).toEqual([undefined, undefined]);
  });
});

describe('the threads that AnyIO gives to plain def routes', () => {
  const place = { file: 'app.py', line: 7, function: 'ping', ownCode: true, share: 1 };
  const whyWith = (
    { atATime = 40, runtime = 'Python' },
    more: { threads: number; onEventLoop?: boolean; waitsForLock?: boolean },
  ) => {
    const places = [{ ...place, onEventLoop: false, ...more }];
    const stacks = [{ pid: 1, tool: 'py-spy', samples: 9, places } as const];
    const probes = [bystanderProbe(3, { stacks })];
    const server = { program: 'uvicorn', runtime };
    const run = judge(watchedRun({ server, did: [{ threads: 42 }], probes }));
    const workers = { estimate: atATime, low: atATime, high: atATime };
    const verdict = { kind: 'concurrent', workers, reasons: [] } as const;
    return diagnose({ ...run, verdict, bursts: run.bursts.map((one) => ({ ...one, verdict })) });
  };

  it.each([39, 40, 41])('are likely full if stacks show %d with calls', (threads) => {
    const why = whyWith({}, { threads });
    expect(why).toMatchObject({ cause: 'thread-pool-full', certainty: 'likely', atATime: 40 });
    expect(why?.seen).toContainEqual({ code: 'threads-taken', threads: 40 });
  });

  it('are not, if fewer or more have calls, or wait for a lock', () => {
    for (const threads of [38, 42]) {
      expect(whyWith({}, { threads })?.cause).toBe('route-pool');
    }
    expect(whyWith({}, { threads: 40, waitsForLock: true })?.cause).toBe('route-pool');
    expect(whyWith({}, { threads: 40, onEventLoop: true })?.cause).not.toBe('thread-pool-full');
  });

  it('are not, if another number of calls runs at a time, or the runtime has no AnyIO', () => {
    expect(whyWith({ atATime: 39 }, { threads: 40 })?.cause).toBe('route-pool');
    expect(whyWith({ runtime: 'Node.js' }, { threads: 40 })?.cause).toBe('route-pool');
  });
});

describe('an open limit', () => {
  it('may show with twice as many calls', () => {
    const workers = { estimate: 4, low: 2, high: null };
    const why = whyOf({ kind: 'overlapping', workers, reasons: [] });
    expect(why).toMatchObject({ experiment: { code: 'more-calls', calls: 24 } });
  });
});
