import type { DecidedReason, Reason, SoloTimes } from '../../core/reason.ts';
import { DECLINED, moreProcesses } from './declined-reasons.ts';
import {
  counted,
  formatFactor,
  formatMs,
  formatPercent,
  formatRatio,
  formatSpread,
} from './format.ts';
import { placeWords } from './place.ts';
import { wordsFrom, type WordTable } from './word-table.ts';
import { workerRange } from './worker-count.ts';

/** Why a verdict was reached or not, as a sentence. */
export function reasonWords(reason: Reason): string {
  return wordsFrom<Reason>(WORDS, reason);
}

const IDENTICAL =
  'All requests were identical, so a cache may have answered them, or one run may have served several.';

const DECIDED: WordTable<DecidedReason> = {
  'one-after-another': ({ calls, place }) =>
    `Each of the ${calls} calls started only when the one before had ended, on ${placeWords(place)}.`,
  'slowed-together': ({ peak, slowdown }) =>
    `Up to ${peak} calls were in progress together, but each took ${formatFactor(slowdown)} as long as a solo call: they share a core or a lock.`,
  throughput: ({ rate, speedUp }) =>
    `Throughput was that of ${formatRatio(rate)} calls at a time${speedUp === undefined ? '' : ` (speed-up ${formatRatio(speedUp)})`}, so the overlap is not real parallelism.`,
  'ran-together': ({ kind, place, mostOnOne, slowdown }) => {
    const took =
      slowdown === undefined
        ? 'took no longer than a solo call'
        : `took ${formatFactor(slowdown)} as long as a solo call`;
    const on = `The calls were in progress together on ${placeWords(place)}`;
    if (kind === 'concurrent') {
      return `${on} and ${took}${slowdown === undefined ? ': their waits interleave' : ''}.`;
    }
    const each =
      mostOnOne === 1 ? 'at most one at a time on each' : `up to ${mostOnOne} at a time on one`;
    return `${on}, ${each}, and ${took}.`;
  },
  'all-at-once': ({ calls, atFullSpeed }) =>
    `All ${calls} ran at once${limitFrom(calls, atFullSpeed)}`,
  'first-over-before-last': ({ peak, calls, startedWithinMs }) =>
    `At most ${peak} of ${calls} ran at once: the first had ended before the last started, ${formatMs(startedWithinMs)} later.`,
  'sent-slowly': ({ peak, calls, startedWithinMs, atFullSpeed }) =>
    `At most ${peak} of ${calls} ran at once, but none waited: they were sent over ${formatMs(startedWithinMs)}${limitFrom(peak, atFullSpeed)}`,
  'limit-reached': ({ peak, waiting }) =>
    `${peak} ran at once while the other ${counted(waiting, 'call')} waited, so the limit is ${peak}.`,
  'uneven-load': ({ peak }) =>
    `At most ${peak} ran at once, and fewer while calls still waited: the load is spread unevenly.`,
  'speed-up-too-high': ({ speedUp, soloMs }) =>
    `The speed-up of ${formatRatio(speedUp)} does not count: solo calls${soloMs === undefined ? '' : ` of ${formatMs(soloMs)}`} spent much of their time outside the handler.`,
  'speed-up-too-low': ({ speedUp, makespanMs }) =>
    `The speed-up is only ${formatRatio(speedUp)}: the burst spent part of its ${formatMs(makespanMs)} outside the handlers.`,
  'within-one-environment': ({ maxConcurrency }) =>
    `One environment takes ${maxConcurrency === undefined ? 'several calls' : `up to ${counted(maxConcurrency, 'call')}`} at a time here (Managed Instances), so this overlap is not scaling out.`,
  'instances-named': ({ instances }) =>
    instances === 1
      ? 'A response header names one instance, so the calls ran concurrently.'
      : `A response header names ${instances} instances, so the calls ran in parallel.`,
  'processes-seen': ({ processes }) =>
    processes === 1
      ? 'One process accepted all calls (seen on this machine), so they ran concurrently.'
      : `${processes} processes accepted the calls (seen on this machine), so they ran in parallel.`,
  'idle-processes': ({ idle }) =>
    `${moreProcesses(idle)} got no calls, so the upper limit stays open.`,
  'one-call-per-environment': () =>
    'Each environment of this function runs one call at a time, so the calls ran on several.',
  'refused-at-limit': ({ throttled, limit }) =>
    `${counted(throttled, 'call')} ${throttled === 1 ? 'was' : 'were'} refused because ${limit} may run at a time, so the limit is ${limit}.`,
  'instance-unknown': () =>
    'Timing alone cannot tell concurrent from parallel. Name the instance in a response header (--instance-header).',
  'instance-unrecorded': () =>
    'Timing alone cannot tell concurrent from parallel; let this check fire the calls to see which instance serves them.',
  'identical-requests': () => `${IDENTICAL} Put {n} into the URL to make them differ.`,
  'identical-recorded': () =>
    `${IDENTICAL} Record requests that differ, or let this check fire them.`,
  'no-call-waited': ({ slowdown }) =>
    `No call waited: the slowest took ${formatFactor(slowdown)} as long as a solo call.`,
  'one-at-a-time': ({ stepMs }) =>
    `The calls came back one at a time, about ${formatMs(stepMs)} apart: each waited for the one before.`,
  'first-for-solo': ({ firstMs }) =>
    `There is no solo call, but the first answer took as long as each step (${formatMs(firstMs)}), so that call had not waited.`,
  waves: ({ sizes, stepMs, queues }) => {
    const why =
      queues === 'shared'
        ? 'the others waited in a queue'
        : 'each worker has its own queue, and the calls were spread unevenly';
    return `The calls came back in waves of ${firstSizes(sizes)}, about ${formatMs(stepMs)} apart: ${why}.`;
  },
  groups: ({ size, stepMs, soloMs }) =>
    `The calls came back in groups of ${size}, ${formatMs(stepMs)} apart, but a solo call takes ${formatMs(soloMs)}: ${
      stepMs > soloMs
        ? 'workers stay busy after they answer, or a limiter lets that many through at a time'
        : 'only that part of a call is limited, or a limiter lets that many through at a time'
    }. So more may run at once.`,
  'slots-slow-each-other': ({ slots, slowdown }) =>
    `${slots} calls run at a time and slow each other: each took ${formatFactor(slowdown)} as long as a solo call.`,
  'serial-stage': ({ stepMs, soloMs, capacity }) =>
    `The calls came back one by one, ${formatMs(stepMs)} apart, but a solo call takes ${formatMs(soloMs)}: about ${formatMs(stepMs)} of each call run one at a time (capacity ${formatRatio(capacity)} calls), or a limiter starts a call that often.`,
  limiter: ({ free, stepMs, perSecond }) =>
    `${free} calls ran at once, then one came back every ${formatMs(stepMs)}: a rate limiter lets ${formatRatio(perSecond)} calls a second through. It does not say how many may run at a time.`,
  'busy-after-answer': ({ busyAfterMs }) =>
    `A solo call that follows another at once takes ${formatMs(busyAfterMs)} longer than one after a pause, so the server stays busy after it has answered, as with a background task.`,
  'limiter-or-queue': ({ free, stepMs, perSecond }) =>
    `${free} calls ran at once, then one came back every ${formatMs(stepMs)}, the time of a solo call: one worker had its own long queue, or a rate limiter lets ${formatRatio(perSecond)} calls a second through.`,
  'burst-overhead': ({ slowdown }) =>
    `All calls came back together, the last after ${formatFactor(slowdown)} the duration of a solo call: overhead of the load, not queueing.`,
  'late-together': ({ slowdown }) =>
    `All calls came back late together, after ${formatFactor(slowdown)} the duration of a solo call: they share a core or a lock (processor sharing).`,
  fitted: ({ workers, solo }) => {
    const range = workers.high === null ? `${workers.low} or more` : workerRange(workers);
    return `${whyFitted(solo)}: only ${range} workers reproduce the times.`;
  },
  'fitted-serial': ({ solo }) =>
    `${whyFitted(solo)}: only one call at a time reproduces the times.`,
  'fitted-sharing': ({ workers }) =>
    `All calls came back late together, as if they shared ${workers === 1 ? 'one core or a lock' : `${workers} cores`}; no queue reproduces that (processor sharing).`,
  'fitted-unlimited': ({ solo }) =>
    `There is no sign that a call waited: they took as long as solo calls (${formatSpread(solo)}).`,
  'until-first-byte': ({ workers, slowdown }) =>
    `Judged by when answers begin, not by when they end: the target admits ${workerRange(workers)} at a time${streamsWords(slowdown)}.`,
  'streams-admitted': ({ streams }) =>
    streams === 1
      ? 'Each stream began only after the one before had ended.'
      : `${counted(streams, 'stream')} were in progress while the other calls waited for one to end.`,
  'second-size': ({ calls }) => `A burst of ${calls} calls confirms this.`,
  'other-size-differs': ({ calls, other }) =>
    `A burst of ${calls} calls gives ${workerRange(other)} instead, so the upper limit stays open.`,
  'limit-unconfirmed': ({ low, high }) =>
    `The times fit a limit of ${workerRange({ low, high })}, but the calls did not come back in the order sent, and no burst of another size confirms it. So the upper limit stays open.`,
  'uneven-queues': ({ least, most }) =>
    `Each queue got between ${least} and ${most} calls, which is less even than chance explains. Some workers may have got none, so the upper limit stays open.`,
  'queue-may-hide': ({ workers, chance }) =>
    `If each worker has its own queue, ${workers + 1} workers look like ${workers} with a chance of ${formatPercent(chance)}, so the upper limit stays open. More calls settle it.`,
  'larger-may-show': ({ upTo }) =>
    `To look for the limit, send more calls: -n auto${upTo === undefined ? '' : `:${upTo}`}.`,
  'larger-undecided': ({ calls }) =>
    `The times of a burst of ${calls} calls fit no model, so the upper limit stays open.`,
  'constant-delay': ({ delayMs, calls }) =>
    `Each call took ${formatMs(delayMs)} longer than a solo call, with ${calls} calls as with others: a constant delay, not queueing.`,
  'pool-grows': ({ from, to }) =>
    `The number of workers grew between bursts: ${workerRange(from)} at first, ${workerRange(to)} later. The pool grows with the load, or its workers were still starting.`,
  'refused-beyond': ({ calls }) =>
    `With ${calls} calls, some were refused, so the limit is below that.`,
  'hangs-beyond': ({ calls }) =>
    `Of ${calls} calls, none was answered before the timeout, so the limit is below that: beyond it, calls wait for each other (a deadlock).`,
  'other-bursts': ({ kind, cold, bursts, believed }) => {
    const were =
      bursts.length === 1 ? `Burst ${bursts[0]} was` : `Bursts ${bursts.join(', ')} were`;
    return `${were} ${kind}${cold ? ', with cold instances' : ''}; burst ${believed} counts.`;
  },
  'interval-of-all-bursts': ({ last, all }) =>
    `The last burst alone gives ${workerRange(last)}; all bursts that count give ${workerRange(all)}.`,
};

