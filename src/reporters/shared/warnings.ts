import type { ComparisonCell } from '../../core/comparison.ts';
import type { Held } from '../../core/recorded/recorded-by.ts';
import type { LambdaThrottleReason } from '../../core/timeline/throttling.ts';
import { groupBy } from '../../core/group-by.ts';
import { sanitizeLine } from '../../core/sanitize.ts';
import type { BurstWarning, RunWarning, Warning } from '../../core/warning.ts';
import { counted, formatMs, formatRatio, sentence } from './format.ts';
import { modeWords } from './phrases.ts';
import type { RunsInput } from './report-input.ts';
import { because } from './declined-reasons.ts';
import { remedyWords, type Medium } from './remedies.ts';
import { wordsFrom, type WordTable } from './word-table.ts';

type AnyWarning = BurstWarning | RunWarning;
type Throttled = Extract<BurstWarning, { code: 'throttled' }>;

/** A warning in whole sentences: what happened, and what to do; with the bursts it is about. */
export function warningWords(warning: Warning): string {
  const [first = '', ...more] = warningSentences(warning);
  const { bursts } = 'bursts' in warning ? warning : {};
  if (bursts === undefined) return [first, ...more].join(' ');
  const about = `${bursts.length === 1 ? 'Burst' : 'Bursts'} ${bursts.join(', ')}`;
  return [`${about}: ${first}`, ...more].join(' ');
}

/** The same for a reader who sees a single burst. */
export function burstWarningWords(warning: Warning, medium: Medium): string {
  return warningSentences(warning, medium).join(' ');
}

function warningSentences(warning: Warning, medium?: Medium): string[] {
  return [
    sentence(wordsFrom<AnyWarning>(WORDS, warning)),
    ...warning.remedies.map((remedy) => sentence(remedyWords(remedy, medium))),
  ];
}

const WORDS: WordTable<AnyWarning> = {
  interrupted: ({ finished }) => interruptionWords(finished, 'burst'),
  'why-interrupted': ({ finished }) =>
    `interrupted while looking for the cause${finished === 0 ? '' : `, after ${counted(finished, 'burst')} for that`}; the verdict is complete`,
  'held-back': heldWords,
  'left-out': ({ calls }) => leftOutWords(calls),
  'browser-cache': ({ answers }) =>
    `${counted(answers, 'answer')} came from the browser's own cache, not from the server, so ${answers === 1 ? 'it does' : 'they do'} not count`,
  followers: ({ followers, calls }) =>
    `${followers} of ${counted(calls, 'call')} ${followers === 1 ? 'does' : 'do'} not count: ${followers === 1 ? 'it was' : 'they were'} sent later, while others were in flight, as when a client sends its next call after an answer`,
  'other-calls': ({ calls }) =>
    `${counted(calls, 'call')} of other requests ${calls === 1 ? 'is' : 'are'} in the file, too, and ${calls === 1 ? 'does' : 'do'} not count. To judge another request, give its URL after the file`,
  'cold-baseline': () =>
    'every solo call was cold, refused or failed, so there is no baseline for the speed-up',
  'no-instance-header': ({ header, candidates }) => {
    const others =
      candidates.length === 0
        ? 'none of their other headers looks like the name of an instance'
        : `other headers that might name it: ${candidates.join(', ')}`;
    return `no answer has the header ${sanitizeLine(header)}, so the instance is unknown; ${sanitizeLine(others)}`;
  },
  'busy-machine': ({ average, cores }) =>
    `this machine was busy before the first call: ${formatRatio(average)} processes were running on ${counted(cores, 'core')}, so the server had to share them`,
  'not-cold': ({ warm, calls }) =>
    `${warm} of ${counted(calls, 'call')} met warm instances although all had been replaced: more than one call ran on one, or the platform kept some. See the cold starts of the others`,
  'bursts-differ': ({ kinds }) => `the bursts were judged differently (${kinds.join(', ')})`,
  'server-ended': ({ exitCode, signal, line }) =>
    `the server that was started ended during the run (${sanitizeLine(signal ?? `exit ${exitCode}`)})${saying(line)}`,
  'server-error': ({ line }) => `calls failed, and the server printed${saying(line)}`,
  failed: ({ failed, calls, failure }) =>
    `${failed} of ${counted(calls, 'call')} failed and ${failed === 1 ? 'does' : 'do'} not count as served${because(failure)}`,
  throttled: throttledWords,
  'few-calls': ({ calls }) =>
    `${counted(calls, 'call')} cannot show how many more would run together`,
  'client-too-slow': ({ sentWithinMs, late }) =>
    `sending took ${formatMs(sentWithinMs)}, so ${counted(late, 'call')} ${late === 1 ? 'was' : 'were'} sent only after the first answer`,
  'client-stalled': ({ stalledMs, answers }) =>
    `this process was stalled for ${formatMs(stalledMs)} while calls were in flight, so ${counted(answers, 'answer')} may look late by as much`,
  'calls-too-short': ({ soloMs, sentWithinMs }) =>
    `a solo call takes ${formatMs(soloMs)} and sending took ${formatMs(sentWithinMs)}, too short to tell waiting from sending`,
  'instances-late': ({ instances, startedWithinMs }) =>
    `${instances} instances took ${formatMs(startedWithinMs)} to come up, longer than a call`,
  'clocks-differ': () =>
    "the instances' clocks disagree. Each was set by the time its calls were in flight, so the overlap is approximate",
  cached: ({ cached }) =>
    `${counted(cached, 'answer')} came from a cache (Age or X-Cache), not from the server`,
  'server-times-conflict': ({ answers, conflictingMs }) =>
    `the headers of ${counted(answers, 'answer')} disagree on how long the server took (${timesWords(conflictingMs)}), so these times are ignored`,
  'server-times-too-long': ({ answers, serviceMs, tookMs }) =>
    `by the headers of ${counted(answers, 'answer')}, the server took longer than the call (${formatMs(serviceMs)} of ${formatMs(tookMs)}), so these times are ignored. Check their unit`,
  'unread-report': ({ calls, line }) =>
    `the log of ${counted(calls, 'call')} has a report in an unknown format, so its figures are missing: ${sanitizeLine(line)}`,
  'init-failed': ({ phase, environments, ended, durationMs }) =>
    `the ${phase === 'init' ? 'initialization' : 'restore'} of ${counted(environments, 'environment')} ended with ${sanitizeLine(ended)} after ${formatMs(durationMs)} and was repeated within the call`,
  'answers-differ': ({ statuses, unusualSizes = 0 }) =>
    statuses === undefined
      ? `${counted(unusualSizes, 'answer')} had less than half or more than twice the usual size, so the calls may not have done the same work`
      : `the answers differ in status (${statuses.join(', ')}), so the calls may not have done the same work`,
};

