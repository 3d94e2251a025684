import type { CheckOptions } from './check-options.ts';
import { isObject, unexpected } from './received.ts';

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

const WORDS = "a list of words such as ['node', 'server.mjs']";

/** @throws UsageError if the signal, a callback or the region has another type than expected */
export function assertHooks({ signal, onProgress, onNotice, region }: CheckOptions): void {
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw unexpected('signal', 'an AbortSignal', signal);
  }
  for (const [name, hook] of Object.entries({ onProgress, onNotice })) {
    if (hook !== undefined && typeof hook !== 'function') {
      throw unexpected(name, 'a function', hook);
    }
  }
  if (region !== undefined && typeof region !== 'string') {
    throw unexpected('region', 'text', region);
  }
}
