import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffRuns } from '../../../src/core/diff/diff-runs.ts';
import type { DiffRow, RunDiff } from '../../../src/core/diff/run-diff.ts';
import type { Recording } from '../../../src/core/recording.ts';
import { judge, type Run } from '../../../src/core/run.ts';
import { UNTIL, type TargetDescription } from '../../../src/core/target-description.ts';
import { anyBurst, anySolo } from '../../helpers/runs/any-burst.ts';
import {
  soloCalls,
  unansweredCalls,
  queue,
  recording,
  together,
  withoutServed,
  wall,
} from '../../helpers/runs/bursts.ts';
import {
  addressRun,
  defaultRun,
  lifelike,
  lifelikeSolo,
  localRun,
} from '../../helpers/runs/runs.ts';

const slow = { calls: 10, eachMs: 1_000, instances: 1 };
const warmSolo = lifelikeSolo(1_000);
const oneProcess = (workers?: number, path = '/ping?delay=1000'): Run =>
  localRun({
    path,
    mode: 'one-process',
    solo: warmSolo,
    bursts: [1, 2].map((seed) =>
      lifelike({ ...slow, seed, ...(workers === undefined ? {} : { workers }) }),
    ),
  });
const serial = oneProcess(1);
const concurrent = oneProcess();

const allRows = ({ rows }: RunDiff): DiffRow[] => [
  rows.verdict,
  rows.workers,
  rows.makespan,
  ...rows.others,
];
const row = (diff: RunDiff, name: DiffRow['name']) =>
  allRows(diff).find((one) => one.name === name);
const outcomes = (diff: RunDiff) =>
  Object.fromEntries(allRows(diff).map(({ name, outcome }) => [name, outcome]));

const queued = (workers: number, calls = 12) =>
  judge(recording([queue({ calls, workers }), queue({ calls, workers })]));

const at = (target: NonNullable<Recording['target']>): Run =>
  judge({ ...recording([wall({ calls: 10, cold: false })], soloCalls()), target });
const warningsOf = (before: Run, after: Run) => diffRuns(before, after).warnings;

const http = { kind: 'http', url: 'http://a/ping' };

const serialRun = (eachMs: number, target: TargetDescription): Run => {
  const burst = queue({ calls: 10, workers: 1, eachMs });
  return judge({ ...recording([burst, burst], soloCalls(eachMs)), target });
};

const makespanOutcome = (change: Omit<TargetDescription, 'kind'>) => {
  const diff = diffRuns(serialRun(100, http), serialRun(20, { ...http, ...change }));
  return row(diff, 'makespan')?.outcome;
};

describe('from blocking to awaiting', () => {
  const change = diffRuns(serial, concurrent);

  it('is better, and the handler as long as before', () => {
    expect(outcomes(change)).toEqual({
      verdict: 'better',
      workers: 'better',
      makespan: 'better',
      'cold-starts': 'same',
      waiting: 'better',
      handling: 'same',
    });
  });

  it('is a change, of runs that may be compared', () => {
    expect(change.conclusion).toBe('changed');
    expect(row(change, 'makespan')).toMatchObject({
      temperature: 'warm',
      change: { code: 'shorter', times: expect.closeTo(10, 0) },
    });
    expect(change.warnings).toEqual([]);
  });

  it('is worse the other way round', () => {
    const back = diffRuns(concurrent, serial);
    expect(row(back, 'makespan')?.outcome).toBe('worse');
    expect(back.conclusion).toBe('changed');
    expect(row(back, 'makespan')).toMatchObject({ change: { code: 'longer' } });
  });
});

/** A run whose only burst was released then. */
const releasedAt = (epoch: number): Run =>
  judge({
    schemaVersion: 1,
    solo: soloCalls(),
    bursts: [{ epoch, invocations: queue({ calls: 6, workers: 1 }) }],
  });

describe('a run and itself', () => {
  it('are the same if bursts were released at the same moments', () => {
    const diff = diffRuns(releasedAt(1_795_440_016_160.8), releasedAt(1_795_440_016_160.8));
    expect(diff).toMatchObject({ conclusion: 'same-run', warnings: [] });
    expect(allRows(diff).every(({ outcome }) => outcome === 'same')).toBe(true);
    expect(row(diff, 'makespan')?.change).toBeUndefined();
  });

  it('are compared if nothing shows that', () => {
    expect(diffRuns(releasedAt(1_000), releasedAt(2_000)).conclusion).toBe('no-change');
    expect(diffRuns(serial, serial).conclusion).toBe('no-change');
  });
});

