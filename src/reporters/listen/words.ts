import type { Caller, NoLimit, Refills, Undecided } from '../../core/listen/caller.ts';
import { counted, formatMs } from '../shared/format.ts';
import type { EvidenceRow } from '../shared/phrases.ts';
import { wordsFrom, type WordTable } from '../shared/word-table.ts';

// The verdict on a client in words.

/** The client as it calls itself. */
export function titleOfCaller({ userAgent = NAMELESS, client, address }: Caller): string {
  const name = client === 'browser' ? browserName(userAgent) : userAgent;
  return `${name} from ${address}`;
}

const NAMELESS = 'a client without a user agent';

/** What browsers call themselves. Most also name Chrome or Safari. */
const BROWSERS = /(?:Firefox|Edg|OPR|HeadlessChrome|Chrome|Safari)\/\d+/;

function browserName(userAgent: string): string {
  return (
    BROWSERS.exec(userAgent.replace(/Chrome\/\S+ Safari\/\S+ (?=Edg|OPR)/, ''))?.[0] ?? userAgent
  );
}

/** `AT MOST 6 AT A TIME`, and of how many calls. */
export function callerHeadline({ verdict, peak, arrivals }: Caller): readonly [string, string] {
  const calls = arrivals.length;
  switch (verdict.kind) {
    case 'one-at-a-time':
      return ['ONE AT A TIME', `each of ${counted(calls, 'call')} waited for the one before`];
    case 'limited':
      return [`AT MOST ${verdict.limit} AT A TIME`, `of ${counted(calls, 'call')}`];
    case 'together':
      return [`ALL ${calls} TOGETHER`, 'no call waited in the client'];
    case 'at-least':
      return [`AT LEAST ${peak} AT A TIME`, `of ${counted(calls, 'call')}; no limit shows`];
    case 'undecided':
      return ['UNDECIDED', wordsFrom(UNDECIDED, verdict.reason)];
  }
}

const UNDECIDED: WordTable<Undecided> = {
  'one-call': () => 'one call only, which has nothing to overlap with',
  'two-calls': () => 'two calls, one after the other',
  'too-short': ({ typicalMs }) =>
    `calls were answered within ${formatMs(typicalMs)}, too soon to overlap`,
  'far-apart': () => 'the calls never overlapped, and nothing shows that they waited',
};

/** How to get a verdict. */
const ADVICE: WordTable<Undecided> = {
  'one-call': () => 'Make several calls the way your program makes them.',
  'two-calls': () =>
    'The second came just when the first had ended, which may be chance. Make at least three calls.',
  'too-short': () => 'Ask for a longer delay: leave out ?delay=, or use ?delay=1000.',
  'far-apart': ({ medianGapMs }) =>
    `Each came about ${formatMs(medianGapMs)} after the one before had ended. Make the calls at the same moment, as many as your program would.`,
};

/** What the verdict rests on. */
export function callerRows(caller: Caller): EvidenceRow[] {
  const { arrivals, peak, connections, reused, http, filledWithinMs, refills } = caller;
  const calls = arrivals.length;
  const rows = [
    { name: 'in flight', value: `${peak}`, note: `at most, of ${counted(calls, 'call')}` },
    {
      name: 'connections',
      value: `${connections}`,
      note: `HTTP/${http.join(', ')}; ${reusedWords(reused)}`,
    },
  ];
  if (peak > 1) {
    const note = `the first ${peak} in flight together`;
    rows.push({ name: 'sent within', value: formatMs(filledWithinMs), note });
  }
  if (refills.medianGapMs !== undefined) {
    const note = 'after an earlier one ended (median)';
    rows.push({ name: 'next call', value: formatMs(refills.medianGapMs), note });
  }
  return rows;
}

function reusedWords(reused: number): string {
  if (reused === 0) return 'a new one for each call';
  return `${counted(reused, 'call')} reused one`;
}

/** The sentences below the evidence: why the verdict is what it is. */
export function callerReasons(caller: Caller): string[] {
  const hungUp = caller.arrivals.filter((arrival) => arrival.hungUp === true).length;
  const gaveUp = `The client gave up on ${counted(hungUp, 'call')} before the answer came; its timeout may be shorter than the delay.`;
  return [verdictReason(caller), ...(hungUp > 0 ? [gaveUp] : [])];
}

function verdictReason({ verdict, refills, peak }: Caller): string {
  switch (verdict.kind) {
    case 'one-at-a-time':
    case 'limited':
      return `${promptWords(refills)}, so they waited in the client. This server answers all calls at once.`;
    case 'together':
      return `This client makes at least ${peak} calls at a time. With more calls, a higher limit may show.`;
    case 'at-least':
      return `${noLimitWords(verdict.because, refills)} To see a limit, make more calls at the same moment.`;
    case 'undecided':
      return wordsFrom(ADVICE, verdict.reason);
  }
}

function promptWords({ prompt, later }: Refills): string {
  return `${prompt} of ${counted(later, 'later call')} came just when an earlier one had ended`;
}

function noLimitWords(because: NoLimit, refills: Refills): string {
  switch (because.code) {
    case 'none-later':
      return 'No more calls came once that many were in flight.';
    case 'few-later':
      return `Only ${counted(refills.prompt, 'call')} came just when an earlier one had ended, which may be chance.`;
    case 'unprompted':
      return `${promptWords(refills)}; the others did not wait for one to end.`;
    case 'paced':
      return `Even the first calls were spread over much of the ${formatMs(because.typicalMs)} that a call takes, so nothing shows that they waited.`;
  }
}
