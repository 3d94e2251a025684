import type { Observed, Sighting } from '../../core/observed/observed.ts';
import { longestQueues } from '../../core/observed/queues.ts';
import type { Burst, Run } from '../../core/run.ts';
import { largest, sum } from '../../core/statistics.ts';
import { splitService } from '../../core/timeline/service-times.ts';
import type { TargetDescription } from '../../core/target-description.ts';
import type { Timeline } from '../../core/timeline/timeline.ts';
import { counted, formatCores, formatMs } from './format.ts';
import { coldWords } from './phrases.ts';
import { processesWords } from './place.ts';

/** Lines about a burst's cold starts, its bill, its clock and its server, as far as they are known. */
export function burstNotes(
  burst: Burst,
  { target, observed }: Pick<Run, 'target' | 'observed'>,
): string[] {
  const { timeline, observed: sighting } = burst;
  const onThisMachine = target?.kind === 'local'; // there is only one clock
  return [
    repeatsWords(burst),
    coldWords(timeline),
    coldPartsWords(timeline),
    billedWords(timeline),
    serviceWords(timeline),
    http2Words(target),
    onThisMachine ? undefined : clockWords(burst),
    sighting && queueWords(sighting),
    sighting && usageWords(sighting, observed),
  ].flatMap((line) => line ?? []);
}

/** `fired twice, 20 calls in all, because this process was stalled the first time`; `undefined` if it was not. */
function repeatsWords({ repeats, timeline }: Burst): string | undefined {
  if (repeats === undefined) return undefined;
  const all = counted((repeats + 1) * timeline.calls, 'call');
  const [times, before] =
    repeats === 1 ? ['twice', 'the first time'] : [`${repeats + 1} times`, 'before'];
  return `fired ${times}, ${all} in all, because this process was stalled ${before}`;
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

/** `up to 6 connections waited to be accepted, 4 requests were accepted but unread`; `undefined` if none did. */
export function queueWords(sighting: Sighting): string | undefined {
  const { notAccepted, unread } = longestQueues(sighting);
  const words = [
    notAccepted === 0 ? '' : `${counted(notAccepted, 'connection')} waited to be accepted`,
    unread === 0
      ? ''
      : `${counted(unread, 'request')} ${unread === 1 ? 'was' : 'were'} accepted but unread`,
  ].filter(Boolean);
  return words.length === 0 ? undefined : `up to ${words.join(', ')}`;
}

/** `uvicorn (pid 4711) used 2.1 % of a core, 5 threads, 44 MB`; `undefined` if that was not measured. */
export function usageWords(sighting: Sighting, observed: Observed | undefined): string | undefined {
  const busy = sighting.processes.filter(({ calls }) => calls > 0);
  const described = busy.flatMap(
    ({ pid }) => observed?.processes.find((one) => one.pid === pid) ?? [],
  );
  const cores = busy.flatMap((one) => one.cores ?? []);
  if (cores.length === 0 || cores.length < busy.length || described.length < busy.length) {
    return undefined;
  }
  const each = busy.length === 1 ? '' : ' each';
  const threads = largest(busy.flatMap((one) => one.threads ?? []));
  const memoryMb = largest(busy.flatMap((one) => one.memoryMb ?? []));
  return [
    `${processesWords(described, 1)} used ${formatCores(sum(cores))}`,
    threads === undefined ? '' : `${counted(threads, 'thread')}${each}`,
    memoryMb === undefined ? '' : `${memoryMb.toFixed(0)} MB${each}`,
    ownWords(sighting),
  ]
    .filter(Boolean)
    .join(', ');
}

/** From here on the check itself may have taken processor time from the server, cores. */
const OWN_CORES = 0.5;

function ownWords({ ownCores = 0 }: Sighting): string {
  return ownCores < OWN_CORES ? '' : `and this check ${formatCores(ownCores)}`;
}