/** Which calls of a HAR file are not judged. */
export function leftOutWords(calls: number): string {
  return `${counted(calls, 'call')} in the HAR file ${calls === 1 ? 'does not count: its' : 'do not count: their'} date, address or "blocked" time is missing or unreadable`;
}

/** What the browser did to calls before it sent them. */
export function heldWords({ calls, mostMs, because: why }: Held): string {
  const held = `the browser held ${counted(calls, 'call')} back for up to ${formatMs(mostMs)}`;
  return why === undefined ? held : `${held}: ${HELD_BECAUSE[why]}`;
}

const HELD_BECAUSE: Readonly<Record<NonNullable<Held['because']>, string>> = {
  'same-url': 'it sends requests for the same URL one by one',
  connections: 'it opens 6 connections to a host over HTTP/1.1',
};

/** `x-runtime 300 ms, x-response-time 12 ms` */
function timesWords(timesMs: Readonly<Record<string, number>>): string {
  return Object.entries(timesMs)
    .map(([header, ms]) => `${sanitizeLine(header)} ${formatMs(ms)}`)
    .join(', ');
}

function saying(line: string | undefined): string {
  return line === undefined ? '' : `: ${sanitizeLine(line).trim()}`;
}

function throttledWords(warning: Throttled): string {
  const { calls, throttled, answered, reason, limit, stage } = warning;
  if (reason !== undefined) {
    const scaling = warning.beyondScaling
      ? '. A function gets at most 1000 new environments in 10 s (AWS Lambda, scaling behavior)'
      : '';
    return `${answered} of ${counted(calls, 'call')} answered, ${throttled} refused (${reason}): ${LAMBDA[reason](limit)}${scaling}`;
  }
  const refused = `${throttled} of ${counted(calls, 'call')} ${throttled === 1 ? 'was' : 'were'} refused (429 or 503)`;
  if (stage !== undefined) {
    return `${refused}: the stage allows bursts of ${counted(stage.burst, 'call')} and ${stage.rate} a second after that`;
  }
  return answered === 0
    ? refused
    : `${refused} and ${answered} answered: the limit is about ${answered} at a time, or in a short while`;
}

/** Lambda quotas: 10 requests a second for each environment, however short they are. */
const LAMBDA: Readonly<Record<LambdaThrottleReason, (limit: number | undefined) => string>> = {
  ConcurrentInvocationLimitExceeded: (limit) =>
    limit === undefined
      ? "this account's limit of concurrent executions in this region, for all functions together, was reached"
      : `this account runs ${limit} at a time in this region, all functions together`,
  ReservedFunctionConcurrentInvocationLimitExceeded: (limit) =>
    limit === undefined
      ? 'the reserved concurrency of this function was reached'
      : `this function has ${limit} of the account's concurrent executions reserved, and gets no more`,
  FunctionInvocationRateLimitExceeded: () =>
    'an environment takes at most 10 requests per second, however short they are (AWS Lambda quotas)',
  ReservedFunctionInvocationRateLimitExceeded: () =>
    'an environment takes at most 10 requests per second, so reserved concurrency limits the rate, too (AWS Lambda quotas)',
  CallerRateLimitExceeded: () =>
    'the Invoke API takes no more requests per second from this caller',
};

/** That something was interrupted, and how much of it had finished. */
export function interruptionWords(finished: number, noun: string): string {
  return finished === 0
    ? `interrupted before a ${noun} had finished`
    : `interrupted; ${counted(finished, noun)} had finished`;
}

/** The warnings of all runs of a comparison, each once, with the runs that it is about. */
export function comparisonWarnings(
  cells: readonly ComparisonCell[],
  { interrupted }: Pick<RunsInput, 'interrupted'> = {},
): string[] {
  const runs = cells.map(({ route, mode, run }) => ({
    name: `${route}, ${modeWords(mode)}`,
    warnings: run.warnings,
  }));
  const missing = interrupted ? [sentence(interruptionWords(cells.length, 'check'))] : [];
  return [...missing, ...warningsOfRuns(runs)];
}

/** The warnings of several runs, each once, with the names of the runs that it is about. */
export function warningsOfRuns(
  runs: readonly { readonly name: string; readonly warnings: readonly Warning[] }[],
): string[] {
  const all = runs.flatMap(({ name, warnings }) =>
    warnings.map((warning) => ({ message: warningWords(warning), name })),
  );
  return [...groupBy(all, ({ message }) => message)].map(([message, alike]) => {
    const everywhere = alike.length === runs.length && alike.length > 1;
    return `${everywhere ? 'All runs' : alike.map(({ name }) => name).join('; ')}: ${message}`;
  });
}
