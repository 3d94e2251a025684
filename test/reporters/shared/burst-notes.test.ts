import { describe, expect, it } from 'vitest';
import {
  billedWords,
  burstNotes,
  clockWords,
  coldPartsWords,
  queueWords,
  usageWords,
} from '../../../src/reporters/shared/burst-notes.ts';
import type { Observed, Sighting } from '../../../src/core/observed/observed.ts';
import type { Invocation, LambdaReport } from '../../../src/core/invocation.ts';
import { judge, type Burst } from '../../../src/core/run.ts';
import { buildTimeline } from '../../../src/core/timeline/timeline.ts';
import {
  soloCalls,
  recording,
  reported,
  served,
  SERVER_CLOCK,
  together,
  withoutServed,
  wall,
  withServerClock,
} from '../../helpers/runs/bursts.ts';

const WARM = { on: 'a', cold: false, from: 1, to: 101 };
const COLD = { on: 'b', cold: true, from: 301, to: 401, received: 406 };
const INIT = [101, 291] as const;

/** A burst released at `epoch`, by the client's clock. */
function burstOf(calls: readonly Invocation[], epoch?: number): Burst {
  const measured = recording([calls]);
  const at = epoch === undefined ? {} : { epoch };
  const [first] = judge({
    ...measured,
    bursts: measured.bursts.map((burst) => ({ ...burst, ...at })),
  }).bursts;
  if (first === undefined) throw new Error('no burst');
  return first;
}

function bill(reports: readonly LambdaReport[]): string | undefined {
  return billedWords(buildTimeline(together(reports.map((report) => reported(500, report))), []));
}

describe('coldPartsWords', () => {
  it('lists the parts of a cold call', () => {
    const timeline = buildTimeline(served([WARM, { ...COLD, init: INIT }]), soloCalls());
    expect(coldPartsWords(timeline)).toBe(
      'median cold call: 111 ms queued + 190 ms init + 100 ms handler + 5.0 ms other',
    );
  });

  it('omits the wait if it is unknown', () => {
    const timeline = buildTimeline([reported(450, { durationMs: 100, initMs: 240 })], []);
    expect(coldPartsWords(timeline)).toBe(
      'median cold call: 240 ms init + 100 ms handler + 110 ms other',
    );
  });

  it('is undefined if nothing reports an initialization', () => {
    expect(coldPartsWords(buildTimeline(served([WARM, COLD]), soloCalls()))).toBeUndefined();
  });
});

describe('clockWords', () => {
  it.each([
    [SERVER_CLOCK - 250, 'server clock 250 +/- 1.0 ms ahead'],
    [SERVER_CLOCK + 2_500, 'server clock 2.50 s +/- 1.0 ms behind'],
    [SERVER_CLOCK, 'server clock 0.0 +/- 1.0 ms ahead'],
  ])('with a burst released at %d says %s', (epoch, expected) => {
    expect(clockWords(burstOf(wall({ calls: 2 }), epoch))).toBe(expected);
  });

  it('is undefined without a clock on both sides', () => {
    expect(clockWords(burstOf(wall({ calls: 2 })))).toBeUndefined();
    expect(
      clockWords(burstOf(wall({ calls: 2 }).map(withoutServed), SERVER_CLOCK)),
    ).toBeUndefined();
    const apart = withServerClock(wall({ calls: 2 }), 60_000, 'i1');
    expect(clockWords(burstOf(apart, SERVER_CLOCK))).toBeUndefined();
  });
});

describe('billedWords', () => {
  it.each([
    [
      [
        { durationMs: 100, billedMs: 101, memoryMb: 256, maxMemoryMb: 84 },
        { durationMs: 200, billedMs: 201, memoryMb: 256, maxMemoryMb: 90 },
      ],
      'billed 302 ms for 2 calls, 256 MB, at most 90 MB used',
    ],
    [[{ durationMs: 100, billedMs: 101 }], 'billed 101 ms for 1 call'],
    [[{ durationMs: 100, billedMs: 101 }, { durationMs: 100 }], 'billed 101 ms for 1 call'],
    [[{ durationMs: 100, memoryMb: 256 }], undefined],
    [[], undefined],
  ])('of the reports %j is %s', (reports, expected) => {
    expect(bill(reports)).toBe(expected);
  });
});

