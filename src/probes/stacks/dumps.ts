import { setTimeout as pause } from 'node:timers/promises';
import { isNonEmpty } from '../../core/statistics.ts';
import type { StacksMissing, StackTool } from '../../core/why/stacks.ts';
import { monotonicMs } from '../../observe/this-machine.ts';
import { Quiet } from './quiet.ts';
import { countPlaces } from './count-places.ts';
import type { Sample } from './place.ts';
import type { Reason, Sampling, SamplingOptions } from './sampling.ts';

/** Asks a process for its stacks once. */
export type Dump = (signal: AbortSignal) => Promise<Sample | { readonly missing: Reason }>;

/** A tool that is asked for the stacks of a process again and again. */
export interface Dumper {
  readonly pid: number;
  readonly tool: StackTool;
  readonly dump: Dump;
}

/** Asks once while no call is in flight, and then, when the calls are released, again and again. */
export async function startDumps(
  { pid, tool, dump }: Dumper,
  { samples: most, everyMs, signal, quiet = new Quiet() }: SamplingOptions,
): Promise<Sampling | StacksMissing> {
  const before = await dump(signal);
  if (isMissing(before)) return { pid, tool, reason: before.missing };
  const ending = new AbortController();
  const samples: Sample[] = [];
  let reason: Reason = 'failed';
  let done = Promise.resolve();

  const over = AbortSignal.any([ending.signal, signal]);

  const sampleOn = async (): Promise<void> => {
    while (!over.aborted && samples.length < most) {
      const began = monotonicMs();
      const sample = await quiet.disturb(() => dump(signal));
      // One that came while calls ended may show a server at rest.
      if (over.aborted && samples.length > 0) return;
      if (isMissing(sample)) {
        reason = sample.missing;
        return;
      }
      samples.push(sample);
      await resting(everyMs - (monotonicMs() - began), over);
    }
  };

  return {
    released: () => {
      done = resting(everyMs, over).then(sampleOn);
    },
    end: async () => {
      ending.abort();
      await done;
      return isNonEmpty(samples)
        ? { pid, tool, samples: samples.length, places: countPlaces(samples, before) }
        : { pid, tool, reason };
    },
  };
}

function isMissing(dumped: Awaited<ReturnType<Dump>>): dumped is { readonly missing: Reason } {
  return 'missing' in dumped;
}

/** Resolves after a pause, or when it is over. */
async function resting(ms: number, over: AbortSignal): Promise<void> {
  await pause(Math.max(0, ms), undefined, { signal: over }).catch(() => {});
}