const WORDS: WordTable<Reason> = { ...DECIDED, ...DECLINED };

/** Why the number of workers could not be read off the times. */
function whyFitted(times: SoloTimes): string {
  const simulated = 'so the count was fitted by simulation';
  const solo = formatSpread(times);
  if (times.steady) {
    return `Solo calls are steady (${solo}), but the burst did not come back in even waves, ${simulated}`;
  }
  return times.least === times.most
    ? `The only solo call took ${solo}, which does not show how much calls vary, ${simulated}`
    : `Solo calls vary (${solo}), ${simulated}`;
}

/** What calls that ran together say of the limit; slowed ones get less done than as many at full speed. */
function limitFrom(together: number, atFullSpeed: number | undefined): string {
  if (atFullSpeed === undefined) return `, so the limit is ${together} or higher.`;
  return `. Slowed like this, they get no more done than ${atFullSpeed} at full speed, so the limit is ${atFullSpeed} or higher.`;
}

/** Streams this many times slower than solo ones are as fast, by the noise of networks. */
const SLOWED = 1.2;

function streamsWords(slowdown: number | undefined): string {
  if (slowdown === undefined) return '';
  return slowdown < SLOWED
    ? ', and the streams do not slow each other'
    : `, and each stream is ${formatRatio(slowdown)} times slower than a solo one`;
}

/** More waves than this are not listed. */
const MOST_LISTED = 6;

function firstSizes(sizes: readonly number[]): string {
  return sizes.slice(0, MOST_LISTED).join(', ') + (sizes.length > MOST_LISTED ? ', ...' : '');
}
