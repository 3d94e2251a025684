import { describe, expect, it } from 'vitest';
import type { Recording } from '../../src/core/recording.ts';
import { judge, type Run } from '../../src/core/run.ts';
import { figuresOf } from '../../src/core/scan/figures.ts';
import type { ScanRow, ScanValues } from '../../src/core/scan/scan-row.ts';
import { buildScanTable, type ScanNote, type ScanTable } from '../../src/core/scan/scan-table.ts';
import {
  queue,
  recording,
  soloCalls,
  together,
  unansweredCalls,
  wall,
  withoutServed,
} from '../helpers/runs/bursts.ts';

/** A run in which ten calls take so long altogether. */
function lasting(...makespansMs: readonly number[]): Run {
  const bursts = makespansMs.map((ms) => queue({ calls: 10, workers: 1, eachMs: ms / 10 - 0.2 }));
  return judge(recording(bursts, soloCalls()));
}

const rowOf = (values: ScanValues, run: Run): ScanRow => ({ values, run });

/** The rows of a scan of workers, by how long ten calls took with each number. */
function scanned(makespans: Readonly<Record<number, readonly number[]>>): ScanRow[] {
  return Object.entries(makespans).map(([workers, ms]) => rowOf({ workers }, lasting(...ms)));
}

const marked = ({ rows }: ScanTable): ScanValues[] =>
  rows.filter((row) => row.marked).map(({ values }) => values);

const codes = ({ notes }: ScanTable): string[] => notes.map(({ code }) => code);

describe('the figures of a run', () => {
  const usage = { cpuMs: 150, overMs: 100, memoryBytes: 1_000, processes: 2 };
  const bursts: Recording['bursts'] = [
    { invocations: queue({ calls: 4, workers: 4, eachMs: 98 }), usage },
    { invocations: queue({ calls: 4, workers: 2, eachMs: 99 }), usage: { ...usage, cpuMs: 50 } },
    { invocations: wall({ calls: 2, eachMs: 8 }), usage: { ...usage, memoryBytes: 7 } },
  ];
  const run = judge({ schemaVersion: 1, solo: soloCalls(), bursts });

  it('come from the bursts of the size that was asked for', () => {
    // 4 calls in 100 ms and 4 calls in 200 ms; received 1 ms after handlers that start at 1 ms
    expect(figuresOf(run)).toEqual({
      callsPerSecond: 30,
      rates: { low: 20, high: 40 },
      response: { medianMs: 100.5, p95Ms: 200 },
      cpuCores: 1,
      memoryBytes: 1_000,
      unanswered: 0,
    });
  });

  it('are absent if nothing was measured', () => {
    expect(figuresOf(judge(recording([], [])))).toEqual({ unanswered: 0 });
  });

  it('count calls that were not answered', () => {
    const lossy = together(wall({ calls: 3 }), unansweredCalls('failed', 1));
    const figures = figuresOf(judge(recording([lossy])));
    expect(figures.unanswered).toBe(1);
  });
});

describe('the mark of a scan', () => {
  it('is on the smallest value within 5 % of the best, in whatever order', () => {
    const rows = scanned({ 1: [2_000], 2: [1_040], 4: [1_000], 8: [1_010] });
    expect(marked(buildScanTable(rows))).toEqual([{ workers: '2' }]);
    expect(marked(buildScanTable(rows.toReversed()))).toEqual([{ workers: '2' }]);
    expect(buildScanTable(rows).best?.values).toEqual({ workers: '4' });
  });

  it('is on the best if others are further off', () => {
    const table = buildScanTable(scanned({ 1: [2_000], 2: [1_070], 4: [1_000], 8: [1_500] }));
    expect(marked(table)).toEqual([{ workers: '4' }]);
    expect(codes(table)).toEqual([]);
  });

  it('compares numbers, not words', () => {
    const rows = scanned({ 2: [1_500], 9: [1_000], 10: [1_000] });
    expect(marked(buildScanTable(rows.toReversed()))).toEqual([{ workers: '9' }]);
  });

  it('of a grid is on the smallest product', () => {
    const grid = [
      rowOf({ workers: '4', threads: '4' }, lasting(1_000)),
      rowOf({ workers: '4', threads: '1' }, lasting(1_010)),
      rowOf({ workers: '1', threads: '4' }, lasting(1_020)),
      rowOf({ workers: '1', threads: '1' }, lasting(4_000)),
    ];
    const table = buildScanTable(grid);
    expect(marked(table)).toEqual([
      { workers: '4', threads: '1' },
      { workers: '1', threads: '4' },
    ]);
  });

  it('of values without a size is on all that are as good', () => {
    const servers = { uvicorn: 1_000, hypercorn: 1_020, gunicorn: 2_000 };
    const rows = Object.entries(servers).map(([server, ms]) => rowOf({ server }, lasting(ms)));
    expect(marked(buildScanTable(rows))).toEqual([{ server: 'uvicorn' }, { server: 'hypercorn' }]);
  });

  it('leaves out rows in which calls were refused: that is quick', () => {
    const refusing = together(wall({ calls: 5, eachMs: 8 }), unansweredCalls('throttled', 5));
    const rows = [
      ...scanned({ 1: [2_000], 2: [1_000] }),
      rowOf({ workers: '4' }, judge(recording([refusing], soloCalls()))),
    ];
    const table = buildScanTable(rows);
    expect(marked(table)).toEqual([{ workers: '2' }]);
    expect(table.notes[0]).toEqual({ code: 'left-out', values: { workers: '4' }, unanswered: 5 });
  });

  it('is missing if there is nothing to compare', () => {
    const failed = judge({ ...recording([], []), problem: 'it did not start' });
    const table = buildScanTable([...scanned({ 1: [1_000] }), rowOf({ workers: '2' }, failed)]);
    expect(marked(table)).toEqual([]);
    expect(table.best).toBeUndefined();
    expect(buildScanTable([]).rows).toEqual([]);
  });
});

