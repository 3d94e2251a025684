import type { Invocation } from '../invocation.ts';
import type { DeclinedReason } from '../reason.ts';

/** How a call ends that reaches no server: refused, or cut off without an answer. */
const LOST: readonly (string | undefined)[] = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'];

/** Whether every call was lost, so there may be no server any more. */
export function areLost(invocations: readonly Invocation[]): boolean {
  return (
    invocations.length > 0 &&
    invocations.every(({ outcome, error }) => outcome === 'failed' && LOST.includes(error?.code))
  );
}

/** Calls of a run, in the order in which they were made. */
interface Calls {
  readonly solo: readonly Invocation[];
  readonly bursts: readonly { readonly invocations: readonly Invocation[] }[];
  readonly soloAfter?: readonly Invocation[];
}

/** Whether the last burst may have found no server, although an earlier call was answered. */
export function mayBeGone({ solo, bursts }: Calls): boolean {
  const [last, ...earlier] = bursts.toReversed();
  const before = [...solo, ...earlier.flatMap(({ invocations }) => invocations)];
  return areLost(last?.invocations ?? []) && before.some(({ outcome }) => outcome === 'answered');
}

/**
 * The reason if the server went away: all calls of the last burst were lost, and even a single call after
 * it. A server that only has too many calls serves that one.
 */
export function serverGone(calls: Calls): DeclinedReason | undefined {
  if (!mayBeGone(calls) || !areLost(calls.soloAfter ?? [])) return undefined;
  const lost = calls.bursts.at(-1)?.invocations.length ?? 0;
  return { code: 'server-gone', burst: calls.bursts.length, calls: lost };
}
