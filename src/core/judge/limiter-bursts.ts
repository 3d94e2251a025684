import { hasReason } from '../verdict.ts';
import type { DecidedReason } from '../reason.ts';
import { largest } from '../statistics.ts';
import type { DecidedBurst } from './own-queues.ts';

/** Calls that come back one by one: how far apart, and how many that lets through in a solo call. */
interface Pace {
  readonly stepMs: number;
  readonly capacity: number;
}

/** A queue for one worker lets two calls through at once only by chance, when its times vary. */
const FREE_OF_A_QUEUE = 2;

/**
 * The same burst, judged as one of a limiter if another burst rules out one worker, or a serial stage: what
 * lets two calls through in a solo call never lets six. A limiter does, until its free calls are used up.
 */
export function preferLimiter(
  counting: DecidedBurst,
  bursts: readonly DecidedBurst[],
): DecidedBurst {
  const pace = counting.verdict.reasons.flatMap((reason) => paceIn(reason) ?? [])[0];
  if (pace === undefined) return counting;
  const free = largest(bursts.map(freeCalls)) ?? 0;
  if (free <= pace.capacity) return counting;
  const { stepMs } = pace;
  return {
    ...counting,
    verdict: {
      kind: 'overlapping',
      workers: { estimate: free, low: free, high: null },
      reasons: [
        { code: 'limiter', free, stepMs, perSecond: 1_000 / stepMs },
        { code: 'instance-unknown' },
      ],
    },
  };
}

function paceIn(reason: DecidedReason): Pace | undefined {
  if (reason.code === 'one-at-a-time') return { stepMs: reason.stepMs, capacity: FREE_OF_A_QUEUE };
  if (reason.code !== 'serial-stage') return undefined;
  return { stepMs: reason.stepMs, capacity: Math.ceil(reason.capacity) };
}

/** How many calls of a burst took no longer than a solo call, as far as its verdict says. */
function freeCalls({ verdict }: DecidedBurst): number {
  const free = verdict.reasons.flatMap((one) => (one.code === 'limiter' ? one.free : []));
  const noneWaited = hasReason(verdict, 'no-call-waited');
  return free[0] ?? (noneWaited ? verdict.workers.low : 0);
}
