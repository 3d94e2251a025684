import { groupBy } from '../group-by.ts';
import type { Answered } from '../invocation.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { isProcessName } from './name-processes.ts';
import type { Sighting } from './observed.ts';

/**
 * For how long each process left a connection that waited after its answer to the call before, ms: from one call of the
 * process to the next. At least so long, since the looks say when a connection was last seen waiting. Negative if it had
 * accepted that before, and minus infinity if it never was seen to wait.
 */
export function leftAfterAnswers({ answered }: Timeline, { outside = [] }: Sighting): number[] {
  const leftUntil = new Map(outside.map(({ call, notAcceptedUntil }) => [call, notAcceptedUntil]));
  const ofProcesses = answered.filter(({ served }) => isProcessName(served?.instance));
  return [...groupBy(ofProcesses, ({ served }) => served?.instance).values()].flatMap((calls) =>
    inOrder(calls).flatMap(({ call }, index, all) => {
      const before = all[index - 1];
      return before === undefined ? [] : (leftUntil.get(call) ?? -Infinity) - before.receivedAt;
    }),
  );
}

function inOrder(calls: readonly Answered[]): readonly Answered[] {
  return calls.toSorted((a, b) => a.receivedAt - b.receivedAt);
}
