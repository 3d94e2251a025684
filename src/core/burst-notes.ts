import { counted, formatMs } from './format.ts';
import { coldWords } from './phrases.ts';
import type { Burst } from './run.ts';
import { largest, sum } from './statistics.ts';
import type { TargetDescription } from './target-description.ts';
import type { Timeline } from './timeline/timeline.ts';

/** What there is to say beneath a burst besides the order of its calls, a line each. */
export function burstNotes(burst: Burst, target: TargetDescription | undefined): string[] {
  const { timeline } = burst;
  const onThisMachine = target?.kind === 'local'; // there is but one clock, and nothing to say of it
  return [
    coldWords(timeline),
    coldPartsWords(timeline),
    billedWords(timeline),
    onThisMachine ? undefined : clockWords(burst),
  ].flatMap((line) => line ?? []);
}

/** `a cold call: 310 ms before its init, init 120 ms, handling 1.00 s, rest 8.1 ms`: medians. */
export function coldPartsWords({ coldParts }: Timeline): string | undefined {
  if (coldParts === undefined) return undefined;
  const { waitedMs, initMs, handlingMs, restMs } = coldParts;
  const waited = waitedMs === undefined ? '' : `${formatMs(waitedMs)} before its init, `;
  return `a cold call: ${waited}init ${formatMs(initMs)}, handling ${formatMs(handlingMs)}, rest ${formatMs(restMs)}`;
}

/** How far the servers' clock is ahead of the client's, as the windows of all calls bound it. */
export function clockWords({ epoch, timeline }: Burst): string | undefined {
  const { alignment } = timeline;
  if (alignment?.state !== 'one-clock' || epoch === undefined) return undefined;
  const aheadMs = alignment.offsetMs - epoch;
  const sign = aheadMs < 0 ? '-' : '+';
  return `clock of the servers ${sign}${formatMs(Math.abs(aheadMs))}, give or take ${formatMs(alignment.uncertaintyMs)}`;
}

/** `billed 12.4 s for 10 calls, 256 MB, at most 84 MB used`: what Lambda reports of a burst. */
export function billedWords({ answered }: Timeline): string | undefined {
  const reports = answered.flatMap(({ served }) => served?.report ?? []);
  const billed = reports.flatMap(({ billedMs }) => billedMs ?? []);
  if (billed.length === 0) return undefined;
  const memory = largest(reports.flatMap(({ memoryMb }) => memoryMb ?? []));
  const used = largest(reports.flatMap(({ maxMemoryMb }) => maxMemoryMb ?? []));
  return [
    `billed ${formatMs(sum(billed))} for ${counted(billed.length, 'call')}`,
    memory === undefined ? '' : `${memory} MB`,
    used === undefined ? '' : `at most ${used} MB used`,
  ]
    .filter(Boolean)
    .join(', ');
}
