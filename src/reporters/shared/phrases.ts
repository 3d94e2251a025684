import type { RecordedFormat } from '../../core/recorded/recorded-by.ts';
import type { ComparisonCell } from '../../core/comparison.ts';
import { processName } from '../../core/observed/name-processes.ts';
import type { Observed } from '../../core/observed/observed.ts';
import type { Burst, Run } from '../../core/run.ts';
import { sanitizeLine } from '../../core/sanitize.ts';
import type { TargetDescription } from '../../core/target-description.ts';
import type { Timeline } from '../../core/timeline/timeline.ts';
import type { Verdict } from '../../core/verdict.ts';
import { counted, formatMs, formatRatio } from './format.ts';
import { placeWords, processesWords, unseenWords } from './place.ts';
import { reasonWords } from './reasons.ts';
import { remedyWords, type Medium } from './remedies.ts';
import { callsAtATime } from './worker-count.ts';

// The phrases that all reports share.

/** `GET /ping on the local service, an instance per call`. */
export function titleOf({ target, recordedBy }: Pick<Run, 'target' | 'recordedBy'>): string {
  const title = target === undefined ? 'a saved run' : targetWords(target);
  if (recordedBy === undefined) return title;
  return `${title}, from ${FORMAT_NAMES[recordedBy.format]}`;
}

const FORMAT_NAMES: Readonly<Record<RecordedFormat, string>> = {
  har: 'a HAR file',
  k6: 'k6',
  oha: 'oha',
};

function targetWords(target: TargetDescription): string {
  const { kind, method = 'GET', mode, path = '/', url, connectedTo, name = '' } = target;
  switch (kind) {
    case 'local':
      return `${method} ${path} on the local service, ${modeWords(mode)}`;
    case 'lambda':
      return `${name || 'a function'} on Lambda${whereWords(url, target)}`;
    case 'deployed':
      return `${method} ${path} of ${name || 'the stack'}${whereWords(undefined, target)}`;
    default:
      return url === undefined
        ? `${kind} ${name}`.trimEnd()
        : `${method} ${url}${whereWords(connectedTo, target)}`;
  }
}

/** Where calls went: an emulator's URL in place of AWS's region, or another place than the address. */
function whereWords(place: string | undefined, { region }: TargetDescription): string {
  if (place !== undefined) return ` at ${place}`;
  return region === undefined ? '' : ` in ${region}`;
}

/** How the local service, or Lambda, runs its handlers. */
export function modeWords(mode: ComparisonCell['mode'] | undefined): string {
  if (mode === 'deployed') return 'on AWS Lambda';
  return mode === 'one-process' ? 'all calls in one process' : 'an instance per call';
}

/** What a route of our own service does with its thread; empty for other routes. */
export function routeWords(route: string): string {
  return ROUTE_WORDS.get(route) ?? '';
}

const ROUTE_WORDS: ReadonlyMap<string, string> = new Map([
  ['/ping', 'awaits'],
  ['/ping/blocking', 'blocks its thread'],
  ['/ping/cpu', 'burns CPU'],
]);

/** `at least 10 calls at a time, on 10 instances`; if inconclusive, why. */
export function headline(verdict: Verdict, timeline: Timeline | undefined): string {
  if (verdict.kind === 'inconclusive') return verdict.reasons.slice(0, 1).map(reasonWords).join('');
  const place = timeline === undefined ? '' : placeWords(timeline);
  const where = place === '' ? '' : `, on ${place}`;
  return `${callsAtATime(verdict.workers)}${where}${unansweredWords(timeline)}`;
}

/** The sentences below the headline: the reasons and, if inconclusive, what to do. */
export function explanation(verdict: Verdict, medium?: Medium): string[] {
  if (verdict.kind !== 'inconclusive') return verdict.reasons.map(reasonWords);
  return [
    ...verdict.reasons.slice(1).map(reasonWords),
    `${TO_GET_A_VERDICT} ${remedyWords(verdict.remedy, medium)}.`,
  ];
}

/** Goes before the remedy of an inconclusive verdict. */
export const TO_GET_A_VERDICT = 'To get a verdict:';

/** Calls that failed or were throttled competed less or not at all, so the verdict says so. */
function unansweredWords(timeline: Timeline | undefined): string {
  if (timeline === undefined || timeline.failed + timeline.throttled === 0) return '';
  return `; ${timeline.answered.length} of ${counted(timeline.calls, 'call')} answered`;
}

