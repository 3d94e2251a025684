import type { Cause } from '../../src/core/why/diagnosis.ts';
import type { VerdictKind } from '../../src/core/verdict.ts';
import {
  gunicorn,
  nginxInFrontOf,
  node,
  script,
  uvicorn,
  waitress,
  type Start,
} from './programs.ts';

/** A server, how to call it, and the verdict that is right. */
export interface Case {
  readonly name: string;
  /** Set if only `bench:servers` tries it, because `test:why` checks one like it. */
  readonly onlyInBench?: true;
  readonly start: Start;
  readonly path: string;
  readonly calls: number;
  readonly options?: readonly string[];
  readonly truth: Truth;
}

/** What is true of a server. */
export interface Truth {
  /** Any of these is right. `inconclusive` is listed only if declining is the right answer. */
  readonly kinds: readonly VerdictKind[];
  /** How many calls it serves at a time; absent if there is no such number. */
  readonly workers?: number;
  /** Why calls wait. Not to name a cause is right, too; any other is wrong. */
  readonly cause?: Cause;
  /** How the calls of each burst end; absent if all are answered. */
  readonly outcomes?: Outcomes;
  /** The error codes that are expected of failed calls. */
  readonly errors?: readonly string[];
}

/** Numbers of calls by outcome. */
export interface Outcomes {
  readonly answered: number;
  readonly throttled: number;
  readonly failed: number;
}

const serial = (cause: Cause): Truth => ({ kinds: ['serial'], workers: 1, cause });
const atATime = (workers: number, kind: VerdictKind): Truth => ({ kinds: [kind], workers });
const concurrent = (workers: number): Truth => atATime(workers, 'concurrent');
/** Workers that accept a call only when they serve it may serve one that no look finds. */
const parallel = (workers: number): Truth => ({ kinds: ['parallel', 'overlapping'], workers });

const SERVERS: readonly Case[] = [
  on('uvicorn, async def that awaits, 100 calls', uvicorn('fastapi_await'), 100, concurrent(100)),
  on('gunicorn --workers 2 --threads 4', gunicorn({ workers: 2, threads: 4 }), 40, {
    ...parallel(8),
    cause: 'thread-pool-full',
  }),
  on('Node, waiting', node('node-waiting.mjs'), 10, concurrent(10)),
];

const ALSO_ASKED_WHY: readonly Case[] = [
  on('uvicorn, async def that awaits', uvicorn('fastapi_await'), 10, concurrent(10)),
  on('uvicorn, def', uvicorn('fastapi_def'), 50, concurrent(40)),
  on('gunicorn --workers 3', gunicorn({ workers: 3 }), 12, {
    ...parallel(3),
    cause: 'one-call-per-worker',
  }),
  on('Node, blocking', node('node-blocking.mjs'), 10, serial('event-loop-blocked')),
  on(
    'Python, one connection at a time',
    script('one_at_a_time.py'),
    10,
    serial('one-call-per-worker'),
  ),
  on(
    'uvicorn, async def that blocks',
    uvicorn('fastapi_blocking'),
    10,
    serial('event-loop-blocked'),
  ),
  on('uvicorn, def, 80 calls', uvicorn('fastapi_def'), 80, concurrent(40)),
  // Each worker accepts all connections that it finds waiting, so with few calls a worker may get none.
  on('uvicorn --workers 4, blocking', uvicorn('fastapi_blocking', 4), 60, {
    ...parallel(4),
    cause: 'event-loop-blocked',
  }),
  on('waitress --threads 4', waitress(4), 12, { ...concurrent(4), cause: 'thread-pool-full' }),
  on('Node, CPU-bound', node('node-cpu.mjs'), 10, serial('event-loop-busy')),
  on('Python threads, CPU-bound', script('threads_cpu.py'), 8, {
    kinds: ['contended'],
    workers: 1,
    cause: 'interpreter-lock',
  }),
].map((one) => ({ ...one, onlyInBench: true }));

