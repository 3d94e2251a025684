import type { CheckOptions } from './check-options.ts';
import { isObject, unexpected } from './received.ts';

/**
 * The target as text.
 * @throws UsageError if it is neither text nor an address
 */
export function readTarget(target: unknown): string {
  if (typeof target === 'string') return target;
  // Not instanceof: a page or a test's sandbox has a URL of its own.
  if (isObject(target) && typeof target['href'] === 'string') return target['href'];
  throw unexpected('target', "one target such as 'http://localhost:3000/ping'", target);
}

/**
 * The command, if there is one.
 * @throws UsageError if it is no list of words
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

/** @throws UsageError if a signal, a function or a region is something else */
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
