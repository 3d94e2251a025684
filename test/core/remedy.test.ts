import { expect, it } from 'vitest';
import { moreBursts } from '../../src/core/remedy.ts';

it('more bursts are at least five, and twice as many as were fired', () => {
  expect(moreBursts(2)).toEqual({ code: 'more-bursts', bursts: 5 });
  expect(moreBursts(5)).toEqual({ code: 'more-bursts', bursts: 10 });
});
