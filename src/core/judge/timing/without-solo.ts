import type { Answered } from '../../invocation.ts';
import type { NonEmpty } from '../../statistics.ts';
import type { Verdict } from '../../verdict.ts';
import { guardModel } from './guards.ts';
import { findPattern } from './patterns.ts';
import { buildProfile } from './profile.ts';
import { findWaves } from './waves.ts';

/** With fewer calls, about 2 in 1,000 bursts whose times vary come back at equal steps by chance. */
const FEWEST_CALLS = 6;

/** If calls are shorter, the steps may come from sockets and schedulers. */
const SHORTEST_MS = 10;

/**
 * The verdict of a burst without solo calls, if it is serial: the first call of a queue is served as if it were
 * alone, and the others follow at steps of the same length. Without a baseline, nothing else can be decided:
 * calls that all come back together may share a core, or may not wait at all.
 */
export function judgeSerialWithoutSolo(answered: NonEmpty<Answered>): Verdict | undefined {
  const { durations, sentLate, sentWithinMs } = buildProfile(answered, [0]);
  const [firstMs = 0] = durations;
  const isMeasured = firstMs >= Math.max(SHORTEST_MS, 2 * sentWithinMs) && sentLate === 0;
  if (answered.length < FEWEST_CALLS || !isMeasured) return undefined;
  const profile = buildProfile(answered, [firstMs, firstMs]);
  const waves = findPattern(profile) === undefined ? findWaves(profile) : undefined;
  if (waves?.seen !== 'waves' || waves.high !== 1) return undefined;
  const serial: Verdict = {
    kind: 'serial',
    workers: { estimate: 1, low: 1, high: 1 },
    reasons: [
      { code: 'one-at-a-time', stepMs: waves.stepMs },
      { code: 'first-for-solo', firstMs },
    ],
  };
  const guarded = guardModel(serial, profile);
  return guarded.kind === 'serial' ? guarded : undefined;
}
