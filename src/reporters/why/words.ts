import type { Cause, Diagnosis, FoundCause } from '../../core/why/diagnosis.ts';
import type { Experiment } from '../../core/why/undecided/experiment.ts';
import { formatCores } from '../shared/format.ts';
import type { Proof } from '../shared/report-input.ts';
import { wordsFrom, type WordTable } from '../shared/word-table.ts';
import { wasSeen } from './about.ts';
import { factWords, TOOLS } from './facts.ts';
import { rivalWords } from './rivals.ts';
import { remedySentences } from './remedies.ts';

/** Why calls waited, in words. */
export interface WhyWords {
  /** `the event loop is blocked` */
  readonly headline: string;
  /** `sure`, `likely`, or `undecided` */
  readonly certainty: 'sure' | 'likely' | 'undecided';
  /** The rest: its name, and a text or several. */
  readonly rows: readonly WhyRow[];
}

/** A part of the answer. */
export interface WhyRow {
  readonly name: 'seen' | 'ruled out' | 'could be' | 'to decide' | 'do' | 'prove';
  readonly texts: readonly string[];
}

/** The words for a diagnosis, and how to prove that a change removed its cause. */
export function whyWords(why: Diagnosis, proof?: Proof): WhyWords {
  const seen: WhyRow = { name: 'seen', texts: why.seen.map(factWords) };
  if (why.cause === undefined) {
    return {
      headline: 'no cause is certain',
      certainty: 'undecided',
      rows: filled([
        seen,
        { name: 'could be', texts: why.remaining.map(causeWords) },
        { name: 'to decide', texts: why.experiment ? [experimentWords(why.experiment)] : [] },
      ]),
    };
  }
  const ruledOut = why.ruledOut.map(rivalWords).join(', ');
  return {
    headline: headlineOf(why),
    certainty: why.certainty,
    rows: filled([
      seen,
      { name: 'ruled out', texts: ruledOut === '' ? [] : [ruledOut] },
      { name: 'do', texts: [remedySentences(why).join(' ')] },
      { name: 'prove', texts: proof === undefined ? [] : proofWords(proof) },
    ]),
  };
}

/** Refused calls don't wait, and what another path waits for, too, may not be part of the route. */
function headlineOf(why: FoundCause): string {
  const special =
    (wasSeen('calls-refused', why) ? IF_REFUSED[why.cause] : undefined) ??
    (wasSeen('bystander-waited-alike', why) ? IF_ALIKE[why.cause] : undefined);
  return special ?? causeWords(why.cause);
}

const IF_REFUSED: Partial<Readonly<Record<Cause, string>>> = {
  'same-request-lock': 'only so many identical requests run at a time',
  'route-pool': "this route's limit of calls in progress is reached",
  'server-limit': "the server's limit of calls in progress is reached",
};

const IF_ALIKE: Partial<Readonly<Record<Cause, string>>> = {
  'route-pool': "a pool in the server's code is full",
  'route-lock': "calls wait for a lock in the server's code",
};

function proofWords({ command, saveAs }: Proof): string[] {
  const save = saveAs === undefined ? '' : `save this run with --json ${saveAs}; `;
  return [`${save}after the change:`, command];
}

const EXPERIMENTS: WordTable<Experiment> = {
  'see-processes': () =>
    "run the check on the server's machine, as its user or as root, outside any container: then it sees the processes",
  'behind-proxy': ({ program }) =>
    `call the application at its own port, not through ${program}: there this check sees its processes`,
  'past-proxy': ({ program }) =>
    `call the application at its own port, not through ${program}: if calls do not wait there, the limit is that of ${program}`,
  'limited-bystander': ({ program }) =>
    `use --bystander to name a path that ${program} limits together with the calls and that takes about as long: if it is refused until they are done, the limit is on calls in progress`,
  'finish-probes': () =>
    'run the check again and let it finish: looking for the cause was interrupted',
  'other-bystander': ({ path }) =>
    `GET ${path} may do the same work as the calls, or is slow by itself; name a quick path with --bystander, such as a health check`,
  'install-tool': ({ tool }) => `install ${TOOLS[tool]}, which names the line`,
  'more-calls': ({ calls }) =>
    `fire more calls (-n ${calls}): these do not show how many the server lets through at a time`,
  'wait-only': ({ cores }) =>
    `call something that waits but does not compute: the server used ${cores === undefined ? 'an unknown part of the cores' : formatCores(cores)} meanwhile, so calls may wait for the CPU, too`,
  'quiet-machine': () => 'repeat with nothing else running on the machine',
};

function experimentWords(experiment: Experiment): string {
  return wordsFrom(EXPERIMENTS, experiment);
}

function filled(rows: readonly WhyRow[]): WhyRow[] {
  return rows.filter(({ texts }) => texts.length > 0);
}

/** What makes calls wait, in words. */
export function causeWords(cause: Cause): string {
  return CAUSES[cause];
}

const CAUSES: Readonly<Record<Cause, string>> = {
  'event-loop-blocked': 'the event loop is blocked',
  'event-loop-busy': 'the event loop is busy computing',
  'one-call-per-worker': 'each worker takes one call at a time',
  'uneven-spread': 'the calls are spread unevenly over the processes',
  'cores-full': 'all cores are busy',
  'interpreter-lock': "threads take turns under the interpreter's lock",
  'thread-pool-full': "the server's thread pool is full",
  'route-pool': 'a pool that this route uses is full',
  'route-lock': 'calls wait for a lock in this route',
  'server-lock': 'calls wait for a lock around all routes',
  'server-limit': 'a limit on all calls together is reached',
  'same-request-lock': 'identical requests wait for each other',
  'session-lock': 'calls of one session wait for each other',
  'client-limit': 'calls from one address are limited',
  'connection-limit': 'calls that share a connection are limited',
  'rate-limit': 'a limiter lets through only so many calls per second',
  'warm-up': 'the server was still warming up',
  batching: 'calls are collected and answered in batches',
  'reserved-concurrency': "the function's reserved concurrency is used up",
  'client-too-slow': 'this client was too slow',
  'proxy-limit': 'the proxy limits what it passes on',
  scaling: 'Lambda refuses calls until the function has scaled',
  'account-limit': "the account's concurrent executions are used up",
};
