import { maskSecrets } from '../core/secrets/secrets.ts';
import { redactCredentials } from '../options/http-options.ts';
import { parseWholeNumber } from '../options/number-options.ts';
import { didYouMean } from '../options/arguments.ts';
import { UsageError } from '../errors.ts';

/** Whether a value is an object, neither `null` nor a list. Callers without types may pass anything. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is a plain object, not an instance of a class; also one of another realm. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The error for a value of another type than expected. */
export function unexpected(name: string, expected: string, received: unknown): UsageError {
  return new UsageError(`${name}: expected ${expected}, received ${describe(received)}`);
}

/** The error for an option that does not exist. */
export function unknownOption(key: string, known: readonly string[]): UsageError {
  const ours = OUR_NAMES.get(key) ?? '';
  const hint = known.includes(ours) ? `did you mean ${ours}?` : didYouMean(key, known);
  return new UsageError(`unknown option ${key}; ${hint ?? 'docs/api.md lists all options'}`);
}

/** Our options by what fetch() and other clients call them. */
const OUR_NAMES: ReadonlyMap<string, string> = new Map([
  ['body', 'data'],
  ['concurrency', 'calls'],
  ['method', 'request'],
  ['url', 'target'],
]);

/**
 * Reads a whole number; the message calls it `name`.
 * @throws UsageError if the value is not a whole number in the range
 */
export function readWholeNumber(
  value: unknown,
  range: { readonly min: number; readonly max: number; readonly name: string },
): number {
  const text = typeof value === 'number' ? String(value) : describe(value);
  return parseWholeNumber(text, range);
}

function describe(value: unknown): string {
  if (value === undefined) return 'none';
  if (typeof value === 'string') return JSON.stringify(maskSecrets(redactCredentials(value)));
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return `${value}`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
