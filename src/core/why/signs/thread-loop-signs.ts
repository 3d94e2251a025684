import { mostNotAccepted, mostUnread, type Evidence } from '../evidence.ts';
import { exactly, idleFact, limitOf } from '../limit-evidence.ts';
import { bystanderFact } from '../probe-evidence.ts';
import { loopThreads } from '../thread-names.ts';
import type { Found, Signs } from './signs.ts';

// Threads of one process that run an event loop each, and serve one call each if that blocks them.

export const THREAD_LOOP_SIGNS: readonly Signs[] = [
  {
    cause: 'event-loop-blocked',
    find: blockedThreads,
    ruledOut: ['cpu', 'this-client'],
  },
];

function blockedThreads(evidence: Evidence): Found | undefined {
  const { machine, probes } = evidence;
  const limit = limitOf(evidence);
  const idle = idleFact(evidence);
  if (machine === undefined || limit === undefined || idle === undefined) return undefined;
  const threads = loopThreads(machine);
  const requests = mostUnread(machine) + mostNotAccepted(machine);
  if (threads === undefined || exactly(limit) !== threads) return undefined;
  if (requests === 0 || !isLeftOutside(evidence)) return undefined;
  return {
    seen: [
      ...bystanderFact(probes),
      { code: 'loops-unread', threads, requests },
      idle,
      { code: 'other-limit', what: 'connections' },
    ],
    certainty: 'likely',
    atATime: threads,
  };
}

/** Whether another path waited, too, before it was read. With a lock or a limit in the code, free loops read on. */
function isLeftOutside({ probes, timeline }: Evidence): boolean {
  const { reaction, read } = probes.bystander ?? {};
  return reaction === 'waited' && read !== true && timeline.throttled === 0;
}
