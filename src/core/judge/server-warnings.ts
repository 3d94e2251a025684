import { defined } from '../defined.ts';
import { durationMs } from '../invocation.ts';
import { errorLine, type ServerReport } from '../timeline/server-report.ts';
import { serviceTimesOf } from '../timeline/service-times.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { BurstWarning, RunWarning } from '../warning.ts';

/** Warnings about a server that was started for the run: it ended, or its calls failed. */
export function serverWarnings(server: ServerReport | undefined): RunWarning[] {
  if (server === undefined) return [];
  const { ended, lastLines = [] } = server;
  const line = errorLine(lastLines);
  if (ended !== undefined) {
    return [{ code: 'server-ended', ...ended, ...defined({ line }), remedies: [] }];
  }
  return line === undefined ? [] : [{ code: 'server-error', line, remedies: [] }];
}

/** A warning if the headers of an answer disagree about how long the server took. */
export function serverTimesConflict({ answered }: Timeline): BurstWarning | undefined {
  const conflicts = answered.flatMap(({ served }) =>
    served?.conflictingMs === undefined ? [] : [served.conflictingMs],
  );
  const [conflictingMs] = conflicts;
  if (conflictingMs === undefined) return undefined;
  const answers = conflicts.length;
  return { code: 'server-times-conflict', answers, conflictingMs, remedies: [] };
}

/** A warning if servers claim more time than calls took. */
export function serverTimesTooLong({ answered }: Timeline): BurstWarning | undefined {
  const { tooLong } = serviceTimesOf(answered);
  const [worst] = tooLong.toSorted((a, b) => b.served.serviceMs - a.served.serviceMs);
  if (worst === undefined) return undefined;
  return {
    code: 'server-times-too-long',
    answers: tooLong.length,
    serviceMs: worst.served.serviceMs,
    tookMs: durationMs(worst),
    remedies: [],
  };
}
