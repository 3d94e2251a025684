import { hasReason } from '../../verdict.ts';
import type { Cause } from '../diagnosis.ts';
import type { Evidence } from '../evidence.ts';
import { idleFact, isSlowedDown } from '../limit-evidence.ts';
import { isLockSeen } from '../places.ts';
import { isPrompt } from '../probe-evidence.ts';
import { runsOneThreadAtATime } from '../signs/core-signs.ts';

// What is left if calls get slower together, and no cause is certain.

/** What calls that get slower together may share: a lock, the interpreter, or the cores. */
export function contending(evidence: Evidence): readonly Cause[] {
  if (idleFact(evidence) !== undefined) return contendingIdle(evidence);
  const mayTakeTurns = evidence.machine?.processes.some(runsOneThreadAtATime) !== false;
  const isLocked = isLockSeen(evidence.probes);
  return [
    ...(isSlowedDown(evidence.timeline) ? locksOf(evidence) : isLocked ? LOCKED : []),
    ...(mayTakeTurns ? (['interpreter-lock'] as const) : []),
    ...(isLocked && mayTakeTurns ? [] : (['cores-full'] as const)),
  ];
}

/** What a server that hardly computes may make calls wait for. Calls of a batch come back together, too. */
function contendingIdle({ verdict }: Evidence): readonly Cause[] {
  const mayBeBatch = hasReason(verdict, 'late-together');
  return [
    'event-loop-blocked',
    'route-lock',
    'server-lock',
    ...(mayBeBatch ? (['batching'] as const) : []),
  ];
}

const LOCKED: readonly Cause[] = ['route-lock'];

/** The locks that calls may ask for again and again, which takes time from the one that holds it. */
function locksOf({ probes }: Evidence): readonly Cause[] {
  return isPrompt(probes) ? LOCKED : [...LOCKED, 'server-lock'];
}
