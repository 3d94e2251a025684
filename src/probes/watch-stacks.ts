import { defined } from '../core/defined.ts';
import type { Run } from '../core/run.ts';
import { largestBursts } from '../core/timeline/timeline.ts';
import type { Probe } from '../core/why/probes.ts';
import type { RunContext } from '../run-context.ts';
import type { Quiet } from './stacks/quiet.ts';
import type { Sampling } from './stacks/sampling.ts';
import { isGone, startSampling } from './stacks/start-sampling.ts';

/** Enough samples to distinguish what is always there from what passes. */
const SAMPLES = 10;
/** A sample takes some tens of ms, in which it stops a thread or two. */
const LEAST_PAUSE_MS = 50;
/** The workers of a server all do the same, so a few are enough. */
const MOST_PROCESSES = 3;

/** The stacks of a server while the calls of a burst wait. */
interface StacksWatch {
  /** The calls were released. */
  readonly released: () => void;
  readonly end: () => Promise<Pick<Probe, 'stacks' | 'stacksMissing'>>;
}

/** Begins to sample the stacks of the processes that served a run, for a burst of `calls` calls. */
export async function watchStacks(
  run: Run,
  calls: number,
  { signal, quiet }: Pick<RunContext, 'signal'> & { readonly quiet: Quiet },
): Promise<StacksWatch> {
  const processes = (run.observed?.processes ?? []).filter(({ proxy }) => proxy !== true);
  const everyMs = Math.max(LEAST_PAUSE_MS, expectedMs(run, calls) / SAMPLES);
  const options = { samples: SAMPLES, everyMs, signal, quiet };
  const started = await Promise.all(
    processes.slice(0, MOST_PROCESSES).map((one) => startSampling(one, options)),
  );
  const samplings = started.filter((one): one is Sampling => one !== undefined && 'end' in one);
  const missing = started.flatMap((one) => (one !== undefined && 'reason' in one ? [one] : []));
  return {
    released: () => samplings.forEach((sampling) => sampling.released()),
    end: async () => {
      const ended = await Promise.all(samplings.map((sampling) => sampling.end()));
      const stacks = ended.flatMap((one) => ('places' in one ? [one] : []));
      const failed = [...missing, ...ended.flatMap((one) => ('reason' in one ? [one] : []))].map(
        (one) => (isGone(one.pid) ? { ...one, reason: 'ended' as const } : one),
      );
      return defined({
        stacks: stacks.length === 0 ? undefined : stacks,
        stacksMissing: failed.length === 0 ? undefined : failed,
      });
    },
  };
}

/** How long such a burst is likely to take, ms: as long for each call as the largest of the run. */
function expectedMs({ bursts }: Run, calls: number): number {
  const { makespanMs = 0, calls: before = 1 } = largestBursts(bursts).at(-1)?.timeline ?? {};
  return (makespanMs * calls) / before;
}
