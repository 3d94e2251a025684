import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/core/run.ts';
import { buildTimeline, type Timeline } from '../../../src/core/timeline/timeline.ts';
import { helloGoodbye, printedOrder } from '../../../src/reporters/shared/hello-goodbye.ts';
import { anyBurst } from '../../helpers/runs/any-burst.ts';
import { recording, unansweredCalls, queue, served, wall } from '../../helpers/runs/bursts.ts';

describe('helloGoodbye', () => {
  it.each([
    ['calls that all run at once', wall({ calls: 10 }), 'Hello x10 Goodbye x10'],
    ['calls that run one by one', queue({ calls: 10, workers: 1 }), '(Hello Goodbye) x10'],
    ['waves', queue({ calls: 9, workers: 3 }), '(Hello x3 Goodbye x3) x3'],
    [
      'waves of which the last is smaller',
      queue({ calls: 5, workers: 2 }),
      '(Hello x2 Goodbye x2) x2 Hello Goodbye',
    ],
    ['one call', wall({ calls: 1 }), 'Hello Goodbye'],
    [
      'calls that overlap in turn',
      served([0, 50, 100].map((at) => ({ from: 1 + at, to: 81 + at, on: `${at}` }))),
      'Hello x2 Goodbye Hello Goodbye x2',
    ],
  ])('of %s is folded', (_, burst, expected) => {
    expect(words(burst)).toBe(expected);
  });

  it('is undefined if the target does not report when handlers ran', () => {
    expect(words(unansweredCalls('failed', 3))).toBeUndefined();
  });

  it('unfolds to exactly what happened', () => {
    fc.assert(
      fc.property(anyBurst, (burst) => {
        const timeline = buildTimeline(burst, []);
        expect(unfold(helloGoodbye(timeline, 'x') ?? '')).toEqual(happened(timeline));
      }),
    );
  });
});

function happened({ handlers }: Timeline): string[] {
  return (handlers?.spans ?? [])
    .flatMap(({ start, end }) => [
      { at: start, word: 'Hello' },
      { at: end, word: 'Goodbye' },
    ])
    .toSorted((a, b) => a.at - b.at || a.word.localeCompare(b.word))
    .map(({ word }) => word);
}

function unfold(order: string): string[] {
  const pairs = order.replaceAll(/\(([^)]*)\) x(\d+)/g, (_, pair: string, count: string) =>
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

describe('printedOrder', () => {
  const [burst] = judge(recording([wall({ calls: 2 })])).bursts;
  const order = (printed: readonly ('Hello' | 'Goodbye')[]): string | undefined =>
    burst && printedOrder({ ...burst, printed: printed.map((word, at) => ({ at, word })) }, 'x');

  it('is that in which the server printed the words', () => {
    expect(order(['Hello', 'Goodbye', 'Hello', 'Goodbye'])).toBe(
      'the server printed (Hello Goodbye) x2',
    );
    expect(order(['Hello', 'Hello', 'Goodbye'])).toBe('the server printed Hello x2 Goodbye');
  });

  it('is undefined if it printed neither', () => {
    expect(order([])).toBeUndefined();
    expect(burst && printedOrder(burst, 'x')).toBeUndefined();
  });
});