describe('burstNotes', () => {
  const burst = burstOf(served([WARM, { ...COLD, init: INIT }]), SERVER_CLOCK - 250);

  it('lists cold starts, their parts and the clock', () => {
    expect(burstNotes(burst, { target: { kind: 'deployed' } })).toEqual([
      expect.stringMatching(/^1 cold start added /),
      expect.stringMatching(/^median cold call: /),
      expect.stringMatching(/^server clock 250 /),
    ]);
  });

  it('omits the clock on this machine', () => {
    expect(burstNotes(burst, { target: { kind: 'local' } }).join()).not.toContain('clock');
  });

  it('say how often the burst was fired', () => {
    const once = burstOf(wall({ calls: 10 }));
    expect(burstNotes({ ...once, repeats: 1 }, {})).toEqual([
      'fired twice, 20 calls in all, because this process was stalled the first time',
    ]);
    expect(burstNotes({ ...once, repeats: 2 }, {})).toEqual([
      'fired 3 times, 30 calls in all, because this process was stalled before',
    ]);
  });

  it('is empty if nothing is known', () => {
    expect(burstNotes(burstOf(wall({ calls: 2 })), {})).toEqual([]);
  });

  it('split waiting from service if headers say how long the server took', () => {
    const calls = served([
      { from: 1, to: 100, received: 101 },
      { from: 1, to: 300, received: 301 },
    ]).map((call) => ({ ...withoutServed(call), served: { serviceMs: 98 } }));
    expect(burstNotes(burstOf(calls), {})).toEqual([
      'the server took 98 ms (median) by its headers; calls spent up to 203 ms waiting or on the way',
    ]);
  });
});

describe('what the machine shows of a burst', () => {
  const observed: Observed = {
    processes: [7, 8].map((pid) => ({ pid, program: 'gunicorn', command: 'gunicorn' })),
  };
  it.each([
    [6, 4, 'up to 6 connections waited to be accepted, 4 requests were accepted but unread'],
    [1, 0, 'up to 1 connection waited to be accepted'],
    [0, 1, 'up to 1 request was accepted but unread'],
    [0, 0, undefined],
  ])('where %i and %i calls waited', (notAccepted, unread, words) => {
    expect(queueWords(sighting({ waiting: [{ at: 0, notAccepted, unread }] }))).toBe(words);
  });

  it('what the server used', () => {
    const one = sighting({ processes: [used(7, 0.02)] });
    const two = sighting({ processes: [used(7, 0.9), used(8, 0.94)], ownCores: 0.8 });
    expect(usageWords(one, observed)).toBe(
      'gunicorn (pid 7) used 2.0 % of a core, 5 threads, 19 MB',
    );
    expect(usageWords(two, observed)).toBe(
      'gunicorn (2 processes) used 1.84 cores, 5 threads each, 19 MB each, and this check 80 % of a core',
    );
  });

  it('nothing of a burst that was too short, or of processes that are not described', () => {
    const short = sighting({ processes: [{ pid: 7, calls: 3 }] });
    expect(usageWords(short, observed)).toBeUndefined();
    expect(usageWords(sighting({ processes: [used(9, 1)] }), observed)).toBeUndefined();
    expect(usageWords(sighting({}), observed)).toBeUndefined();
  });
});

function sighting(more: Partial<Sighting>): Sighting {
  return { looks: 9, overMs: 900, waiting: [], processes: [], ...more };
}

function used(pid: number, cores: number): Sighting['processes'][number] {
  return { pid, calls: 3, cores, threads: 5, memoryMb: 18.6 };
}
