import { counted, formatMs, formatRatio } from './format.ts';
import type { ComparisonCell } from './comparison.ts';
import type { Burst, Run } from './run.ts';
import type { TargetDescription } from './target-description.ts';
import { placeWords, type Timeline } from './timeline/timeline.ts';
import type { Verdict, Workers } from './verdict.ts';

// What is said about a run, in words, whatever the format that it is said in.

/** `GET /ping on the local service, an instance per call`. */
export function titleOf({ target }: Run): string {
  return target === undefined ? 'a saved run' : targetWords(target);
}

function targetWords(target: TargetDescription): string {
  const { kind, method = 'GET', mode, path = '/', url, name = '' } = target;
  switch (kind) {
    case 'local':
      return `${method} ${path} on the local service, ${modeWords(mode)}`;
    case 'lambda':
      return `${name || 'a function'} on Lambda${placeWordsOf(url, target)}`;
    case 'deployed':
      return `${method} ${path} of ${name || 'the stack'}${placeWordsOf(undefined, target)}`;
    default:
      return url === undefined ? `${kind} ${name}`.trimEnd() : `${method} ${url}`;
  }
}

/** Where somebody else answers in place of AWS, as an emulator does, that is said instead of the region. */
function placeWordsOf(url: string | undefined, { region }: TargetDescription): string {
  if (url !== undefined) return ` at ${url}`;
  return region === undefined ? '' : ` in ${region}`;
}

export function modeWords(mode: ComparisonCell['mode'] | undefined): string {
  if (mode === 'deployed') return 'on AWS Lambda';
  return mode === 'one-process' ? 'all calls in one process' : 'an instance per call';
}

/** What a route of our own service does with its thread; empty of others. */
export function routeWords(route: string): string {
  return ROUTE_WORDS.get(route) ?? '';
}

const ROUTE_WORDS: ReadonlyMap<string, string> = new Map([
  ['/ping', 'awaits'],
  ['/ping/blocking', 'blocks its thread'],
  ['/ping/cpu', 'burns CPU'],
]);

/** `10 calls at a time or more, on 10 instances`. */
export function headline(verdict: Verdict, timeline: Timeline | undefined): string {
  if (verdict.kind === 'inconclusive') return verdict.reasons[0] ?? '';
  const place = timeline === undefined ? '' : placeWords(timeline);
  const where = place === '' ? '' : `, on ${place.replace(/^one /, '1 ')}`;
  return `${workersWords(verdict.workers)}${where}${lostWords(timeline)}`;
}

/** What is said beneath the headline: why, or, where the headline says why not, what would settle it. */
export function reasonsOf(verdict: Verdict): string[] {
  return verdict.kind === 'inconclusive'
    ? [...verdict.reasons.slice(1), `To settle it: ${verdict.remedy}.`]
    : [...verdict.reasons];
}

/** Calls that were lost competed for less time, or not at all: whoever reads the verdict has to know. */
function lostWords(timeline: Timeline | undefined): string {
  if (timeline === undefined || timeline.failed + timeline.throttled === 0) return '';
  return `; ${timeline.answered.length} of ${counted(timeline.calls, 'call')} answered`;
}

export function workersWords({ estimate, low, high }: Workers): string {
  const calls = estimate === 1 ? 'one call at a time' : `${estimate} calls at a time`;
  if (high === null)
    return low < estimate ? `${calls} or more (at least ${low})` : `${calls} or more`;
  return low === high ? calls : `${calls} (${low} to ${high})`;
}

