import type { Cause, FoundCause } from '../../core/why/diagnosis.ts';
import { namesClient } from '../../core/why/in-common.ts';
import { at, wasSeen, type About } from './about.ts';
import { computeElsewhere, relax, unblock } from './loop-remedies.ts';
import { CALLS_IN_PROGRESS, CALLS_OF_CLIENTS, PASSED_ON, RATE, sourceSeen } from './sources.ts';
import { spreadEvenly } from './spread-remedies.ts';
import { processesIn, suspectWords } from './suspects.ts';
import { moreWorkers } from './worker-remedies.ts';

/** What to do about a cause: one sentence or more, with the source of what they claim. */
export function remedySentences({ cause, ...about }: FoundCause): string[] {
  return REMEDIES[cause](about);
}

const REMEDIES: Readonly<Record<Cause, (about: About) => string[]>> = {
  'event-loop-blocked': (about) => [...unblock(about), ...relax(about)],
  'event-loop-busy': (about) => [...computeElsewhere(about), ...relax(about)],
  'one-call-per-worker': moreWorkers,
  'uneven-spread': spreadEvenly,
  'cores-full': () => [
    'compute less for each call, or add cores. More workers on the same cores do not help.',
  ],
  'interpreter-lock': (about) =>
    about.server?.runtime === 'Python'
      ? [
          `${at(about)}compute in other processes (more workers, or a ProcessPoolExecutor): the threads of a Python process take turns (Python docs, "Global interpreter lock").`,
        ]
      : [
          `${at(about)}run more processes (puma -w N): the threads of a Ruby process take turns when they compute.`,
        ],
  'thread-pool-full': poolOfServer,
  'route-pool': poolOfRoute,
  'route-lock': (about) => [
    `${at(about)}hold the lock for a shorter time, and not while waiting for something else, or use a lock per key or user. A pool with one connection or thread is such a lock, too: raise its size.`,
    ...ofAllRoutes(about),
  ],
  'server-lock': (about) => [
    `${at(about)}take the lock off the routes that do not need it, and do not hold it while waiting for something else.`,
    `Look in code that runs before every route: ${beforeRoutes(about)}.`,
  ],
  'server-limit': limitOfServer,
  'same-request-lock': (about) => [
    `${at(about)}look for a per-key lock, a cache being filled, or single-flight. If that is intended, leave it; otherwise hold it for a shorter time.`,
  ],
  'session-lock': ({ server }) => [
    server?.runtime === 'PHP'
      ? 'call session_write_close() once nothing more is written, or session_start([\'read_and_close\' => true]) (PHP manual, "session_write_close").'
      : 'release the session before the slow work, or open it only for reading.',
  ],
  'client-limit': (about) => [
    `raise the limit for each client address${sourceSeen(CALLS_OF_CLIENTS, about)}. To test beyond it, call from several addresses with --interface.`,
  ],
  'connection-limit': () => [
    'let the server work on more requests of a connection at a time, or let clients open several connections (gRPC docs, "Performance Best Practices").',
    'A balancer that only passes on connections keeps all calls of one at the same server: use one that balances each request (gRPC Blog, "gRPC Load Balancing").',
  ],
  'rate-limit': (about) => [
    `raise the rate or the burst of the limiter${sourceSeen(RATE, about)}.`,
    ...(wasSeen('paced', about)
      ? ['Or let it refuse calls beyond its burst instead of delaying them.']
      : []),
  ],
  'warm-up': () => [
    'open connections, load code and fill pools before the first call, or call the server a few times before it gets traffic.',
  ],
  batching: () => [
    'nothing, if batching is intended; for faster single calls, collect for a shorter time.',
  ],
  'reserved-concurrency': () => [
    'raise the function\'s reserved concurrency, or remove it (reservedConcurrency in serverless.yml; AWS Lambda Developer Guide, "Configuring reserved concurrency").',
  ],
  'proxy-limit': (about) => [
    wasSeen('refused-by', about)
      ? `raise the limit of calls in progress${sourceSeen(CALLS_IN_PROGRESS, about)}.`
      : `raise the limit of the proxy${sourceSeen(PASSED_ON, about)}.`,
  ],
  'client-too-slow': () => [
    'call something that takes longer, fire fewer calls at once (-n), or run the check where nothing else needs the CPU (docs/how-it-judges.md).',
  ],
  scaling: (about) => [
    wasSeen('managed-instances', about)
      ? 'raise the load gradually, or keep more capacity: calls that more than double within 5 minutes may be refused (AWS Lambda Developer Guide, "Scaling Lambda Managed Instances").'
      : 'warm the function first, or spread the calls over a longer time: a function gets at most 1000 new environments every 10 s (AWS Lambda Developer Guide, "Lambda scaling behavior").',
  ],
  'account-limit': () => [
    'request a higher quota for "Concurrent executions" of AWS Lambda in Service Quotas (AWS Lambda Developer Guide, "Lambda quotas").',
  ],
};

