import type { Invocation } from './core/invocation.ts';
import { sanitizeLine } from './core/sanitize.ts';
import type { TargetDescription } from './core/target-description.ts';
import { TargetError } from './errors.ts';
import type { Target } from './targets/target.ts';

/** @throws TargetError if every solo call failed. */
export function assertNotAllFailed(solo: readonly Invocation[]): void {
  if (solo.length === 0 || solo.some(({ outcome }) => outcome !== 'failed')) return;
  throw new TargetError(`every solo call failed: ${errorText(solo.at(-1)?.error)}`);
}

/** If the first call does not even get through, there is nothing to measure. */
export function assertReachable({ description }: Target, first: Invocation): void {
  const { outcome, status, error } = first;
  const code = error?.code ?? '';
  if (outcome !== 'failed' || status !== undefined || isTransient(code)) return;
  const advice = [ADVICE[code], apiUrlAdvice(description)].filter(Boolean);
  const problem = UNREACHABLE[code] ?? errorText(error);
  const { url, path, name = 'the target' } = description;
  throw new TargetError([`cannot call ${url ?? path ?? name}: ${problem}`, ...advice].join('. '));
}

const UNREACHABLE: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name does not resolve',
  EAI_AGAIN: 'the name does not resolve right now',
};

const ADVICE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Start the server or fix the address',
  ENOTFOUND: 'Fix the address',
  EAI_AGAIN: 'Fix the address or try again',
  timeout: 'Is it running? If it is only slow, raise --timeout',
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