const sixOfTen = (kind: VerdictKind): Truth => ({
  ...atATime(6, kind),
  outcomes: { answered: 6, throttled: 4, failed: 0 },
});
// nginx accepts the calls, but does not run the code.
const behindNginx = sixOfTen('overlapping');
const http2 = nginxInFrontOf(node('node-waiting.mjs'), 'nginx-http2.conf');
const limiting = nginxInFrontOf(node('node-waiting.mjs'));

const LIMITS: readonly Case[] = [
  on('Node, 429 beyond 6', node('node-limited.mjs'), 10, sixOfTen('concurrent')),
  { ...on('nginx, limit_conn 6, 429', limiting, 10, behindNginx), path: '/connections' },
  {
    ...on('nginx, limit_conn 6, 503 and Retry-After', limiting, 10, behindNginx),
    path: '/connections-retry',
  },
  {
    ...on('nginx, limit_conn 6, 503', limiting, 10, behindNginx),
    path: '/connections-503',
  },
  { ...on('nginx, limit_req, 429', limiting, 10, behindNginx), path: '/requests' },
  // Calls start 100 ms apart and take 300 ms: a rate limit, which looks like three at a time.
  {
    ...on('nginx, limit_req, delaying', limiting, 10, {
      kinds: ['overlapping', 'inconclusive'],
      cause: 'rate-limit',
    }),
    path: '/paced',
  },
];

const HTTP2: readonly Case[] = [
  { ...on('nginx over HTTP/2', http2, 10, atATime(10, 'overlapping')), options: ['--http2'] },
  // Its limit of 128 streams takes two connections.
  {
    ...on('nginx over HTTP/2, 200 calls', http2, 200, atATime(200, 'overlapping')),
    options: ['--http2'],
  },
];

const FAULTS: readonly Case[] = [
  fault('closes without an answer', 'close', ['ECONNRESET']),
  fault('resets the connection', 'reset', ['ECONNRESET']),
  fault('answers garbage', 'garbage', ['HPE_INVALID_CONSTANT']),
  fault('sends half an answer', 'half', ['answer-incomplete']),
  fault('sends half a head', 'half-head', ['answer-incomplete']),
  fault('sends half a chunk', 'half-chunk', ['answer-incomplete']),
  fault('sends endlessly and fast', 'flood', ['still-answering']),
  fault('sends endlessly and slowly', 'drip', ['still-answering']),
  fault('never answers', 'never', ['timeout']),
  {
    ...fault('closes before the request', '', ['ECONNRESET']),
    start: node('faults.mjs', { CLOSE_AT_ONCE: '1' }),
  },
  {
    ...fault('all of these in turn', 'turns/{n}', []),
    calls: 20,
    options: ['--timeout', '1500'],
    truth: {
      kinds: ['inconclusive'],
      outcomes: { answered: 2, throttled: 0, failed: 18 },
      errors: [
        'ECONNRESET',
        'answer-incomplete',
        'HPE_INVALID_CONSTANT',
        'still-answering',
        'timeout',
      ],
    },
  },
];

/** All servers that the command is tested against. */
export const CASES: readonly Case[] = [
  ...SERVERS,
  ...ALSO_ASKED_WHY,
  ...LIMITS,
  ...HTTP2,
  ...FAULTS,
];

function on(name: string, start: Start, calls: number, truth: Truth): Case {
  return { name, start, path: '/ping', calls, truth };
}

/** A server with a fault. It is called without solo calls, since a failed one would end the run. */
function fault(name: string, path: string, errors: readonly string[]): Case {
  return {
    name,
    start: node('faults.mjs'),
    path: `/${path}`,
    calls: 12,
    options: ['--solo', '0', '--timeout', '1500'],
    truth: {
      kinds: ['inconclusive'],
      outcomes: { answered: 0, throttled: 0, failed: 12 },
      errors,
    },
  };
}
