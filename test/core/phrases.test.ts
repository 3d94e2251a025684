import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  burstFacts,
  coldWords,
  headline,
  helloGoodbye,
  evidenceRows,
  titleOf,
  workersWords,
} from '../../src/core/phrases.ts';
import { judge } from '../../src/core/run.ts';
import type { TargetDescription } from '../../src/core/target-description.ts';
import { buildTimeline } from '../../src/core/timeline/timeline.ts';
import type { Timeline } from '../../src/core/timeline/timeline.ts';
import { anyBurst } from '../helpers/runs/any-burst.ts';
import {
  alone,
  lost,
  queue,
  recording,
  served,
  together,
  untold,
  wall,
} from '../helpers/runs/bursts.ts';

describe('titleOf', () => {
  const titles: readonly (readonly [TargetDescription, string])[] = [
    [
      { kind: 'local', method: 'GET', path: '/ping?delay=1000', mode: 'instance-per-call' },
      'GET /ping?delay=1000 on the local service, an instance per call',
    ],
    [
      { kind: 'local', method: 'GET', path: '/ping/cpu', mode: 'one-process' },
      'GET /ping/cpu on the local service, all calls in one process',
    ],
    [{ kind: 'http', method: 'POST', url: 'https://example.org/' }, 'POST https://example.org/'],
    [{ kind: 'http', url: 'https://example.org/' }, 'GET https://example.org/'],
    [{ kind: 'recording', name: 'aws' }, 'recording aws'],
    [{ kind: 'lambda', name: 'f:live', region: 'eu-west-1' }, 'f:live on Lambda in eu-west-1'],
    [{ kind: 'lambda', name: 'f' }, 'f on Lambda'],
    [
      { kind: 'lambda', name: 'f', region: 'eu-west-1', url: 'http://127.0.0.1:4566' },
      'f on Lambda at http://127.0.0.1:4566',
    ],
    [
      { kind: 'deployed', name: 'stack-dev', path: '/ping?delay=1000', region: 'eu-west-1' },
      'GET /ping?delay=1000 of stack-dev in eu-west-1',
    ],
  ];

  it.each(titles)('of %j', (target, title) => {
    expect(titleOf(judge({ ...recording([]), target }))).toBe(title);
  });

  it('of a run that does not say', () => {
    expect(titleOf(judge(recording([])))).toBe('a saved run');
  });
});

describe('workersWords', () => {
  it.each([
    [{ estimate: 1, low: 1, high: 1 }, 'one call at a time'],
    [{ estimate: 4, low: 4, high: 4 }, '4 calls at a time'],
    [{ estimate: 4, low: 3, high: 5 }, '4 calls at a time (3 to 5)'],
    [{ estimate: 10, low: 10, high: null }, '10 calls at a time or more'],
    [{ estimate: 10, low: 8, high: null }, '10 calls at a time or more (at least 8)'],
  ])('of %j', (workers, expected) => {
    expect(workersWords(workers)).toBe(expected);
  });
});

describe('headline', () => {
  it.each([
    [
      'calls on several instances',
      wall({ calls: 10 }),
      '10 calls at a time or more, on 10 instances',
    ],
    ['a queue', queue({ calls: 10, workers: 1 }), 'one call at a time, on 1 instance'],
    ['failed calls only', lost('failed', 2), 'All 2 calls failed: status 500.'],
  ])('counts %s', (_, burst, expected) => {
    const { verdict, bursts } = judge(recording([burst]));
    expect(headline(verdict, bursts[0]?.timeline)).toBe(expected);
  });
});

