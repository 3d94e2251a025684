import { expect, it } from 'vitest';
import { outsideParts } from '../../../src/core/observed/outside-parts.ts';
import type { Sighting } from '../../../src/core/observed/observed.ts';

type Outside = NonNullable<Sighting['outside']>;

function partsOf(...outside: Outside): object {
  const parts = outsideParts({ looks: 9, overMs: 900, waiting: [], processes: [], outside });
  return Object.fromEntries(parts);
}

it('a call waits to be accepted, and then to be read', () => {
  expect(
    partsOf(
      { call: 0, notAcceptedUntil: 200, unreadUntil: 300 },
      { call: 2, notAcceptedUntil: 50 },
      { call: 3, unreadUntil: 50 },
    ),
  ).toEqual({ 0: { acceptedAt: 200, readAt: 300 }, 2: { acceptedAt: 50 }, 3: { readAt: 50 } });
});

it('what a look found on its way did not wait', () => {
  expect(partsOf({ call: 0, notAcceptedUntil: 49.9 }, { call: 1, unreadUntil: 49.9 })).toEqual({});
});

it('nothing is known of a burst that was not watched', () => {
  expect(outsideParts(undefined).size).toBe(0);
});
