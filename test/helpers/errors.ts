import { expect } from 'vitest';
import { UsageError } from '../../src/errors.ts';

/** The message of the UsageError that it ends with: one line, that says something. */
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
