import { counted, formatMs } from './format.ts';
import type { Invocation } from './invocation.ts';
import { warmSolo, type Timeline } from './timeline.ts';
import type { Verdict } from './verdict.ts';

/** Why a number could mislead, and what to do about it. */
export interface Warning {
  readonly code: WarningCode;
  readonly message: string;
}

export type WarningCode =
  | 'bursts-differ'
  | 'client-too-slow'
  | 'clocks-differ'
  | 'cold-baseline'
  | 'failed'
  | 'instances-late'
  | 'throttled';

/** What is to be said of one burst. */
export function burstWarnings(timeline: Timeline, burst: string): Warning[] {
  return [
    failed(timeline, burst),
    throttled(timeline, burst),
    clientTooSlow(timeline, burst),
    instancesLate(timeline, burst),
    clocksDiffer(timeline, burst),
  ].filter((warning) => warning !== undefined);
}

/** What is to be said of the solo calls. */
export function soloWarnings(solo: readonly Invocation[]): Warning[] {
  if (solo.length === 0 || warmSolo(solo).length > 0) return [];
  const message =
    'Every solo call was cold or failed, so that there is no speed-up; add warm ones with --solo.';
  return [{ code: 'cold-baseline', message }];
}

/** What is to be said where one burst is judged unlike another. */
export function burstsDiffer(verdicts: readonly Verdict[]): Warning[] {
  const kinds = verdicts.map(({ kind }) => kind);
  if (new Set(kinds).size < 2) return [];
  const message = `The bursts were judged differently (${kinds.join(', ')}); repeat with more of them: -b 5.`;
  return [{ code: 'bursts-differ', message }];
}

function failed({ failed: count, calls }: Timeline, burst: string): Warning | undefined {
  if (count === 0) return undefined;
  return {
    code: 'failed',
    message: `${burst}: ${count} of ${counted(calls, 'call')} failed and are not counted as served.`,
  };
}

function throttled({ throttled: count, calls }: Timeline, burst: string): Warning | undefined {
  if (count === 0) return undefined;
  return {
    code: 'throttled',
    message: `${burst}: ${count} of ${counted(calls, 'call')} were refused (throttled); the limit that refused them lies below ${calls}.`,
  };
}

function clientTooSlow(timeline: Timeline, burst: string): Warning | undefined {
  const { answered, sentWithinMs } = timeline;
  const first = answered.reduce((least, call) => Math.min(least, call.receivedAt), Infinity);
  const stillToSend = answered.filter((call) => call.sentAt >= first).length;
  if (stillToSend === 0) return undefined;
  return {
    code: 'client-too-slow',
    message: `${burst}: sending took ${formatMs(sentWithinMs)}, and ${counted(stillToSend, 'call')} left after the first answer; ask for longer calls or send fewer.`,
  };
}

/** Calls that had an instance to themselves, and yet could not overlap since it came up late. */
function instancesLate(timeline: Timeline, burst: string): Warning | undefined {
  const { instances, peakOverlap, startedWithinMs, answered, handlings } = timeline;
  if (instances === undefined || peakOverlap === undefined || startedWithinMs === undefined) return;
  const shortest = (handlings ?? []).reduce(
    (least, { start, end }) => Math.min(least, end - start),
    Infinity,
  );
  if (peakOverlap >= instances || instances < answered.length || startedWithinMs < shortest) return;
  return {
    code: 'instances-late',
    message: `${burst}: ${instances} instances arrived over ${formatMs(startedWithinMs)}, longer than a call takes; longer calls, or a warm burst, show how many run together.`,
  };
}

function clocksDiffer({ alignment }: Timeline, burst: string): Warning | undefined {
  if (alignment?.state !== 'clock-per-instance') return undefined;
  return {
    code: 'clocks-differ',
    message: `${burst}: the instances' clocks disagree; each was set by the time in which its calls were out, so that the overlap is approximate.`,
  };
}