/** One of the three ways to count workers: its name, the number, and a note. */
export interface EvidenceRow {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

/** The value of what is not known. */
export const UNKNOWN = '?';
const NOT_REPORTED = 'the target does not report it';

/** The three ways to count workers: instances, peak overlap and speed-up. */
export function evidenceRows(timeline: Timeline, observed?: Observed): EvidenceRow[] {
  const { handlers, contradictory, answered } = timeline;
  const unknown = contradictory === undefined ? NOT_REPORTED : 'the target contradicts itself';
  return [
    instancesRow(timeline, observed),
    handlers === undefined
      ? { name: 'peak overlap', value: UNKNOWN, note: unknown }
      : {
          name: 'peak overlap',
          value: `${handlers.peakOverlap} of ${answered.length}`,
          note: 'handlers in progress at the same time',
        },
    { name: 'speed-up', ...speedUpOf(timeline) },
  ];
}

function instancesRow({ instances, answered }: Timeline, observed?: Observed): EvidenceRow {
  const name = 'instances';
  const { processes = [] } = observed ?? {};
  if (instances !== undefined) {
    const served = new Set(answered.map((call) => call.served?.instance));
    const serving = processes.filter(({ pid }) => served.has(processName(pid)));
    return { name, value: `${instances}`, note: processesWords(serving) };
  }
  const proxies = processes.filter(({ proxy }) => proxy);
  const passesOn = proxies.length === 0 ? '' : `${processesWords(proxies)} passes calls on`;
  const why = passesOn || (observed === undefined ? '' : unseenWords(observed));
  return { name, value: UNKNOWN, note: why === '' ? NOT_REPORTED : `not reported, and ${why}` };
}

function speedUpOf(timeline: Timeline): Omit<EvidenceRow, 'name'> {
  const { answered, speedUp, soloMs, makespanMs } = timeline;
  const calls = answered.length;
  if (makespanMs === undefined) return { value: UNKNOWN, note: 'no call was answered' };
  if (soloMs === undefined || speedUp === undefined) {
    return { value: UNKNOWN, note: 'no warm solo call to compare with' };
  }
  const note = `${makespanWords(timeline)}; one by one ${formatMs(calls * soloMs)}`;
  return { value: formatRatio(speedUp), note };
}

/** The parts of a burst's heading: `10 calls sent within 1.3 ms`, `9 cold, 1 warm`. */
export function burstFacts({ timeline }: Burst): string[] {
  const { calls, sentWithinMs, throttled, failed } = timeline;
  const unanswered = [
    throttled > 0 ? `${throttled} throttled` : '',
    failed > 0 ? `${failed} failed` : '',
  ];
  return [
    `${counted(calls, 'call')} sent within ${formatMs(sentWithinMs)}`,
    temperatureWords(timeline),
    unanswered.filter(Boolean).join(', '),
  ].filter(Boolean);
}

function temperatureWords({ temperature }: Timeline): string {
  if (temperature === undefined) return '';
  const { cold, warm, preInitialized } = temperature;
  const ready = preInitialized > 0 ? ` (${preInitialized} initialized beforehand)` : '';
  return [cold > 0 ? `${cold} cold${ready}` : '', warm > 0 ? `${warm} warm` : '']
    .filter(Boolean)
    .join(', ');
}

/** `started within 1.2 ms`: the time between the first handler start and the last; empty if unknown. */
export function startedWords({ handlers }: Timeline): string {
  return handlers === undefined ? '' : `started within ${formatMs(handlers.startedWithinMs)}`;
}

/** `9 cold starts added 0.24 s (median), 0.38 s (worst)`; `undefined` if none did. */
export function coldWords({ temperature }: Timeline): string | undefined {
  const { cold = 0, preInitialized = 0, addedMs } = temperature ?? {};
  const waited = cold - preInitialized;
  if (waited === 0 || addedMs === undefined || addedMs.median < 0) return undefined;
  const { median, worst } = addedMs;
  if (waited === 1) return `1 cold start added ${formatMs(worst)}`;
  return `${waited} cold starts added ${formatMs(median)} (median), ${formatMs(worst)} (worst)`;
}

/** `10 calls in 1.01 s`: how many calls were answered, and how long that took. */
export function makespanWords({ answered, makespanMs }: Timeline): string {
  const took = makespanMs === undefined ? '' : ` in ${formatMs(makespanMs)}`;
  return `${counted(answered.length, 'call')}${took}`;
}

/** The line below the kind in a cell of the comparison: how many at a time or, if inconclusive, why. */
export function cellWords(verdict: Verdict): string {
  return headline(verdict, undefined);
}

/**
 * `concurrency-check 0.1.0, 2026-11-26 18:04:05 UTC, 2 cores, linux x64, Node 20.20.2`; `undefined` if
 * the run does not say.
 */
export function clientWords({ client }: Pick<Run, 'client'>): string | undefined {
  if (client === undefined) return undefined;
  const { version, startedAt, platform, cores, node } = client;
  const words = [
    `concurrency-check ${version}`,
    dateWords(startedAt),
    counted(cores, 'core'),
    platform,
    `Node ${node}`,
  ];
  return sanitizeLine(words.filter(Boolean).join(', '));
}

function dateWords(ms: number): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return '';
  return `${date.toISOString().replace('T', ' ').slice(0, -5)} UTC`;
}
