import type { Choice } from '../core/recorded/choice.ts';
import { defined } from '../core/defined.ts';
import { addScheme } from '../options/request/scheme.ts';
import { isObject, isRecord, unexpected, unknownOption } from './received.ts';

/**
 * The target as text.
 * @throws UsageError if it is neither a string nor a URL
 */
export function readTarget(target: unknown): string {
  if (typeof target === 'string') return target;
  // Not instanceof: a page or a test's sandbox has another URL class.
  if (isObject(target) && typeof target['href'] === 'string') return target['href'];
  throw unexpected('target', "one target such as 'http://localhost:3000/ping'", target);
}

/**
 * The targets of a scan as text.
 * @throws UsageError if there is none, or if one is neither a string nor a URL
 */
export function readTargets(target: unknown): readonly string[] {
  if (!Array.isArray(target)) return [readTarget(target)];
  if (target.length > 0) return target.map(readTarget);
  throw unexpected('target', 'one target or several', target);
}

/** A name that may stand in braces. */
const NAME = /^[A-Za-z_][\w-]*$/;

/**
 * The lists of values to try, as `NAME=V1,V2`.
 * @throws UsageError if they are not lists, or if a value could not be typed in one
 */
export function readLists(scan: unknown): readonly string[] {
  if (scan === undefined) return [];
  if (!isRecord(scan)) {
    throw unexpected('scan', 'lists of values by name, such as { workers: [1, 2, 4] }', scan);
  }
  return Object.entries(scan).map(([name, values]) => {
    if (!NAME.test(name)) throw unexpected('scan', 'a name such as workers', name);
    if (!Array.isArray(values)) throw unexpected(`scan ${name}`, 'a list of values', values);
    return `${name}=${values.map((value: unknown) => scanValue(name, value)).join(',')}`;
  });
}

function scanValue(name: string, value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw unexpected(`scan ${name}`, 'text or numbers', value);
  if (value.includes(',') || value.trim() !== value) {
    throw unexpected(`scan ${name}`, 'values without commas and outer spaces', value);
  }
  return value;
}

/**
 * The command, if there is one.
 * @throws UsageError if it is not a list of words
 */
export function readCommand(command: unknown): readonly string[] | undefined {
  if (command === undefined) return undefined;
  if (!Array.isArray(command)) throw unexpected('command', WORDS, command);
  return command.map((word: unknown) => {
    if (typeof word === 'string') return word;
    throw unexpected('command', `${WORDS}, each text`, word);
  });
}

/**
 * Which request of a recording to judge.
 * @throws UsageError if an option is unknown, or if its value has another type than expected
 */
export function readChoice(options: unknown): Choice {
  if (!isObject(options)) {
    throw unexpected('options', "an object such as { target: '/ping' }", options);
  }
  const { target, request, ...others } = options;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw unknownOption(unknown, ['target', 'request']);
  if (request !== undefined && typeof request !== 'string') {
    throw unexpected('request', 'a method such as POST', request);
  }
  return defined({
    target: target === undefined ? undefined : addScheme(readTarget(target)),
    method: request?.toUpperCase(),
  });
}

const WORDS = "a list of words such as ['node', 'server.mjs']";

const CALLBACKS = ['onProgress', 'onNotice', 'onRow', 'onCell'];

/** @throws UsageError if the signal, a callback or the region has another type than expected */
export function assertHooks(options: object): void {
  const given: Readonly<Record<string, unknown>> = { ...options };
  const { signal, region } = given;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw unexpected('signal', 'an AbortSignal', signal);
  }
  for (const name of CALLBACKS) {
    const callback = given[name];
    if (callback !== undefined && typeof callback !== 'function') {
      throw unexpected(name, 'a function', callback);
    }
  }
  if (region !== undefined && typeof region !== 'string') {
    throw unexpected('region', 'text', region);
  }
}
