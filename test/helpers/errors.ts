import { expect } from 'vitest';
import { UsageError } from '../../src/errors.ts';

/** Runs `act`, expects a UsageError with a message of one line, and returns that message. */
export function usageErrorOf(act: () => unknown): string {
  let thrown: unknown;
  try {
    act();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(UsageError);
  const message = thrown instanceof UsageError ? thrown.message : '';
  expect(message).toMatch(/^[^\n\r]+$/);
  return message;
}
