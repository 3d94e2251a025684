import type { NoRun } from '../../core/recorded/find-run.ts';
import type { RecordedFormat } from '../../core/recorded/recorded-by.ts';
import type { Unreadable } from '../../core/recorded/recorded-call.ts';
import { counted } from './format.ts';
import { heldWords, leftOutWords } from './warnings.ts';
import { wordsFrom, type WordTable } from './word-table.ts';

const FILE_NAMES: Readonly<Record<RecordedFormat, string>> = {
  har: 'the HAR file',
  k6: "k6's output",
  oha: "oha's output",
};

/** Why a file of another program cannot be read, and what to do: one line. */
export function unreadableWords(unreadable: Unreadable): string {
  return wordsFrom<Unreadable>(UNREADABLE, unreadable);
}

/** Why a file of another program holds no run to judge, and what to do: one line. */
export function noRunWords(noRun: NoRun): string {
  const words = wordsFrom<NoRun>(NO_RUN, noRun);
  return noRun.leftOut === undefined ? words : `${leftOutWords(noRun.leftOut)}; ${words}`;
}

const UNREADABLE: WordTable<Unreadable> = {
  'without-calls': ({ format }) =>
    `expected calls, but ${FILE_NAMES[format]} holds none; ${WITHOUT_CALLS[format]}`,
  incomplete: ({ format, line }) =>
    `${FILE_NAMES[format]} is incomplete or malformed${line === undefined ? '' : ` in line ${line}`}; was it written to its end?`,
  summary: ({ format }) =>
    `expected individual calls, received a summary of ${format}; ${INDIVIDUAL_CALLS[format]}`,
  'hides-sending': ({ creator = 'its program' }) =>
    `this HAR file does not say when calls left the browser, since ${creator} records no "blocked" time; export the HAR from the network panel of the browser's developer tools`,
  'all-left-out': ({ entries }) =>
    `expected calls with a date, an address and a "blocked" time, but one of these is missing or unreadable in ${entries === 1 ? 'the only call' : `each of the ${entries} calls`} of the HAR file; export the HAR from the network panel of the browser's developer tools`,
  'whole-seconds': () =>
    'the times in this CSV are whole seconds, too coarse to say which calls overlapped; run k6 with K6_CSV_TIME_FORMAT=unix_micro, or with --out json=FILE',
};

const WITHOUT_CALLS: Readonly<Record<RecordedFormat, string>> = {
  har: 'record while the page makes them',
  k6: 'does the script make HTTP requests?',
  oha: 'oha writes only calls that were answered, so is the server up?',
};

const INDIVIDUAL_CALLS: Readonly<Record<'k6' | 'oha', string>> = {
  k6: 'run k6 with --out json=FILE and use that file',
  oha: 'run oha with --output-format csv and use that output',
};

/** The most requests that one line names as examples, or to choose from. */
const MOST_NAMED = { examples: 3, choices: 10 };

const NO_RUN: WordTable<NoRun> = {
  'all-cached': ({ cached }) =>
    `no call reached the server: ${cached === 1 ? 'the only answer' : `all ${cached} answers`} came from the browser's own cache; turn it off in the developer tools and record again`,
  'all-failed': ({ calls, message }) =>
    `${calls === 1 ? 'the only call' : `all ${calls} calls`} failed (${message}); record calls that are answered`,
  'one-by-one': (noRun) => {
    const { calls, cached, held, leftOut } = noRun;
    if (calls === 1 && held === undefined && cached === undefined) {
      return `${leftOut === undefined ? 'it holds' : 'that leaves'} a single call, which has no other to overlap with; record two or more that are sent together`;
    }
    const byBrowser = held?.because === 'same-url' || cached !== undefined;
    const remedy = byBrowser
      ? 'Make the addresses differ (?n=1, ?n=2) and record again'
      : 'Record calls that are sent together: with several virtual users, or without waiting for each answer';
    return `${oneByOneFacts(noRun).join('; ')}. ${remedy}`;
  },
  'not-together': ({ requests }) =>
    `calls overlapped, but no two of the same request were sent together while nothing else was in flight (seen: ${namedRequests(requests, MOST_NAMED.examples)}); record such calls`,
  'no-such-request': ({ received, requests, cached }) => {
    if (requests.length === 0) {
      return `the calls in this file have no addresses to choose by; leave out ${received}`;
    }
    const named = requests.map(({ request, calls }) => `${request} (${counted(calls, 'call')})`);
    const facts = [`it holds ${namedRequests(named, MOST_NAMED.choices)}`, ...cachedFacts(cached)];
    return `expected a request in this file, received ${received}; ${facts.join('; ')}`;
  },
};

type OneByOne = Extract<NoRun, { readonly code: 'one-by-one' }>;

function oneByOneFacts({ calls, cached, held, leftOut }: OneByOne): string[] {
  return [
    `no two of ${leftOut === undefined ? 'its' : 'the other'} ${counted(calls, 'call')} were in flight together, so they say nothing about the server`,
    ...(held === undefined ? [] : [heldWords(held)]),
    ...cachedFacts(cached),
  ];
}

function cachedFacts(cached: number | undefined): string[] {
  return cached === undefined
    ? []
    : [`the browser's own cache answered ${counted(cached, 'more call')}`];
}

function namedRequests(requests: readonly string[], most: number): string {
  const more = requests.length - most;
  const named = requests.slice(0, most).map((request) => request.trim() || 'calls');
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
