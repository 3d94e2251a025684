import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffRuns, type RunDiff } from '../../../src/core/diff/diff-runs.ts';
import { judge, type Run, type Recording } from '../../../src/core/run.ts';
import { anyBurst, anySolo } from '../../helpers/runs/any-burst.ts';
import {
  alone,
  lost,
  queue,
  recording,
  together,
  untold,
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

const row = ({ rows }: RunDiff, name: string) => rows.find((one) => one.name.startsWith(name));
const outcomes = ({ rows }: RunDiff) =>
  Object.fromEntries(rows.map(({ name, outcome }) => [name, outcome]));

const queued = (workers: number, calls = 12) =>
  judge(recording([queue({ calls, workers }), queue({ calls, workers })]));

const at = (target: NonNullable<Recording['target']>): Run =>
  judge({ ...recording([wall({ calls: 10, cold: false })], alone()), target });
const warningsOf = (before: Run, after: Run) => diffRuns(before, after).warnings;

describe('from blocking to awaiting', () => {
  const change = diffRuns(serial, concurrent);

  it('is better, and the handler as long as before', () => {
    expect(outcomes(change)).toEqual({
      verdict: 'better',
      workers: 'better',
      'makespan (warm)': 'better',
      'cold starts': 'same',
      waiting: 'better',
      handling: 'same',
    });
  });

  it('is said in one line', () => {
    expect(change.summary).toMatch(
      /^Before serial; now concurrent, 10\+ at a time: \d[\d.]* times sooner \(10\.\d s -> 1\.\d+ s\)\.$/,
    );
    expect(change.warnings).toEqual([]);
  });

  it('is worse the other way round', () => {
    const back = diffRuns(concurrent, serial);
    expect(row(back, 'makespan')?.outcome).toBe('worse');
    expect(back.summary).toMatch(/^Before concurrent, 10\+ at a time; now serial: .* later /);
  });
});

describe('the same again', () => {
  it.each([
    ['serial', serial],
    ['concurrent', concurrent],
    ['first cold, then warm', defaultRun()],
  ])('is no change: %s', (_, run) => {
    const change = diffRuns(run, run);
    expect(row(change, 'makespan (warm)')?.outcome).toBe('same');
    expect(change.summary).toMatch(/^No change beyond noise/);
  });

  it('is never better or worse, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(anyBurst, { maxLength: 3 }), anySolo, (bursts, solo) => {
        const run = judge(recording(bursts, solo));
        const change = diffRuns(run, run);
        for (const { outcome } of change.rows) expect(['same', 'cannot tell']).toContain(outcome);
        expect(change.summary).toMatch(/^(No change|Cannot tell)/);
      }),
    );
  });

  it('takes nobody at their word: the order of calls and any two runs make lines of text', () => {
    const any = fc
      .tuple(fc.array(anyBurst, { maxLength: 3 }), anySolo)
      .map(([bursts, solo]) => judge(recording(bursts, solo)));
    fc.assert(
      fc.property(any, any, (before, after) => {
        const { rows, summary } = diffRuns(before, after);
        expect(`${JSON.stringify(rows)}${summary}`).not.toMatch(/NaN|Infinity|undefined/);
      }),
    );
  });
});

