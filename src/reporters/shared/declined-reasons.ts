import type { AnswerTrait, DeclinedReason, FittedKind } from '../../core/reason.ts';
import { sanitizeLine } from '../../core/sanitize.ts';
import type { Failure, FailureShape } from '../../core/timeline/failures.ts';
import { counted, formatFactor, formatMs, formatRatio, formatSpread, sentence } from './format.ts';
import type { WordTable } from './word-table.ts';

/** Why no verdict was reached. */
export const DECLINED: WordTable<DeclinedReason> = {
  'no-burst': () => 'No burst was fired.',
  'not-measured': ({ problem }) => sentence(`the check stopped: ${sanitizeLine(problem)}`),
  'server-gone': ({ burst, calls }) =>
    `The server went away: it had answered, but then all ${calls} calls of burst ${burst} were refused or cut off, and a single call after them, too.`,
  'none-answered': ({ calls, throttled, failure }) =>
    `All ${calls} calls ${throttled > 0 ? 'were throttled or failed' : 'failed'}${because(failure)}.`,
  'mostly-failed': ({ calls, answered, failure }) =>
    `Only ${answered} of ${counted(calls, 'call')} ${answered === 1 ? 'was' : 'were'} answered. The rest failed${because(failure)}.`,
  'all-hang': ({ calls, soloMs }) =>
    `None of the ${calls} calls was answered before the timeout, although a solo call takes ${formatMs(soloMs)}: they wait for each other (a deadlock, as when a server calls itself), or the server hangs.`,
  'too-few-answered': ({ calls, answered }) =>
    calls === 1
      ? 'A single call has no other to overlap with.'
      : `Only ${answered} of ${counted(calls, 'call')} was answered, and it takes two to overlap.`,
  'handlers-too-short': ({ handlerMs }) =>
    `Handlers of ${formatMs(handlerMs)} are too short to see whether they overlap.`,
  'calls-too-short': ({ soloMs }) =>
    `A solo call takes ${formatMs(soloMs)}, too short to tell waiting from the time that sending and sockets take.`,
  'no-baseline': ({ peak }) =>
    peak === undefined
      ? 'The target does not report when it handled each call, and there is no warm solo call to compare with.'
      : `Up to ${peak} calls were in progress together, but there is no warm solo call to compare with.`,
  'idle-between-calls': () =>
    'No two calls overlapped, but the target was idle between them, so no call had to wait.',
  'cold-starts-apart': ({ cold, calls }) =>
    `No two calls overlapped, but ${cold} of ${counted(calls, 'call')} waited for ${cold === 1 ? 'its instance' : 'their instances'} to start, so nothing shows that they waited for each other.`,
  'too-few-apart': ({ handlerMs, jitterMs }) =>
    `No two calls overlapped, but handlers take ${formatMs(handlerMs)}, and the time around them varies by ${formatMs(jitterMs)} even in solo calls, so that may be chance.`,
  'handled-outside-flight': () =>
    'An instance reports handling calls outside the time they were in flight.',
  'client-too-slow': ({ sentWithinMs, late, calls }) =>
    `Sending took ${formatMs(sentWithinMs)}, so ${late} of ${counted(calls, 'call')} ${late === 1 ? 'was' : 'were'} sent only after the first answer: they were never all in flight together.`,
  'answers-too-close': ({ close, calls }) =>
    `The throughput is that of one call at a time, but ${close} of ${calls} answers came at nearly the same moment as others, which one worker cannot do.`,
  'faster-than-serial': ({ speedUp }) =>
    `The times look like one call at a time, but ${formatRatio(speedUp)} calls were done in the time of a solo call, so part of each call overlaps with others.`,
  'steps-vary': ({ soloMs, leastMs, mostMs }) =>
    `The calls came back one by one, ${formatSpread({ least: leastMs, most: mostMs })} apart, although a solo call takes ${formatMs(soloMs)}: something other than one queue sets the pace, or other work slowed the solo calls.`,
  'first-too-late': ({ firstMs, soloMs }) =>
    `Even the first call took ${formatMs(firstMs)}, although a solo call takes at most ${formatMs(soloMs)}: calls slow each other or all had to wait, which no plain queue does.`,
  'one-of-several': ({ idle }) =>
    `The calls came back one at a time, but ${moreProcesses(idle)} got none of them.`,
  'busy-or-limited': ({ busyAfterMs }) =>
    `The calls came back one by one, but a solo call after a pause takes ${formatMs(busyAfterMs)} less than one that follows another at once. So the server stays busy after it has answered, as with a background task, or a rate limiter holds calls back.`,
  'answers-too-soon': ({ soon, calls }) =>
    `The throughput is that of calls that slow each other, but ${soon} of ${calls} came back as soon as a solo call: nothing slowed those. The number of workers may have changed during the burst.`,
  'kinds-not-separable': ({ kinds: [one, other], soloMs }) =>
    `The response times fit both ${FITTED[one]} and ${FITTED[other]}; solo calls took ${formatSpread(soloMs)}.`,
  'no-model-fits': ({ soloMs }) =>
    `The response times fit no queue and no shared core; solo calls took ${formatSpread(soloMs)}.`,
  'other-work': ({ fast, calls, fastMs }) =>
    `${fast} of ${counted(calls, 'call')} ${fast === 1 ? 'was' : 'were'} answered in ${formatMs(fastMs)}, far faster than any solo call, so they did other work: a cache, or a refusal with a normal status.`,
  'other-answers': ({ trait, other, calls }) =>
    `${other} of ${counted(calls, 'answer')} ${other === 1 ? 'has' : 'have'} ${OTHER_TRAIT[trait]}, so ${other === 1 ? 'that call' : 'those calls'} did other work.`,
  tickets: ({ calls }) =>
    `${calls === 1 ? 'The answer is' : `All ${calls} answers are`} "202 Accepted", so the server does the work after it has answered, and the times do not show it.`,
  'baseline-cold': () =>
    'Calls of the burst were answered far faster than every solo call, so the solo calls were not warm.',
  paced: ({ stepMs, perSecond, soloMs }) =>
    `One call came back every ${formatMs(stepMs)}, slower than a solo call (${formatMs(soloMs)}): a rate limiter lets ${formatRatio(perSecond)} calls a second through, so this does not show how many may run at a time.`,
  'sizes-disagree': ({ calls, otherCalls }) =>
    `Bursts of ${calls} and ${otherCalls} calls give different results.`,
  'one-size-only': ({ slowdown }) =>
    `All calls came back late together, after ${formatFactor(slowdown)} the duration of a solo call: contention or a constant delay. Only a burst of another size can tell.`,
  batches: ({ calls, otherCalls, size }) =>
    `The answers came back in groups, and later in the burst of ${calls} calls than in that of ${otherCalls}: the server handles calls in batches${size === undefined ? '' : ` of ${size}`}.`,
  'bursts-disagree': ({ kinds }) => `The bursts disagree: ${kinds.join(', ')}.`,
  'stopped-answering': ({ earlier, kind, burst, failed, calls, failure }) =>
    `Burst ${earlier} was ${kind}, but ${failed} of the ${calls} calls of burst ${burst} failed${because(failure)}.`,
  'others-in-flight': ({ others }) =>
    `Calls waited, but ${counted(others, 'call')} of other requests to the same host ${others === 1 ? 'was' : 'were'} in flight meanwhile and may have gone first.`,
  'browser-hides-sending': () =>
    "This browser does not report when calls left it (Resource Timing), so its own delay cannot be separated from the service's.",
  'browser-sent-one-by-one': ({ sameUrl }) =>
    sameUrl
      ? 'The browser sent the calls one after the other, so no two could meet at the service. This says nothing about the service.'
      : 'Each call was sent only after the one before was answered, so no two could meet at the service.',
};

const OTHER_TRAIT: Readonly<Record<AnswerTrait, string>> = {
  status: 'another status than the solo calls',
  type: 'another media type than the solo calls',
  keys: 'other fields than the solo calls, and came much sooner',
  size: 'another size than the solo calls, and came much sooner',
};

const FITTED: Readonly<Record<FittedKind, string>> = {
  serial: 'one call at a time',
  overlapping: 'several calls at a time',
  contended: 'calls that share a core or a lock',
};

const SHAPE: Readonly<Record<FailureShape['ended'], (after: string) => string>> = {
  'at-once': (after) => `, each after only ${after}`,
  'after-the-same-time': (after) => `, each after ${after}, as if a timeout ended their wait`,
};

/** `: status 500: ...`; empty if nothing is known. */
export function because(failure: Failure | undefined): string {
  if (failure === undefined) return '';
  const { message, shape } = failure;
  return `: ${sanitizeLine(message)}${shape === undefined ? '' : SHAPE[shape.ended](formatMs(shape.afterMs))}`;
}

/** `1 more server process`, `2 more server processes` */
export function moreProcesses(count: number): string {
  return `${count} more server ${count === 1 ? 'process' : 'processes'}`;
}
