import { describe, expect, it } from 'vitest';
import {
  burstFacts,
  coldWords,
  headline,
  evidenceRows,
} from '../../../src/reporters/shared/phrases.ts';
import { judge } from '../../../src/core/run.ts';
import { buildTimeline } from '../../../src/core/timeline/timeline.ts';
import {
  alone,
  lost,
  queue,
  recording,
  served,
  together,
  untold,
  wall,
} from '../../helpers/runs/bursts.ts';

describe('headline', () => {
  it.each([
    ['a wall', wall({ calls: 10 }), 'at least 10 calls at a time, on 10 instances'],
    ['a staircase', queue({ calls: 10, workers: 1 }), 'one call at a time, on one instance'],
    ['failures', lost('failed', 2), 'All 2 calls failed: status 500.'],
  ])('of %s', (_, burst, expected) => {
    const { verdict, bursts } = judge(recording([burst]));
    expect(headline(verdict, bursts[0]?.timeline)).toBe(expected);
  });
});

describe('headline of worker threads', () => {
  it.each([
    [
      'many in one environment',
      wall({ calls: 8 }),
      1,
      'at least 8 calls at a time, on 8 worker threads of one environment',
    ],
    [
      'many in several',
      wall({ calls: 8 }),
      2,
      'at least 8 calls at a time, on 8 worker threads of 2 environments',
    ],
    [
      'a single one that awaits',
      wall({ calls: 8, instances: 1 }),
      1,
      'at least 8 calls at a time, on one worker thread of one environment',
    ],
    [
      'a single one that blocks',
      queue({ calls: 8, workers: 1 }),
      1,
      'one call at a time, on one worker thread of one environment',
    ],
  ])('names %s', (_, burst, environments, expected) => {
    const named = burst.map((call, index) => ({
      ...call,
      served: { ...call.served, environment: `e${index % environments}` },
    }));
    const { verdict, bursts } = judge(recording([named]));
    expect(headline(verdict, bursts[0]?.timeline)).toBe(expected);
  });
});

describe('evidenceRows', () => {
  it('shows all three', () => {
    const routes = evidenceRows(buildTimeline(wall({ calls: 10 }), alone()));
    expect(routes.map(({ name, value }) => [name, value])).toEqual([
      ['instances', '10'],
      ['peak overlap', '10 of 10'],
      ['speed-up', '10'],
    ]);
  });

  it('says which the target does not tell', () => {
    const routes = evidenceRows(buildTimeline(wall({ calls: 10 }).map(untold), []));
    expect(routes.map(({ name, value }) => [name, value])).toEqual([
      ['instances', '?'],
      ['peak overlap', '?'],
      ['speed-up', '?'],
    ]);
    for (const { note } of routes) expect(note).not.toBe('');
  });
});

describe('burstFacts', () => {
  it.each([
    ['cold calls', wall({ calls: 2, cold: true }), ['2 calls sent within 0.0 ms', '2 cold']],
    ['a warm call', wall({ calls: 1, cold: false }), ['1 call sent within 0.0 ms', '1 warm']],
    ['calls that do not say', wall({ calls: 2 }), ['2 calls sent within 0.0 ms']],
    [
      'lost calls',
      together(wall({ calls: 2 }), lost('failed', 1), lost('throttled', 3)),
      ['6 calls sent within 0.0 ms', '3 throttled, 1 failed'],
    ],
  ])('count %s', (_, burst, facts) => {
    const [first] = judge(recording([burst])).bursts;
    expect(first === undefined ? [] : burstFacts(first)).toEqual(facts);
  });
});

describe('coldWords', () => {
  const burst = served([
    { from: 1, to: 101, on: 'a', cold: false },
    { from: 301, to: 401, on: 'b', cold: true },
    { from: 501, to: 601, on: 'c', cold: true },
  ]);

  it('says what cold starts added: median and worst', () => {
    expect(coldWords(buildTimeline(burst, alone()))).toBe(
      '2 cold starts added 400 ms (median), 500 ms (worst)',
    );
  });

  it('says it once for one', () => {
    expect(coldWords(buildTimeline(burst.slice(0, 2), alone()))).toBe('1 cold start added 300 ms');
  });

  it('says nothing where nothing was cold, or nothing was warm to compare with', () => {
    expect(coldWords(buildTimeline(wall({ calls: 2, cold: false }), alone()))).toBeUndefined();
    expect(coldWords(buildTimeline(wall({ calls: 2, cold: true }), []))).toBeUndefined();
    expect(coldWords(buildTimeline(wall({ calls: 2 }), alone()))).toBeUndefined();
  });
});

describe('cold calls', () => {
  it('that met an instance initialized beforehand are told apart', () => {
    const warm = { on: 'a', cold: false, from: 1, to: 101 };
    const ready = { ...warm, on: 'b', cold: true, init: [-500, -9] } as const;
    const cold = { on: 'c', cold: true, from: 301, to: 401, received: 406 };
    const [burst] = judge(recording([served([warm, ready, cold])])).bursts;
    expect(burst === undefined ? [] : burstFacts(burst)).toEqual([
      '3 calls sent within 0.0 ms',
      '2 cold (1 initialized beforehand), 1 warm',
    ]);
    expect(burst && coldWords(burst.timeline)).toBe('1 cold start added 304 ms');
    expect(coldWords(buildTimeline(served([warm, ready]), alone()))).toBeUndefined();
  });
});
