import { describe, expect, it } from 'vitest';
import { orderLikelihood } from '../../../../src/core/judge/timing/order.ts';
import { isAnswered } from '../../../../src/core/invocation.ts';
import { buildProfile } from '../../../../src/core/judge/timing/profile.ts';
import { isNonEmpty } from '../../../../src/core/statistics.ts';
import { took } from '../../../helpers/runs/bursts.ts';

const inOrder = (calls: number): number[] => Array.from({ length: calls }, (_, call) => call);

/** In order, but the call in this place comes back first. */
const firstIs = (place: number, calls: number): number[] => [
  place,
  ...inOrder(calls).filter((call) => call !== place),
];

/** In order, except for so many swapped pairs of neighbors at the beginning. */
const swapped = (pairs: number, calls: number): number[] =>
  inOrder(calls).map((call) => (call < 2 * pairs ? call + (call % 2 === 0 ? 1 : -1) : call));

/** How probable this order of answers is, compared with any order. Calls are numbered as they were sent. */
function times(order: readonly number[]) {
  // Calls that are sent one after the other, and come back a second later at the earliest.
  const durations = order.map((_, call) => 1_000 + 10 * order.indexOf(call) - call);
  const answered = took(...durations)
    .filter(isAnswered)
    .map((one, call) => ({ ...one, sentAt: one.sentAt + call, receivedAt: one.receivedAt + call }));
  if (!isNonEmpty(answered)) throw new Error('expected calls');
  const { serial, queued, unordered } = orderLikelihood(buildProfile(answered, [1_000]));
  return { serial: serial / unordered, queued: queued / unordered, unordered };
}

function expectTimes(order: readonly number[], serial: number, queued: number): void {
  const found = times(order);
  expect(Number(found.serial.toPrecision(3))).toBe(serial);
  expect(Number(found.queued.toPrecision(3))).toBe(queued);
}

describe('the order sent', () => {
  it('says nothing with fewer than four calls', () => {
    expectTimes(inOrder(3), 1, 1);
    expectTimes(inOrder(4), 367, 25.1);
  });

  it('suggests a queue, and more so one with a single worker', () => {
    expectTimes(inOrder(8), 1_080, 44);
    expectTimes(inOrder(20), 2_300, 59.6);
  });

  it('is kept by the queues of 70 % of servers, so another order hardly rules one out', () => {
    expectTimes(inOrder(8).toReversed(), 0.3, 0.3);
  });

  it('is rare for calls that do not wait, though not as rare as by chance', () => {
    expect(times(inOrder(20)).unordered).toBeCloseTo(0.00197, 5);
  });
});

describe('nearly the order sent', () => {
  it('suggests one worker if few neighbors changed places', () => {
    expectTimes(swapped(1, 8), 114, 35.6);
  });

  it('suggests several workers if many did', () => {
    expectTimes(swapped(3, 8), 1.09, 6.21);
    expectTimes(swapped(6, 12), 1.94, 13.7);
  });

  it('has a correlation above 0.9', () => {
    // 0.93 and 0.88
    expect(times(firstIs(3, 10)).serial).toBeGreaterThan(50);
    expectTimes(firstIs(4, 10), 5.53, 31.5);
  });
});
