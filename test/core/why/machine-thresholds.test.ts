import { describe, expect, it } from 'vitest';
import type { Invocation } from '../../../src/core/invocation.ts';
import { nameProcesses } from '../../../src/core/observed/name-processes.ts';
import { judge } from '../../../src/core/run.ts';
import { sum } from '../../../src/core/statistics.ts';
import { buildTimeline } from '../../../src/core/timeline/timeline.ts';
import type { Decided } from '../../../src/core/verdict.ts';
import { diagnose } from '../../../src/core/why/diagnose.ts';
import { soloCalls, withoutServed } from '../../helpers/runs/bursts.ts';
import { foundIn, watchedRun } from '../../helpers/runs/watched-run.ts';

// How busy, how soon and how uneven a server has to be: either side of each threshold. Solo calls take 300 ms.

const GUNICORN = { program: 'gunicorn', runtime: 'Python' };

describe('an event loop', () => {
  it.each([
    [0.19, 'event-loop-blocked'],
    [0.21, undefined],
    [0.79, undefined],
    [0.81, 'event-loop-busy'],
  ])('whose thread wanted to run for %d of the time: %s', (mainThread, cause) => {
    const waiting = [
      [0, 0],
      [0, 11],
    ] as const;
    expect(foundIn(watchedRun({ waiting, did: [{ mainThread }] }))?.cause).toBe(cause);
  });
});

describe('a worker', () => {
  it.each([
    ['within half of a solo call', 140, 'one-call-per-worker'],
    ['later', 160, undefined],
  ])('accepts its connection %s', (_, at, cause) => {
    // Only the second look finds that one connection was accepted, and not three.
    const run = watchedRun({ server: GUNICORN, waiting: [[9, 0], [11, 0]] }); // prettier-ignore
    const bursts = run.bursts.map(({ observed, ...burst }) => ({
      ...burst,
      ...(observed && {
        observed: {
          ...observed,
          waiting: observed.waiting.map((one, nth) => ({ ...one, at: at * nth })),
        },
      }),
    }));
    expect(foundIn({ ...run, bursts })?.cause).toBe(cause);
  });
});

/** The cause if processes that serve one call at a time got so many each; those of the first take `eachMs`. */
function causeOfShares(calls: readonly number[], eachMs = 300): string | undefined {
  const command = 'gunicorn';
  const invocations = calls.flatMap((count, index) =>
    Array.from({ length: count }, (_, nth) => ({
      index,
      receivedAt: (nth + 1) * (index === 0 ? eachMs : 300),
    })),
  );
  const named = nameProcesses(
    invocations.map(({ receivedAt }, call): Invocation => ({
      call,
      outcome: 'answered',
      sentAt: 0,
      receivedAt,
      status: 200,
    })),
    invocations.map(({ index }) => `pid ${index + 1}`),
  );
  const processes = calls.map((count, index) => ({ pid: index + 1, calls: count }));
  const timeline = buildTimeline(named, soloCalls(300).map(withoutServed));
  const workers = { estimate: calls.length, low: calls.length, high: calls.length };
  const verdict: Decided = { kind: 'parallel', workers, reasons: [] };
  expect(timeline.calls).toBe(sum(calls));
  const waiting = [{ at: 0, notAccepted: 0, unread: 7 }];
  const observed = { looks: 9, overMs: 2_400, waiting, processes };
  const why = diagnose({
    observed: { processes: processes.map(({ pid }) => ({ pid, program: command, command })) },
    verdict,
    bursts: [{ timeline, observed, verdict }],
  });
  return why?.cause;
}

describe('calls that are spread unevenly', () => {
  it('give the busiest process at least half as many again as an even spread would', () => {
    expect(causeOfShares([6, 3, 3])).toBe('uneven-spread');
    expect(causeOfShares([5, 4, 3])).toBeUndefined();
  });

  it('take as long as that process needs, within 15 %', () => {
    // 8 solo calls take 2,400 ms.
    for (const eachMs of [2_110 / 8, 2_800 / 8]) {
      expect(causeOfShares([8, 2, 2], eachMs)).toBe('uneven-spread');
    }
    for (const eachMs of [2_060 / 8, 2_850 / 8]) {
      expect(causeOfShares([8, 2, 2], eachMs)).toBeUndefined();
    }
  });
});

interface Computing {
  /** Of two cores. */
  readonly cores: number;
  readonly mainThread?: number;
  readonly ownCores?: number;
  readonly runtime?: string;
}

/** The cause if calls get slower together in a server with nine threads that computes. */
function causeOfComputing({
  cores,
  mainThread = 0.1,
  ownCores = 0.05,
  runtime = 'Python',
}: Computing): string | undefined {
  const did = [{ cores, mainThread, threads: 9 }];
  const run = judge(watchedRun({ server: { program: 'srv', runtime }, did }));
  const workers = { estimate: 2, low: 1, high: 3 };
  const verdict: Decided = { kind: 'contended', workers, reasons: [] };
  const bursts = run.bursts.map(({ observed, ...one }) => ({
    ...one,
    verdict,
    ...(observed && { observed: { ...observed, ownCores, machineCores: 1 } }),
  }));
  return diagnose({ ...run, verdict, bursts })?.cause;
}

describe('threads that take turns', () => {
  it.each([
    [0.69, undefined],
    [0.71, 'interpreter-lock'],
    [1.14, 'interpreter-lock'],
    [1.16, undefined],
  ])('use %d cores together: %s', (cores, cause) => {
    expect(causeOfComputing({ cores })).toBe(cause);
  });

  it('are not the cause if the main thread does 80 % of the work', () => {
    expect(causeOfComputing({ cores: 1, mainThread: 0.79 })).toBe('interpreter-lock');
    expect(causeOfComputing({ cores: 1, mainThread: 0.81 })).not.toBe('interpreter-lock');
  });
});

describe('full cores', () => {
  const runtime = 'Go';

  it('are cores of which the server uses 85 %', () => {
    expect(causeOfComputing({ cores: 1.71, runtime })).toBe('cores-full');
    expect(causeOfComputing({ cores: 1.69, runtime })).toBeUndefined();
  });

  it('are not filled by this client, which uses 15 % at most', () => {
    expect(causeOfComputing({ cores: 1.9, ownCores: 0.29, runtime })).toBe('cores-full');
    expect(causeOfComputing({ cores: 1.9, ownCores: 0.31, runtime })).toBeUndefined();
  });
});

describe('the bursts that show who served the calls', () => {
  it.each([
    ['the smaller one doesn’t', 1, 'one-call-per-worker'],
    ['the largest one doesn’t', 0, undefined],
  ])('are enough if %s', (_, unseen, cause) => {
    const run = watchedRun({ server: GUNICORN, workers: 2, did: [{}, {}], waiting: [[10, 0]] });
    const bursts = run.bursts.map((burst, nth) =>
      nth === unseen ? { ...burst, invocations: burst.invocations.map(withoutServed) } : burst,
    );
    expect(foundIn({ ...run, bursts })?.cause).toBe(cause);
  });
});