describe('like is compared with like', () => {
  it('warm bursts only, where both runs have some', () => {
    const change = diffRuns(defaultRun(), concurrent);
    expect(row(change, 'makespan (warm)')).toMatchObject({ outcome: 'same' });
    expect(row(change, 'cold starts')).toMatchObject({ outcome: 'different', change: '9 fewer' });
    expect(row(change, 'verdict')?.outcome).toBe('different');
  });

  it('cold beside warm is said, and no time is called better', () => {
    const cold = localRun({
      bursts: [lifelike({ calls: 10, eachMs: 1_000, cold: 10, coldMs: 9_000 })],
    });
    const change = diffRuns(cold, concurrent);
    expect(change.warnings.join(' ')).toContain('cold');
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

describe('what is not told', () => {
  const untoldRun = addressRun([1, 2].map((seed) => lifelike({ ...slow, seed }).map(untold)));

  it('is said, and is not 0', () => {
    const change = diffRuns(untoldRun, concurrent);
    expect(row(change, 'handling')).toMatchObject({ before: 'not told', outcome: 'cannot tell' });
    expect(row(change, 'cold starts')).toMatchObject({
      before: 'not told',
      outcome: 'cannot tell',
    });
    expect(row(change, 'a call')).toMatchObject({ outcome: 'same' });
  });

  it('leaves open whether overlapping is concurrent', () => {
    const change = diffRuns(untoldRun, concurrent);
    expect(row(change, 'verdict')).toMatchObject({
      outcome: 'cannot tell',
      change: 'overlapping may be either',
    });
    expect(change.summary).toMatch(/^No change beyond noise: now concurrent/);
  });

  it('has no waiting where neither tells', () => {
    const { rows } = diffRuns(untoldRun, untoldRun);
    expect(rows.map(({ name }) => name)).toEqual([
      'verdict',
      'workers',
      'makespan',
      'cold starts',
      'a call',
    ]);
  });

  it('cannot tell from a run in which nothing was decided', () => {
    const nothing = judge(recording([lost('failed', 10)]));
    const change = diffRuns(nothing, judge(recording([wall({ calls: 10 })])));
    expect(change.summary).toMatch(/^Cannot tell: before inconclusive, now parallel/);
    expect(change.warnings.join(' ')).toContain('The run before is inconclusive');
  });
});

describe('the number of workers', () => {
  it.each([
    [3, 4, 'better', '1.33 times as many'],
    [6, 2, 'worse', '3.0 times fewer'],
    [3, 3, 'same', ''],
    [3, 12, 'better', 'at least 4.0 times as many'],
    [12, 12, 'same', 'no limit seen in either'],
  ])('%i before and %i now is %s', (before, after, outcome, change) => {
    expect(row(diffRuns(queued(before), queued(after)), 'workers')).toMatchObject({
      outcome,
      change,
    });
  });

  it('is open where more calls met no limit either', () => {
    expect(row(diffRuns(queued(10, 10), queued(20, 20)), 'workers')?.outcome).toBe('cannot tell');
  });
});

describe('two runs that should not be compared', () => {
  const local = { kind: 'local', method: 'GET', path: '/ping?delay=100' };

  it.each([
    [
      'another route',
      { ...local, path: '/ping/cpu?delay=100' },
      'The route was /ping before and is /ping/cpu now',
    ],
    [
      'another query',
      { ...local, path: '/ping?delay=300' },
      'The query was delay=100 before and is delay=300 now',
    ],
    ['no query', { ...local, path: '/ping' }, 'is empty now'],
    ['another method', { ...local, method: 'POST' }, 'The method was GET before and is POST now'],
    [
      'another path of a URL',
      { kind: 'http', url: 'https://example.org/pong?delay=100' },
      'The route was /ping',
    ],
  ])('are warned about for %s', (_, target, said) => {
    const warnings = warningsOf(at(local), at(target));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(said);
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
    expect(change.warnings).toEqual([
      'A burst had 20 calls before and has 5 now; repeat with -n 20.',
    ]);
    expect(row(change, 'makespan')?.outcome).toBe('different');
    expect(change.summary).toContain('with another load');
  });

  it('calls that were lost are said, and sooner done is not better', () => {
    const all = judge(recording([queue({ calls: 10, workers: 1 })]));
    const half = together(queue({ calls: 5, workers: 1 }), lost('throttled', 5));
    const change = diffRuns(all, judge(recording([half])));
    expect(change.warnings[0]).toContain('10 calls were answered before and 5 now');
    expect(row(change, 'makespan')?.outcome).not.toBe('better');
  });

  it('makes what a file says sanitizeLine', () => {
    const evil = at({ ...local, path: '/\u001B[31mred\u001B[0m\n/x?delay=100' });
    for (const warning of warningsOf(at(local), evil)) expect(warning).not.toMatch(/\p{Cc}/u);
  });
});
