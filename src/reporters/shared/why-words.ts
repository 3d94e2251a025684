import type { Cause, Diagnosis, Fact, Rival } from '../../core/why/diagnosis.ts';
import { counted, formatMs, formatPercent, formatRatio } from './format.ts';
import { wordsFrom, type WordTable } from './word-table.ts';

/** Why calls waited, in words. */
export interface WhyWords {
  /** `the event loop is blocked` */
  readonly cause: string;
  readonly certainty: Diagnosis['certainty'];
  readonly seen: readonly string[];
  readonly ruledOut: string;
  /** What to do. */
  readonly remedy: string;
}

/** The words for a diagnosis. */
export function whyWords({ cause, certainty, seen, ruledOut, server }: Diagnosis): WhyWords {
  return {
    cause: CAUSES[cause],
    certainty,
    seen: seen.map((fact) => wordsFrom(FACTS, fact)),
    ruledOut: ruledOut.map((rival) => RIVALS[rival]).join(', '),
    remedy: REMEDIES[cause](server),
  };
}

const CAUSES: Readonly<Record<Cause, string>> = {
  'event-loop-blocked': 'the event loop is blocked',
  'event-loop-busy': 'the event loop is busy computing',
  'one-call-per-worker': 'each worker takes one call at a time',
  'uneven-spread': 'the calls are spread unevenly over the processes',
  'cores-full': 'all cores are busy',
};

const FACTS: WordTable<Fact> = {
  'requests-unread': ({ requests }) =>
    `the server had accepted the connections, but left up to ${counted(requests, 'request')} unread`,
  'main-thread-asleep': ({ share }) =>
    `its main thread, which runs the event loop, needed a core for only ${formatPercent(share)} of the time: it slept or waited`,
  'main-thread-busy': ({ share }) =>
    `its main thread, which runs the event loop, was busy for ${formatPercent(share)} of the time`,
  'one-connection-each': ({ processes, left }) =>
    `${processes === 1 ? 'the process had accepted one connection' : `the ${processes} processes had accepted one connection each`} and left ${left} waiting, before any request was sent`,
  'calls-per-process': ({ calls }) =>
    `the processes got ${calls.slice(0, -1).join(', ')} and ${calls.at(-1)} calls`,
  'busiest-took-all': ({ makespanMs }) =>
    `the one with the most served its calls one by one, which took the whole ${formatMs(makespanMs)}`,
  'cores-busy': ({ cores, of }) =>
    `the server used ${formatRatio(cores)} of ${counted(of, 'core')}`,
};

const RIVALS: Readonly<Record<Rival, string>> = {
  'route-lock': 'a lock or pool of this route',
  cpu: 'a busy CPU',
  sleep: 'sleeping or waiting for something else',
  'event-loop': 'a blocked event loop',
  'too-few-workers': 'idle workers that got no calls',
  'this-client': 'this client',
};

type Server = Diagnosis['server'];

const REMEDIES: Readonly<Record<Cause, (server: Server) => string>> = {
  'event-loop-blocked': ({ runtime }) =>
    runtime === 'Python'
      ? 'await what blocks (asyncio.sleep, an async client), or hand it to a thread with asyncio.to_thread. In FastAPI and Starlette, def instead of async def does that.'
      : 'call the asynchronous version of what blocks (execFile instead of execFileSync), or move it to a worker thread.',
  'event-loop-busy': ({ runtime }) =>
    runtime === 'Python'
      ? 'move the computation to other processes (ProcessPoolExecutor), or run more of them (uvicorn --workers N).'
      : 'move the computation to worker threads, or run a process per core (node:cluster).',
  'one-call-per-worker': ({ program }) =>
    program === 'gunicorn'
      ? 'run more workers (--workers N), or give each of them threads (--threads M).'
      : 'run more workers, or a server that gives each call a thread (in Python: ThreadingHTTPServer).',
  'uneven-spread': () =>
    'put a balancer that counts connections in front, or make the workers take more than one call at a time.',
  'cores-full': () =>
    'compute less for each call, or add cores. More workers on the same cores do not help.',
};
