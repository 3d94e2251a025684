import { defined } from '../defined.ts';
import type { JudgedProbe } from './probes.ts';
import { isLeftToOne, OPENED, type Reference } from './variant-evidence.ts';

/** How calls went that all had the same session, while those of the check had none. */
export interface SessionEvidence {
  readonly calls: number;
  /** Whether they ran one at a time, and only because of what they had in common. */
  readonly isSerial: boolean;
  /** How many calls got done at a time that had a session each, if those were tried. */
  readonly own?: number;
  /** Whether those were clearly more. */
  readonly isOpen: boolean;
}

/** What calls with sessions show that answers had opened; `undefined` if none were made. */
export function sessionEvidence(
  probes: readonly JudgedProbe[],
  reference: Reference,
): SessionEvidence | undefined {
  const shared = probes.find(({ fired }) => fired.probe === 'shared-session');
  if (shared === undefined) return undefined;
  const { calls, speedUp = 1 } = shared.timeline;
  const own = probes.find(({ fired }) => fired.probe === 'other-sessions')?.timeline;
  const atATime = own && Math.min(own.speedUp ?? 0, own.answered.length);
  return {
    calls,
    isSerial: isSerial(shared, reference),
    isOpen: atATime !== undefined && atATime >= OPENED * speedUp,
    ...defined({ own: atATime }),
  };
}

function isSerial(shared: JudgedProbe, reference: Reference): boolean {
  const { timeline, verdict } = shared;
  const { speedUp = 1, stalled } = timeline;
  if (verdict.kind !== 'serial' || stalled !== undefined) return false;
  const without = reference.timeline.speedUp ?? 0;
  return without >= OPENED * speedUp && !isLeftToOne(shared, reference);
}
