import { describe, expect, it } from 'vitest';
import { countPlaces } from '../../../src/probes/stacks/count-places.ts';
import type { Sample } from '../../../src/probes/stacks/place.ts';

/** `thread: line` of each thread that was somewhere. */
const sampleOf = (lines: Readonly<Record<string, number>>): Sample =>
  Object.entries(lines).map(([thread, line]) => ({
    thread,
    place: { file: 'app.py', line, function: 'work', ownCode: true, onEventLoop: false },
  }));

const counted = (samples: readonly Sample[], before: Sample = []) =>
  countPlaces(samples, before).map(({ line, share, threads }) => [line, share, threads]);

describe('places in the code', () => {
  it('are counted by samples, and the most threads there at a time', () => {
    const samples = [{ a: 5, b: 5, c: 6 }, { a: 6, b: 5 }, { c: 6 }, {}].map(sampleOf);
    expect(counted(samples)).toEqual([
      [6, 0.75, 1],
      [5, 0.5, 2],
    ]);
  });

  it('do not count for a thread that was there before any call was', () => {
    const before = sampleOf({ main: 1, a: 5 });
    expect(counted([sampleOf({ main: 1, a: 6, b: 5 })], before)).toEqual([
      [6, 1, 1],
      [5, 1, 1],
    ]);
  });

  it('are ten at most', () => {
    const lines = Object.fromEntries(Array.from({ length: 12 }, (_, nth) => [`t${nth}`, nth + 1]));
    expect(counted([sampleOf(lines)])).toHaveLength(10);
  });
});
