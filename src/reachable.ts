import type { Invocation } from './core/invocation.ts';
import { sanitizeLine } from './core/sanitize.ts';
import { maskTarget, type TargetDescription } from './core/target-description.ts';
import { STILL_ANSWERING } from './core/timeline/failures.ts';
import { TargetError } from './errors.ts';

/** @throws TargetError if every solo call failed. */
export function assertNotAllFailed(
  description: TargetDescription,
  solo: readonly Invocation[],
): void {
  if (solo.length === 0 || solo.some(({ outcome }) => outcome !== 'failed')) return;
  const problem = errorText(solo.at(-1)?.error);
  throw new TargetError(`every solo call of ${nameOf(description)} failed: ${problem}`);
}

/**
 * If the first call does not even get through, there is nothing to measure.
 * @throws TargetError then.
 */
export function assertReachable(description: TargetDescription, first: Invocation): void {
  const { outcome, status, error } = first;
  const code = error?.code ?? '';
  if (outcome !== 'failed' || status !== undefined || isTransient(code)) return;
  if (code === STILL_ANSWERING && description.until === undefined) {
    throw new TargetError(
      `${nameOf(description)} is up: ${errorText(error)} (a stream, or a long download). Judge by when answers begin with --until first-byte, or raise --timeout`,
    );
  }
  const advice = [ADVICE[code], apiUrlAdvice(description)].filter(Boolean);
  const problem = UNREACHABLE[code] ?? errorText(error);
  throw new TargetError([`cannot call ${nameOf(description)}: ${problem}`, ...advice].join('. '));
}

function nameOf(description: TargetDescription): string {
  const { url, path, name = 'the target' } = maskTarget(description);
  return url ?? path ?? name;
}

const UNREACHABLE: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name does not resolve',
  EAI_AGAIN: 'the name does not resolve right now',
};

const ADVICE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Start the server or fix the address',
  ENOTFOUND: 'Fix the address',
  EAI_AGAIN: 'Fix the address or try again',
  timeout: 'If it is only slow, raise --timeout',
  'connect-timeout': 'Is it running, and does a firewall let calls through?',
};

/** A single connection may be lost by chance. If all are, the end of the solo calls reports it. */
function isTransient(code: string): boolean {
  return code === 'ECONNRESET' || code === 'answer-incomplete';
}

/** A stack names AWS's own address even if an emulator created it. */
function apiUrlAdvice({ kind }: TargetDescription): string | undefined {
  return kind === 'deployed'
    ? 'If the API is at another address, give that address with --api-url'
    : undefined;
}

function errorText(error: Invocation['error']): string {
  return sanitizeLine(error?.message ?? 'no answer');
}
