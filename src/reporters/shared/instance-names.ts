import { isAnswered } from '../../core/invocation.ts';
import type { Run } from '../../core/run.ts';

/** Short names (A to Z, then AA) and indexes of instances, by their full names. */
export type InstanceNames = ReadonlyMap<string, { readonly name: string; readonly index: number }>;

/** The calls whose instances are named. */
interface Named {
  readonly solo: Run['solo'];
  readonly bursts: readonly Pick<Run['bursts'][number], 'invocations'>[];
}

/** Names the instances of a run in the order in which they served their first call. */
export function nameInstances({ solo, bursts }: Named): InstanceNames {
  const names = new Map<string, { name: string; index: number }>();
  for (const calls of [solo, ...bursts.map(({ invocations }) => invocations)]) {
    const met = calls
      .filter(isAnswered)
      .toSorted(
        (a, b) => (a.served?.startedAt ?? a.receivedAt) - (b.served?.startedAt ?? b.receivedAt),
      );
    for (const { served } of met) {
      if (served?.instance === undefined || names.has(served.instance)) continue;
      names.set(served.instance, { name: letters(names.size), index: names.size });
    }
  }
  return names;
}

function letters(index: number): string {
  const last = String.fromCodePoint(65 + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}
