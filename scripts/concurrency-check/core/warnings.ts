import { counted, formatMs } from './format.ts';
import type { Invocation } from './invocation.ts';
import { lengthMs } from './overlap.ts';
import { smallest } from './statistics.ts';
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
  const first = smallest(answered.map((call) => call.receivedAt)) ?? 0;
  const stillToSend = answered.filter((call) => call.sentAt >= first).length;
  if (stillToSend === 0) return undefined;
  return {
    code: 'client-too-slow',
    message: `${burst}: sending took ${formatMs(sentWithinMs)}, and ${counted(stillToSend, 'call')} left after the first answer; ask for longer calls or send fewer.`,
  };
}

/** Calls that had an instance each, and yet could not all overlap, since the instances came up late. */
function instancesLate(timeline: Timeline, burst: string): Warning | undefined {
  const { instances = 0, peakOverlap = 0, startedWithinMs = 0, handlings = [] } = timeline;
  const shortestMs = smallest(handlings.map(lengthMs)) ?? 0;
  const anInstanceEach = instances === timeline.answered.length;
  const late = anInstanceEach && peakOverlap < instances && startedWithinMs > shortestMs;
  if (!late) return undefined;
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