describe('headline of worker threads', () => {
  it.each([
    [
      'several in one environment',
      wall({ calls: 8 }),
      1,
      '8 calls at a time or more, on 8 worker threads of one environment',
    ],
    [
      'several in two environments',
      wall({ calls: 8 }),
      2,
      '8 calls at a time or more, on 8 worker threads of 2 environments',
    ],
    [
      'one with calls in progress together',
      wall({ calls: 8, instances: 1 }),
      1,
      '8 calls at a time or more, on 1 worker thread of one environment',
    ],
    [
      'one with a queue',
      queue({ calls: 8, workers: 1 }),
      1,
      'one call at a time, on 1 worker thread of one environment',
    ],
  ])('counts %s', (_, burst, environments, expected) => {
    const told = burst.map((call, index) => ({
      ...call,
      served: { ...call.served, environment: `e${index % environments}` },
    }));
    const { verdict, bursts } = judge(recording([told]));
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
    ['calls of unknown temperature', wall({ calls: 2 }), ['2 calls sent within 0.0 ms']],
    [
      'failed and throttled calls',
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
  it('that met an instance initialised beforehand are told apart', () => {
    const warm = { on: 'a', cold: false, from: 1, to: 101 };
    const ready = { ...warm, on: 'b', cold: true, init: [-500, -9] } as const;
    const cold = { on: 'c', cold: true, from: 301, to: 401, received: 406 };
    const [burst] = judge(recording([served([warm, ready, cold])])).bursts;
    expect(burst === undefined ? [] : burstFacts(burst)).toEqual([
      '3 calls sent within 0.0 ms',
      '2 cold (1 initialised beforehand), 1 warm',
    ]);
    expect(burst && coldWords(burst.timeline)).toBe('1 cold start added 304 ms');
    expect(coldWords(buildTimeline(served([warm, ready]), alone()))).toBeUndefined();
  });
});

describe('helloGoodbye', () => {
  it.each([
    ['a wall', wall({ calls: 10 }), 'Hello x10 Goodbye x10'],
    ['a staircase', queue({ calls: 10, workers: 1 }), '(Hello Goodbye) x10'],
    ['waves', queue({ calls: 9, workers: 3 }), '(Hello x3 Goodbye x3) x3'],
    [
      'a last wave that is smaller',
      queue({ calls: 5, workers: 2 }),
      '(Hello x2 Goodbye x2) x2 Hello Goodbye',
    ],
    ['one call', wall({ calls: 1 }), 'Hello Goodbye'],
    [
      'stairs that overlap',
      served([0, 50, 100].map((at) => ({ from: 1 + at, to: 81 + at, on: `${at}` }))),
      'Hello x2 Goodbye Hello Goodbye x2',
    ],
  ])('of %s', (_, burst, expected) => {
    expect(words(burst)).toBe(expected);
  });

  it('says nothing of what the target does not tell', () => {
    expect(words(lost('failed', 3))).toBeUndefined();
  });

  it('tells exactly what happened, however it is folded', () => {
    fc.assert(
      fc.property(anyBurst, (burst) => {
        const timeline = buildTimeline(burst, []);
        expect(unfold(helloGoodbye(timeline, 'x') ?? '')).toEqual(happened(timeline));
      }),
    );
  });
});

function happened({ handlings = [] }: Timeline): string[] {
  return handlings
    .flatMap(({ start, end }) => [
      { at: start, word: 'Hello' },
      { at: end, word: 'Goodbye' },
    ])
    .toSorted((a, b) => a.at - b.at || a.word.localeCompare(b.word))
    .map(({ word }) => word);
}

function unfold(said: string): string[] {
  const pairs = said.replaceAll(/\(([^)]*)\) x(\d+)/g, (_, pair: string, count: string) =>
    Array.from({ length: Number(count) }, () => pair).join(' '),
  );
  const single = pairs.replaceAll(/(Hello|Goodbye) x(\d+)/g, (_, word: string, count: string) =>
    Array.from({ length: Number(count) }, () => word).join(' '),
  );
  return single.split(' ').filter(Boolean);
}

function words(burst: ReturnType<typeof served>): string | undefined {
  return helloGoodbye(buildTimeline(burst, []), 'x');
}
