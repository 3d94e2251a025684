import { expect, it } from 'vitest';
import { largerThan, moreBursts, moreCalls } from '../../src/core/remedy.ts';

it('more bursts are at least five, and twice as many as were fired', () => {
  expect(moreBursts(2)).toEqual({ code: 'more-bursts', bursts: 5 });
  expect(moreBursts(5)).toEqual({ code: 'more-bursts', bursts: 10 });
});

it('more calls are at least twice as many as were tried, up to the most there can be', () => {
  expect(moreCalls(10, 48)).toEqual({ code: 'more-calls', calls: 48 });
  expect(moreCalls(30, 48)).toEqual({ code: 'more-calls', calls: 60 });
  expect(moreCalls(6_000)).toEqual({ code: 'more-calls', calls: 10_000 });
  expect(moreCalls(10_000)).toEqual({ code: 'another-size' });
  expect([largerThan(9_999), largerThan(10_000)]).toEqual([10_000, undefined]);
});
