import { defined } from '../../defined.ts';
import { durationMs } from '../../invocation.ts';
import { UNSLOWED } from '../../timeline/failures.ts';
import type { Fact } from '../diagnosis.ts';
import type { Evidence } from '../evidence.ts';
import type { Found, Signs } from './signs.ts';

// Programs that refuse calls themselves, as their own error pages show.

export const REFUSAL_SIGNS: readonly Signs[] = [
  {
    cause: 'server-limit',
    find: refusedByUvicorn,
    ruledOut: ['route-lock', 'one-client', 'rate'],
  },
];

/** Uvicorn refuses calls only because of --limit-concurrency (Uvicorn docs, "Settings", resource limits). */
function refusedByUvicorn(evidence: Evidence): Found | undefined {
  const { timeline, connectionLimit } = evidence;
  const { refusedBy, soloMs, answered } = timeline;
  if (refusedBy?.program !== 'uvicorn' || soloMs === undefined) return undefined;
  // If others waited, something else holds them up.
  if (answered.some((call) => durationMs(call) > UNSLOWED * soloMs)) return undefined;
  const isSeen = connectionLimit !== undefined && connectionLimit <= timeline.calls;
  return {
    seen: refusedByFact(evidence),
    // If its setting can't be seen, something else may imitate its answer.
    certainty: isSeen ? 'sure' : 'likely',
  };
}

/** Who refused the calls, or how, if their answers show it. */
export function refusedByFact({ timeline, connectionLimit, turnedAway }: Evidence): Fact[] {
  const { refusedBy, calls, throttled } = timeline;
  if (turnedAway !== undefined) {
    const { trait, withinMs } = turnedAway;
    return [{ code: 'calls-refused', refused: throttled, calls, otherwise: { trait, withinMs } }];
  }
  if (refusedBy === undefined) return [];
  const limit = refusedBy.program === 'uvicorn' ? connectionLimit : undefined;
  return [
    {
      code: 'refused-by',
      program: refusedBy.program,
      refused: refusedBy.calls,
      calls,
      ...defined({ limit }),
    },
  ];
}

/** Whether a proxy refused the calls, not the application behind it. */
export function isRefusedByProxy({ timeline }: Evidence): boolean {
  return timeline.refusedBy?.program === 'nginx';
}