describe('the same again', () => {
  it.each([
    ['serial', serial],
    ['concurrent', concurrent],
    ['first cold, then warm', defaultRun()],
  ])('is no change: %s', (_, run) => {
    const change = diffRuns(run, run);
    expect(row(change, 'makespan')).toMatchObject({ temperature: 'warm', outcome: 'same' });
    expect(change.conclusion).toBe('no-change');
  });

  it('is never better or worse, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(anyBurst, { maxLength: 3 }), anySolo, (bursts, solo) => {
        const run = judge(recording(bursts, solo));
        const change = diffRuns(run, run);
        for (const { outcome } of allRows(change)) {
          expect(['same', 'cannot-tell']).toContain(outcome);
        }
        expect(['no-change', 'cannot-tell', 'inconclusive']).toContain(change.conclusion);
      }),
    );
  });

  it('has no number that is none, whatever the two runs are', () => {
    const any = fc
      .tuple(fc.array(anyBurst, { maxLength: 3 }), anySolo)
      .map(([bursts, solo]) => judge(recording(bursts, solo)));
    fc.assert(
      fc.property(any, any, (before, after) => {
        for (const one of allRows(diffRuns(before, after))) {
          expect(numbersIn(one).filter((number) => !Number.isFinite(number))).toEqual([]);
        }
      }),
    );
  });
});

describe('like is compared with like', () => {
  it('warm bursts only, if both runs have some', () => {
    const change = diffRuns(defaultRun(), concurrent);
    expect(row(change, 'makespan')).toMatchObject({ temperature: 'warm', outcome: 'same' });
    expect(row(change, 'cold-starts')).toMatchObject({
      outcome: 'different',
      change: { code: 'fewer-cold', by: 9 },
    });
    expect(row(change, 'verdict')?.outcome).toBe('different');
  });

  it('cold and warm bursts get a warning, and no time is called better', () => {
    const cold = localRun({
      bursts: [lifelike({ calls: 10, eachMs: 1_000, cold: 10, coldMs: 9_000 })],
    });
    const change = diffRuns(cold, concurrent);
    expect(change.warnings).toContainEqual({ code: 'temperature-changed' });
    expect(row(change, 'makespan')?.outcome).toBe('different');
  });

  it('the largest bursts of a growing series', () => {
    const grown = judge(
      recording([4, 8].map((calls) => queue({ calls, workers: 1, cold: false }))),
    );
    const large = judge(recording([queue({ calls: 8, workers: 1, cold: false })]));
    expect(row(diffRuns(grown, large), 'makespan')).toMatchObject({ outcome: 'same' });
  });
});

describe('what is not reported', () => {
  const untoldRun = addressRun(
    [1, 2].map((seed) => lifelike({ ...slow, seed }).map(withoutServed)),
  );

  it('is said, and is not 0', () => {
    const change = diffRuns(untoldRun, concurrent);
    for (const name of ['handling', 'cold-starts'] as const) {
      expect(row(change, name)).toMatchObject({ outcome: 'cannot-tell' });
      expect(row(change, name)).not.toHaveProperty('before');
    }
    expect(row(change, 'call')).toMatchObject({ outcome: 'same' });
  });

  it('leaves open whether overlapping is concurrent', () => {
    const change = diffRuns(untoldRun, concurrent);
    expect(row(change, 'verdict')).toMatchObject({
      outcome: 'cannot-tell',
      change: { code: 'overlapping-is-open' },
    });
    expect(change.conclusion).toBe('no-change');
  });

  it('has no waiting if neither reports it', () => {
    expect(allRows(diffRuns(untoldRun, untoldRun)).map(({ name }) => name)).toEqual([
      'verdict',
      'workers',
      'makespan',
      'call',
    ]);
  });

  it('cannot tell from a run in which nothing was decided', () => {
    const nothing = judge(recording([unansweredCalls('failed', 10)]));
    const change = diffRuns(nothing, judge(recording([wall({ calls: 10 })])));
    expect(change.conclusion).toBe('inconclusive');
    expect(change.warnings).toContainEqual({ code: 'before-inconclusive' });
  });
});

describe('the number of workers', () => {
  it.each([
    [3, 4, 'better', { code: 'more-workers', times: 4 / 3, atLeast: false }],
    [6, 2, 'worse', { code: 'fewer-workers', times: 3, atLeast: false }],
    [3, 3, 'same', undefined],
    [3, 12, 'better', { code: 'more-workers', times: 4, atLeast: true }],
    [12, 12, 'same', { code: 'no-limit-in-either' }],
  ])('%i before and %i now is %s', (before, after, outcome, change) => {
    const workers = row(diffRuns(queued(before), queued(after)), 'workers');
    expect(workers).toMatchObject({ outcome });
    expect(workers?.change).toEqual(change);
  });

  it('is open if more calls reached no limit either', () => {
    expect(row(diffRuns(queued(10, 10), queued(20, 20)), 'workers')?.outcome).toBe('cannot-tell');
  });
});

