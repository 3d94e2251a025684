import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  mostBusyInstances,
  mostOnOneInstance,
  sureSpans,
  type HandlerSpan,
} from '../../../src/core/timeline/handler-spans.ts';
import { peakOverlap } from '../../../src/core/timeline/overlap.ts';

function on(instance: string, ...spans: readonly (readonly [number, number])[]): HandlerSpan[] {
  return spans.map(([start, end], call) => ({ call, instance, start, end }));
}

const handlings = fc.array(
  fc
    .record({
      start: fc.nat({ max: 500 }),
      tookMs: fc.integer({ min: 1, max: 300 }),
      instance: fc.constantFrom('a', 'b', 'c'),
    })
    .map(({ start, tookMs, instance }) => ({ call: 0, instance, start, end: start + tookMs })),
  { maxLength: 15 },
);

describe('sureSpans', () => {
  it('believes the clock of one instance as it is', () => {
    const one = on('a', [0, 100], [99.5, 200]);
    expect(peakOverlap(sureSpans(one))).toBe(2);
  });

  it('does not believe an overlap between instances below the step of their clocks', () => {
    const several = [...on('a', [0, 100.9]), ...on('b', [100, 200])];
    expect(peakOverlap(several)).toBe(2);
    expect(peakOverlap(sureSpans(several))).toBe(1);
  });

  it('never trims a call away', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1e5, noNaN: true }), (length) => {
        for (const { start, end } of sureSpans([...on('a', [0, length]), ...on('b', [0, 1])])) {
          expect(end).toBeGreaterThan(start);
        }
      }),
    );
  });
});

describe('mostOnOneInstance', () => {
  it.each([
    ['nothing', [], 0],
    ['one at a time', on('a', [0, 100], [100, 200]), 1],
    ['two of one and one of another', [...on('a', [0, 100], [50, 150]), ...on('b', [0, 100])], 2],
  ])('of %s', (_, all, most) => {
    expect(mostOnOneInstance(all)).toBe(most);
  });
});

describe('mostBusyInstances', () => {
  it.each([
    ['nothing', [], 0],
    ['one instance with many calls', on('a', [0, 100], [0, 100], [50, 150]), 1],
    ['two at once', [...on('a', [0, 100]), ...on('b', [50, 150])], 2],
    ['two that take turns', [...on('a', [0, 100]), ...on('b', [100, 200])], 1],
    [
      'one that rests while the other works',
      [...on('a', [0, 100], [200, 300]), ...on('b', [110, 190])],
      1,
    ],
  ])('of %s', (_, all, most) => {
    expect(mostBusyInstances(all)).toBe(most);
  });
});

describe('any handlings', () => {
  it('have no more instances at work, nor calls on one, than overlap in all', () => {
    fc.assert(
      fc.property(handlings, (all) => {
        const peak = peakOverlap(all);
        expect(mostBusyInstances(all)).toBeLessThanOrEqual(peak);
        expect(mostOnOneInstance(all)).toBeLessThanOrEqual(peak);
        expect(peakOverlap(sureSpans(all))).toBeLessThanOrEqual(peak);
      }),
    );
  });
});
