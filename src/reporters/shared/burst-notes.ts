import type { Burst } from '../../core/run.ts';
import { largest, sum } from '../../core/statistics.ts';
import { splitService } from '../../core/timeline/service-times.ts';
import type { TargetDescription } from '../../core/target-description.ts';
import type { Timeline } from '../../core/timeline/timeline.ts';
import { counted, formatMs } from './format.ts';
import { coldWords } from './phrases.ts';

/** Lines about a burst's cold starts, its bill and its clock, as far as they are known. */
export function burstNotes(burst: Burst, target: TargetDescription | undefined): string[] {
  const { timeline } = burst;
  const onThisMachine = target?.kind === 'local'; // there is only one clock
  return [
    coldWords(timeline),
    coldPartsWords(timeline),
    billedWords(timeline),
    serviceWords(timeline),
    http2Words(target),
    onThisMachine ? undefined : clockWords(burst),
  ].flatMap((line) => line ?? []);
}

/** `median cold call: 310 ms queued + 120 ms init + 1.00 s handler + 8 ms other`; `undefined` if unknown. */
export function coldPartsWords({ temperature }: Timeline): string | undefined {
  const parts = temperature?.parts;
  if (parts === undefined) return undefined;
  const { waitedMs, initMs, handlingMs, otherMs } = parts;
  const queued = waitedMs === undefined ? '' : `${formatMs(waitedMs)} queued + `;
  return `median cold call: ${queued}${formatMs(initMs)} init + ${formatMs(handlingMs)} handler + ${formatMs(otherMs)} other`;
}

/** `server clock 73 +/- 2.0 ms ahead`, of the client's; `undefined` if there is no single server clock. */
export function clockWords({ epoch, timeline }: Burst): string | undefined {
  const clocks = timeline.handlers?.clocks;
  if (clocks?.state !== 'one-clock' || epoch === undefined) return undefined;
  const aheadMs = clocks.offsetMs - epoch;
  const way = aheadMs < 0 ? 'behind' : 'ahead';
  return `server clock ${plusMinus(Math.abs(aheadMs), clocks.uncertaintyMs)} ${way}`;
}

/** `73 +/- 152 ms`, `1.21 s +/- 2.0 ms`. */
function plusMinus(ms: number, uncertaintyMs: number): string {
  const [value, uncertainty] = [formatMs(ms), formatMs(uncertaintyMs)];
  const [number = '', unit] = value.split(' ');
  return `${uncertainty.endsWith(` ${unit}`) ? number : value} +/- ${uncertainty}`;
}

/** `HTTP/2 on 2 connections; the server allows 128 streams on each`; `undefined` over HTTP/1.1. */
function http2Words(target: TargetDescription | undefined): string | undefined {
  if (target?.http2 === undefined) return undefined;
  const { connections = 1, streamLimit } = target.http2;
  const limit =
    streamLimit === undefined
      ? ''
      : `; the server allows ${counted(streamLimit, 'stream')} on each`;
  return `HTTP/2 on ${counted(connections, 'connection')}${limit}`;
}

/**
 * `the server took 301 ms (median) by its headers; ...`; `undefined` if no header says, or if
 * something better does.
 */
function serviceWords({ answered, handlers }: Timeline): string | undefined {
  const split = splitService(answered);
  const reported = answered.some(({ served }) => served?.report !== undefined);
  if (split === undefined || handlers !== undefined || reported) return undefined;
  const { serviceMs, mostOutsideMs } = split;
  return `the server took ${formatMs(serviceMs)} (median) by its headers; calls spent up to ${formatMs(mostOutsideMs)} waiting or on the way`;
}

/** `billed 12.4 s for 10 calls, 256 MB, at most 84 MB used`; `undefined` if Lambda reports nothing. */
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
