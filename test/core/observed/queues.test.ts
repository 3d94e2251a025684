import { expect, it } from 'vitest';
import { longestQueues } from '../../../src/core/observed/queues.ts';
import type { Sighting } from '../../../src/core/observed/observed.ts';

function queuesOf(...waiting: readonly (readonly [number, number, number])[]): object {
  const sighting: Sighting = {
    looks: 10,
    overMs: 500,
    waiting: waiting.map(([at, notAccepted, unread]) => ({ at, notAccepted, unread })),
    processes: [],
  };
  return longestQueues(sighting);
}

it('the longest queues are those that lasted', () => {
  expect(queuesOf([0, 0, 0], [20, 6, 4], [120, 5, 0])).toEqual({ notAccepted: 6, unread: 4 });
});

it('a queue that grows lasts on', () => {
  expect(queuesOf([0, 3, 0], [20, 4, 0], [40, 5, 0], [60, 0, 0])).toEqual({
    notAccepted: 3,
    unread: 0,
  });
});

it('a connection that only one look finds is no queue', () => {
  expect(queuesOf([0, 0, 0], [20, 1, 2], [40, 0, 0])).toEqual({ notAccepted: 0, unread: 0 });
});

it('a queue may last until the end', () => {
  expect(queuesOf([0, 0, 0], [400, 2, 0])).toEqual({ notAccepted: 2, unread: 0 });
});
