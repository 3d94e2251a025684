import type { Fact } from '../diagnosis.ts';
import type { Evidence } from '../evidence.ts';
import type { Found, Signs } from './signs.ts';

// Calls wait because of this client itself.

/** If the client spoiled the verdict, nothing is known of the server. */
export const CLIENT_SIGNS: readonly Signs[] = [
  { cause: 'client-too-slow', find: clientTooSlow, ruledOut: [] },
];

function clientTooSlow({ verdict, timeline, ownCores = 0 }: Evidence): Found | undefined {
  if (verdict.kind !== 'inconclusive') return undefined;
  const busy: Fact[] = ownCores < BUSY ? [] : [{ code: 'client-busy', cores: ownCores }];
  for (const reason of verdict.reasons) {
    if (reason.code === 'client-too-slow') {
      const { late, calls, sentWithinMs } = reason;
      return { seen: [{ code: 'sent-late', late, calls, sentWithinMs }, ...busy] };
    }
  }
  const { stalled } = timeline;
  if (stalled === undefined || stalled.answers < SPOILED * timeline.answered.length)
    return undefined;
  const { ms: stalledMs, answers } = stalled;
  // The server may be at fault, too: its answers may have come late anyway.
  return { seen: [{ code: 'client-stalled', stalledMs, answers }, ...busy], certainty: 'likely' };
}

/** If fewer answers came while the client was stalled, the times of the others show how they came. */
const SPOILED = 0.5;

/** One thread sends and reads everything: if it uses this share of a core, it has hardly any time left. */
const BUSY = 0.8;