const noteOf = (makespans: Parameters<typeof scanned>[0]): ScanNote | undefined =>
  buildScanTable(scanned(makespans)).notes.find(({ code }) => code === 'noisy');

const codesOf = (...runs: readonly Run[]): string[] =>
  codes(buildScanTable(runs.map((run, nth) => rowOf({ workers: `${nth + 1}` }, run))));

/** The run as if its machine had two cores, and its server and all processes had kept so many of them busy. */
function sharing(
  run: Run,
  server: number,
  seen: { readonly machineCores: number; readonly ownCores?: number },
): Run {
  const usage = { cpuMs: 1_000 * server, overMs: 1_000, memoryBytes: 1, processes: 1 };
  const observed = { looks: 1, overMs: 1_000, waiting: [], processes: [], ...seen };
  const bursts = run.bursts.map((burst) => ({ ...burst, usage, observed }));
  return { ...run, load: { average: 0, cores: 2 }, bursts };
}

describe('the notes of a scan', () => {
  it('say that calls reached no limit', () => {
    const free = judge(recording([wall({ calls: 10 })], soloCalls()));
    const table = buildScanTable([...scanned({ 1: [2_000] }), rowOf({ workers: '16' }, free)]);
    expect(table.notes).toContainEqual({
      code: 'no-limit',
      values: { workers: '16' },
      calls: 10,
      remedy: { code: 'more-calls', calls: 20 },
    });
  });

  it('do not say that if calls waited and only the upper limit is open', () => {
    const burst = queue({ calls: 8, workers: 2 }).map(withoutServed);
    const run = judge(recording([burst], soloCalls()));
    const open: Run = {
      ...run,
      verdict: {
        kind: 'overlapping',
        workers: { estimate: 2, low: 2, high: null },
        reasons: [{ code: 'limit-unconfirmed', low: 2, high: 2 }],
      },
    };
    expect(codesOf(lasting(1_000), open, lasting(2_000))).toEqual([]);
  });

  it('say that the largest value is the best', () => {
    const table = buildScanTable(scanned({ 1: [2_000], 2: [1_000] }));
    expect(table.notes).toEqual([{ code: 'largest-value', values: { workers: '2' } }]);
  });

  it('say that other bursts might move the mark', () => {
    const remedy = { code: 'more-bursts', bursts: 5 };
    // Far apart, but nowhere near each other.
    expect(noteOf({ 1: [2_000, 4_000], 2: [1_000, 1_500] })).toBeUndefined();
    // The marked row might not be as good as the best.
    expect(noteOf({ 1: [1_000, 1_100], 2: [1_000, 1_010] })).toEqual({
      code: 'noisy',
      spread: expect.closeTo(0.095, 3),
      remedy,
    });
    // A smaller row might be as good as the marked one.
    expect(noteOf({ 1: [1_000, 1_300], 2: [1_000, 1_010] })).toMatchObject({ remedy });
    // One that is larger does not matter.
    expect(noteOf({ 1: [1_000, 1_010], 2: [1_000, 1_300] })).toBeUndefined();
  });

  it('say that the machine was busy before the first row', () => {
    const one = lasting(1_000);
    const busy = { ...one, load: { average: 4, cores: 2 } };
    expect(codesOf(busy, busy)).toEqual(['busy-machine']);
    expect(codesOf(one, busy)).toEqual([]);
  });

  it.each([
    ['if no core was free and others took 5 %', { machineCores: 1.7, server: 1.59 }, true],
    ['but not if others took less', { machineCores: 1.7, server: 1.61 }, false],
    ['nor if there was room', { machineCores: 1.69, server: 1 }, false],
    ['nor if it was this check', { machineCores: 2, server: 1.6, ownCores: 0.31 }, false],
  ])('say that others shared the cores, %s', (_, { server, ...seen }, isSaid) => {
    const slow = sharing(lasting(1_100), server, seen);
    const table = buildScanTable([
      rowOf({ workers: '1' }, slow),
      rowOf({ workers: '2' }, lasting(1_000)),
      rowOf({ workers: '4' }, lasting(1_500)),
    ]);
    const taken = expect.closeTo(0.11, 6);
    const remedy = { code: 'quieter-machine' };
    const note = { code: 'shared-cores', values: { workers: '1' }, taken, of: 2, remedy };
    expect(table.notes).toEqual(isSaid ? [note] : []);
  });

  it('do not say so of larger values than the marked one', () => {
    const slow = sharing(lasting(1_500), 1.4, { machineCores: 1.9 });
    expect(codesOf(lasting(1_100), lasting(1_000), slow)).toEqual([]);
  });
});
