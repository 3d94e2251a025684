import type { DecidedReason } from '../reason.ts';
import { largest } from '../statistics.ts';
import type { DecidedBurst } from './second-size.ts';

type Stage = Extract<DecidedReason, { code: 'serial-stage' }>;

/**
 * The same burst, judged as one of a limiter if another burst rules out a serial stage: a stage that lets two
 * calls through in a solo call never lets six. A limiter does, until its free calls are used up.
 */
export function preferLimiter(
  counting: DecidedBurst,
  bursts: readonly DecidedBurst[],
): DecidedBurst {
  const stage = counting.verdict.reasons.find(isStage);
  if (stage === undefined) return counting;
  const free = largest(bursts.map(freeCalls)) ?? 0;
  if (free <= Math.ceil(stage.capacity)) return counting;
  const { stepMs } = stage;
  return {
    ...counting,
    verdict: {
      ...counting.verdict,
      workers: { estimate: free, low: free, high: null },
      reasons: [
        { code: 'limiter', free, stepMs, perSecond: 1_000 / stepMs },
        ...counting.verdict.reasons.filter((reason) => !isStage(reason)),
      ],
    },
  };
}

function isStage(reason: DecidedReason): reason is Stage {
  return reason.code === 'serial-stage';
}

/** How many calls of a burst took no longer than a solo call, as far as its verdict says. */
function freeCalls({ verdict }: DecidedBurst): number {
  const free = verdict.reasons.flatMap((one) => (one.code === 'limiter' ? one.free : []));
  const noneWaited = verdict.reasons.some(({ code }) => code === 'no-call-waited');
  return free[0] ?? (noneWaited ? verdict.workers.low : 0);
}