describe('bursts of several sizes', () => {
  it('are compared by the largest size that both runs have', () => {
    const eachMs = 100;
    const burst = (calls: number) => queue({ calls, workers: 1, eachMs });
    const before = judge(recording([burst(6), burst(6), burst(12)], soloCalls(eachMs)));
    const diff = diffRuns(before, judge(recording([burst(6), burst(6)], soloCalls(eachMs))));
    expect(diff.warnings).toEqual([]);
    expect(row(diff, 'makespan')).toMatchObject({ outcome: 'same' });
    const larger = diffRuns(before, judge(recording([burst(10)], soloCalls(eachMs))));
    expect(larger.warnings).toContainEqual({ code: 'calls-changed', before: 12, after: 10 });
  });
});

describe('two runs that should not be compared', () => {
  const local = { kind: 'local', method: 'GET', path: '/ping?delay=100' };

  it.each([
    [
      'another route',
      { ...local, path: '/ping/cpu?delay=100' },
      { code: 'route-changed', before: '/ping', after: '/ping/cpu' },
    ],
    [
      'another query',
      { ...local, path: '/ping?delay=300' },
      { code: 'query-changed', before: 'delay=100', after: 'delay=300' },
    ],
    [
      'no query any more',
      { ...local, path: '/ping' },
      { code: 'query-changed', before: 'delay=100', after: '' },
    ],
    [
      'another method',
      { ...local, method: 'POST' },
      { code: 'method-changed', before: 'GET', after: 'POST' },
    ],
    [
      'another path of a URL',
      { kind: 'http', url: 'https://example.org/pong?delay=100' },
      { code: 'route-changed', before: '/ping', after: '/pong' },
    ],
  ])('have %s', (_, target, warning) => {
    expect(warningsOf(at(local), at(target))).toEqual([warning]);
  });

  const unknown = judge(recording([wall({ calls: 10, cold: false })], soloCalls()));
  const [streamed, multiplexed] = [{ ...http, until: UNTIL } as const, { ...http, http2: {} }];

  it.each([
    [streamed, http, { code: 'until-changed', firstByte: 'before' }],
    [http, streamed, { code: 'until-changed', firstByte: 'after' }],
    [multiplexed, http, { code: 'http2-changed', http2: 'before' }],
    [
      http,
      { ...multiplexed, http2: { connections: 2 } },
      { code: 'http2-changed', http2: 'after' },
    ],
  ])('were called in other ways: %j, %j', (before, after, warning) => {
    expect(warningsOf(at(before), at(after))).toEqual([warning]);
    expect(warningsOf(at(before), at(before))).toEqual([]);
    expect(warningsOf(at(before), unknown)).toEqual([]);
  });

  it('begin to answer sooner than others end, which is not better', () => {
    expect(makespanOutcome({ until: UNTIL })).toBe('different');
    expect(makespanOutcome({ http2: {} })).toBe('better');
  });

  it.each([
    { ...local, mode: 'one-process' as const },
    { kind: 'http', url: 'https://abc.execute-api.eu-west-1.amazonaws.com/ping?delay=100' },
    { kind: 'http', url: 'https://abc.example.org/prod/ping?delay=100#top' },
    { kind: 'recording', name: 'anything' },
  ])('need no warning elsewhere: %j', (target) => {
    expect(warningsOf(at(local), at(target))).toEqual([]);
  });

  it('another number of calls is said, and sooner done is not better', () => {
    const few = judge(recording([queue({ calls: 5, workers: 1 })]));
    const many = judge(recording([queue({ calls: 20, workers: 1 })]));
    const change = diffRuns(many, few);
    expect(change.warnings).toEqual([{ code: 'calls-changed', before: 20, after: 5 }]);
    expect(row(change, 'makespan')?.outcome).toBe('different');
  });

  it('calls that were lost are said, and sooner done is not better', () => {
    const all = judge(recording([queue({ calls: 10, workers: 1 })]));
    const half = together(queue({ calls: 5, workers: 1 }), unansweredCalls('throttled', 5));
    const change = diffRuns(all, judge(recording([half])));
    expect(change.warnings[0]).toEqual({ code: 'answered-changed', before: 10, after: 5 });
    expect(row(change, 'makespan')?.outcome).not.toBe('better');
  });

  it('quote what a file says without control characters', () => {
    const evil = at({ ...local, path: '/\u001B[31mred\u001B[0m\n/x?delay=100' });
    expect(warningsOf(at(local), evil)).toEqual([
      { code: 'route-changed', before: '/ping', after: '/red /x' },
    ]);
  });
});

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}