function limitOfServer(about: About): string[] {
  if (wasSeen('refused-by', about)) {
    return [
      'raise --limit-concurrency, or leave it out: once so many connections are open, even idle ones, Uvicorn refuses every call (Uvicorn docs, "Settings").',
    ];
  }
  if (wasSeen('calls-refused', about)) {
    return [
      `raise the limit of calls in progress, which ${sharers(about)} share${sourceSeen(CALLS_IN_PROGRESS, about)}. It may be in code that runs before every route, or in a proxy in front.`,
    ];
  }
  return [
    `${at(about)}${poolRemedy(about)}`,
    `Every route waits for it, so look in code that runs before them: ${beforeRoutes(about)}.`,
  ];
}

/** Who shares a limit that calls from every address reach: if calls say who makes them, others may have another. */
function sharers({ seen }: About): string {
  const same = seen.flatMap((fact) => (fact.code === 'in-common' ? fact.what : []));
  return namesClient(same) ? 'these calls' : 'all clients';
}

function poolOfRoute(about: About): string[] {
  if (!wasSeen('calls-refused', about)) {
    return [`${at(about)}${poolRemedy(about)}`, ...ofAllRoutes(about)];
  }
  return [
    `raise this route's limit of ${about.atATime ?? 'the'} calls in progress, which ${sharers(about)} share, or let calls wait for their turn instead of refusing them.`,
  ];
}

function poolOfServer(about: About): string[] {
  const { server, atATime } = about;
  const known = POOLS[server?.program ?? ''];
  if (known !== undefined) return [known];
  return [
    `${at(about)}raise the size of the server's thread pool, which lets ${atATime ?? 'only a few'} calls through at a time, or make calls shorter.`,
    ...suspectWords(about),
  ];
}

/** By runtime: what runs before every route. */
const BEFORE_ROUTES: Readonly<Record<string, string>> = {
  Python: 'a middleware (Starlette docs, "Middleware")',
  'Node.js': 'a middleware (Express docs, "Using middleware")',
  Go: 'a handler that wraps the others (Go docs, net/http, "Handler")',
  JVM: 'a filter (Jakarta Servlet specification, "Filtering")',
  Ruby: 'Rack::Lock, which Rails adds for config.allow_concurrency = false (Rails Guides, "Configuring Rails Applications")',
};

/** Where else to look if another path waited that seems to do the same work. */
function ofAllRoutes(about: About): string[] {
  if (!wasSeen('bystander-waited-alike', about)) return [];
  return [`Another path waits for it, too, so it may be in ${beforeRoutes(about)}.`];
}

function beforeRoutes({ server }: About): string {
  return BEFORE_ROUTES[server?.runtime ?? ''] ?? 'a middleware or a filter';
}

/** By program: whose pool it is, and what sets its size. */
const POOLS: Readonly<Record<string, string>> = {
  waitress:
    'raise --threads, which is 4 by default (Waitress docs, "Arguments to waitress.serve").',
  'waitress-serve':
    'raise --threads, which is 4 by default (Waitress docs, "Arguments to waitress.serve").',
  gunicorn: 'raise --threads, or run more workers (--workers) (Gunicorn docs, "Settings").',
  puma: 'raise the number of threads (-t MIN:MAX), or run more workers (-w) (Puma README).',
  uwsgi: 'raise --threads, or run more workers (--processes) (uWSGI docs, "uWSGI Options").',
};

function poolRemedy(about: About): string {
  const { atATime, seen } = about;
  const many = atATime === undefined ? 'only a few' : String(atATime);
  const raise = `something lets ${many} calls through at a time${inEach(atATime, processesIn(seen))}: a connection pool, a semaphore or an executor. Raise its size.`;
  return [raise, ...suspectWords(about)].join(' ');
}

/** ` (2 in each of 3 processes, unless they share it)`: what that number may be made of. */
function inEach(atATime: number | undefined, processes: number): string {
  if (atATime === undefined || processes === 1 || atATime % processes > 0) return '';
  return ` (${atATime / processes} in each of ${processes} processes, unless they share it)`;
}