/** One of the three ways to count, with what there is to say beside the number. */
export interface EvidenceRow {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

const UNKNOWN = '?';
const UNTOLD = 'the target does not say';

export function evidenceRows(timeline: Timeline): EvidenceRow[] {
  const { instances, peakOverlap, answered, alignment } = timeline;
  const untold = alignment === undefined ? UNTOLD : 'what the target says contradicts itself';
  const overlap = { name: 'peak overlap', note: 'handlers in progress at the same time' };
  return [
    instances === undefined
      ? { name: 'instances', value: UNKNOWN, note: UNTOLD }
      : { name: 'instances', value: `${instances}`, note: '' },
    peakOverlap === undefined
      ? { ...overlap, value: UNKNOWN, note: untold }
      : { ...overlap, value: `${peakOverlap} of ${answered.length}` },
    { name: 'speed-up', ...speedUpOf(timeline) },
  ];
}

function speedUpOf({ answered, speedUp, soloMs, makespanMs }: Timeline): Omit<EvidenceRow, 'name'> {
  const calls = answered.length;
  if (makespanMs === undefined) return { value: UNKNOWN, note: 'no call was answered' };
  if (soloMs === undefined || speedUp === undefined) {
    return { value: UNKNOWN, note: 'no warm solo call to compare with' };
  }
  const note = `${counted(calls, 'call')} in ${formatMs(makespanMs)}; one by one ${formatMs(calls * soloMs)}`;
  return { value: formatRatio(speedUp), note };
}

/** `10 calls sent within 1.3 ms, 9 cold, 1 warm`, as parts. */
export function burstFacts({ timeline }: Burst): string[] {
  const { calls, sentWithinMs, cold, warm, beforehand, throttled, failed } = timeline;
  const ready = beforehand ? ` (${beforehand} initialised beforehand)` : '';
  const temperatures = [cold ? `${cold} cold${ready}` : '', warm ? `${warm} warm` : ''].filter(
    Boolean,
  );
  const lost = [throttled ? `${throttled} throttled` : '', failed ? `${failed} failed` : ''];
  return [
    `${counted(calls, 'call')} sent within ${formatMs(sentWithinMs)}`,
    temperatures.join(', '),
    lost.filter(Boolean).join(', '),
  ].filter(Boolean);
}

/** `begun within 1.2 ms`: how closely together the first handler and the last began. */
export function begunWords({ startedWithinMs }: Timeline): string {
  return startedWithinMs === undefined ? '' : `begun within ${formatMs(startedWithinMs)}`;
}

/** `9 cold starts added 0.24 s (median), 0.38 s (worst)`. */
export function coldWords({ cold = 0, beforehand = 0, coldAddedMs }: Timeline): string | undefined {
  const waited = cold - beforehand;
  if (waited === 0 || coldAddedMs === undefined || coldAddedMs.median < 0) return undefined;
  const { median, worst } = coldAddedMs;
  if (waited === 1) return `1 cold start added ${formatMs(worst)}`;
  return `${waited} cold starts added ${formatMs(median)} (median), ${formatMs(worst)} (worst)`;
}

type Word = 'Hello' | 'Goodbye';

/** The order of Hello and Goodbye as it happened: `Hello x10 Goodbye x10`, `(Hello Goodbye) x10`. */
export function helloGoodbye({ handlings }: Timeline, times: string): string | undefined {
  if (handlings === undefined || handlings.length === 0) return undefined;
  const words = handlings
    .flatMap(({ start, end }): { at: number; word: Word }[] => [
      { at: start, word: 'Hello' },
      { at: end, word: 'Goodbye' },
    ])
    .toSorted((a, b) => a.at - b.at || (a.word === 'Goodbye' ? -1 : 1))
    .map(({ word }) => word);
  return fold(runLengths(words), times).join(' ');
}

interface RunLength {
  readonly word: Word;
  readonly count: number;
}

function runLengths(words: readonly Word[]): RunLength[] {
  const runs: { word: Word; count: number }[] = [];
  for (const word of words) {
    const last = runs.at(-1);
    if (last?.word === word) last.count += 1;
    else runs.push({ word, count: 1 });
  }
  return runs;
}

/** Gathers pairs that repeat: `(Hello Goodbye) x10`. */
function fold(runs: readonly RunLength[], times: string): string[] {
  const said: string[] = [];
  for (let index = 0; index < runs.length;) {
    const repeats = pairRepeats(runs, index);
    if (repeats > 1) {
      said.push(`(${pair(runs, index, times)}) ${times}${repeats}`);
      index += 2 * repeats;
    } else {
      said.push(...runs.slice(index, index + 1).map((run) => spell(run, times)));
      index += 1;
    }
  }
  return said;
}

function pairRepeats(runs: readonly RunLength[], from: number): number {
  let repeats = 1;
  while (samePair(runs, from, from + 2 * repeats)) repeats += 1;
  return repeats;
}

function samePair(runs: readonly RunLength[], one: number, other: number): boolean {
  return (
    other + 1 < runs.length &&
    [0, 1].every((step) => runs[one + step]?.count === runs[other + step]?.count)
  );
}

function pair(runs: readonly RunLength[], at: number, times: string): string {
  return runs
    .slice(at, at + 2)
    .map((run) => spell(run, times))
    .join(' ');
}

function spell({ word, count }: RunLength, times: string): string {
  return count === 1 ? word : `${word} ${times}${count}`;
}
