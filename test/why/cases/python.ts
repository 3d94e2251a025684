import { availableParallelism } from 'node:os';
import path from 'node:path';
import {
  gunicorn,
  PROGRAMS,
  python,
  script,
  uvicorn,
  uvicornCommand,
  waitress,
} from '../../servers/programs.ts';
import { waitsIn, type WhyCase } from '../case.ts';
import { different, same } from '../experiment.ts';
import { asgi, flaskWithoutThreads, growingUwsgi, uwsgi, program } from '../programs.ts';

const servers = (name: string): string => path.join(PROGRAMS, name);

/** `asyncio.to_thread` has so many threads, according to the documentation of ThreadPoolExecutor. */
const DEFAULT_THREADS = Math.min(32, availableParallelism() + 4);

/** The four programs of docs/any-url.md, which the check also starts itself. */
const QUESTION: readonly WhyCase[] = [
  {
    name: 'FastAPI, async def with time.sleep',
    start: uvicorn('fastapi_blocking'),
    command: uvicornCommand('fastapi_blocking'),
    path: '/ping',
    calls: 8,
    truth: {
      kinds: ['serial'],
      workers: 1,
      cause: 'event-loop-blocked',
      ...waitsIn(servers('fastapi_blocking.py')),
      mustDecide: true,
    },
    proof: [{ calls: different(4, '/ping'), takes: 4, bystander: 'waits' }],
  },
  {
    name: 'FastAPI, async def with await',
    start: uvicorn('fastapi_await'),
    command: uvicornCommand('fastapi_await'),
    path: '/ping',
    calls: 8,
    truth: { kinds: ['concurrent'] },
    proof: [{ calls: same(8, '/ping'), takes: 1, bystander: 'at-once' }],
  },
  {
    // AnyIO's default limiter. The path that does not exist needs no thread.
    name: 'FastAPI, def, 60 calls',
    start: uvicorn('fastapi_def'),
    command: uvicornCommand('fastapi_def'),
    path: '/ping',
    calls: 60,
    truth: {
      kinds: ['concurrent'],
      workers: 40,
      cause: 'thread-pool-full',
      ...waitsIn(servers('fastapi_def.py')),
      alsoRight: { 'route-pool': 'without stacks, a pool of the route looks the same' },
    },
    proof: [
      { calls: different(36, '/ping'), takes: 1 },
      { calls: different(60, '/ping'), takes: 2, bystander: 'at-once' },
    ],
  },
  {
    // Each worker accepts all connections that it finds waiting, and blocks its loop. So it takes many
    // calls to keep all of them busy, which are half as long as others.
    name: 'uvicorn --workers 4, blocking',
    start: uvicorn('fastapi_blocking', 4, PROGRAMS, { WAIT_MS: '150' }),
    command: uvicornCommand('fastapi_blocking', 4, '150'),
    path: '/ping',
    calls: 60,
    truth: {
      kinds: ['parallel'],
      workers: 4,
      cause: 'event-loop-blocked',
      ...waitsIn(servers('fastapi_blocking.py')),
      alsoRight: { 'uneven-spread': 'an even one would take half as long' },
    },
    proof: [{ calls: same(60, '/ping'), takes: [15, 40] }],
  },
];

const OTHERS: readonly WhyCase[] = [
  {
    name: 'FastAPI, asyncio.Lock',
    onlyInBench: true,
    start: asgi('fastapi_routes'),
    path: '/asyncio-lock',
    calls: 8,
    // A coroutine that waits is on no thread's stack.
    truth: { kinds: ['serial'], cause: 'route-lock' },
    proof: [{ calls: different(4, '/asyncio-lock'), takes: 4, bystander: 'at-once' }],
  },
  {
    // Nothing shows the lock until the loop is free.
    name: 'FastAPI, asyncio.Lock around time.sleep',
    onlyInBench: true,
    start: asgi('fastapi_routes'),
    path: '/blocking-locked',
    calls: 6,
    truth: {
      kinds: ['serial'],
      cause: 'event-loop-blocked',
      ...waitsIn(program('python/fastapi_routes.py'), 'waits with the lock here'),
    },
    proof: [{ calls: different(4, '/blocking-locked'), takes: 4, bystander: 'waits' }],
  },
  {
    name: 'FastAPI, asyncio.Semaphore(1) in a middleware',
    start: asgi('fastapi_routes', { ALL: '1' }),
    path: '/free',
    calls: 8,
    truth: { kinds: ['serial'], cause: 'server-lock' },
    proof: [{ calls: different(4, '/free'), takes: 4, bystander: 'waits' }],
  },
  {
    // Connections count even if they are idle, so all calls are refused.
    name: 'uvicorn, --limit-concurrency 5',
    start: python(
      (port) => [
        'uvicorn',
        '--app-dir',
        PROGRAMS,
        '--port',
        port,
        '--limit-concurrency',
        '5',
        'fastapi_await:app',
      ],
      { says: 'Application startup complete', times: 1 },
    ),
    path: '/ping',
    calls: 8,
    truth: { kinds: ['concurrent'], cause: 'server-limit', mustDecide: true },
    proof: [{ calls: different(3, '/ping'), takes: 1 }],
  },
  {
    name: 'FastAPI, threading.Lock',
    onlyInBench: true,
    start: asgi('fastapi_routes'),
    path: '/threading-lock',
    calls: 8,
    truth: {
      kinds: ['serial'],
      cause: 'route-lock',
      ...waitsIn(program('python/fastapi_routes.py'), 'lock waits here'),
    },
    proof: [{ calls: different(4, '/threading-lock'), takes: 4, bystander: 'at-once' }],
  },
  {
    name: 'FastAPI, asyncio.Semaphore(3)',
    onlyInBench: true,
    start: asgi('fastapi_routes'),
    path: '/semaphore',
    calls: 12,
    truth: { kinds: ['concurrent'], cause: 'route-pool' },
    proof: [
      { calls: different(3, '/semaphore'), takes: 1 },
      { calls: different(6, '/semaphore'), takes: 2, bystander: 'at-once' },
    ],
  },
  {
    // The bystander waits for the same semaphore, as on a server that answers every path alike.
    name: 'FastAPI, asyncio.Semaphore(3), bystander too',
    start: asgi('fastapi_routes'),
    path: '/semaphore',
    calls: 12,
    options: ['--bystander', '/semaphore'],
    truth: { kinds: ['concurrent'], cause: 'route-pool' },
    proof: [{ calls: different(6, '/semaphore'), takes: 2 }],
  },
  {
    name: 'FastAPI, asyncio.Semaphore(3), 3 workers',
    onlyInBench: true,
    start: uvicorn('fastapi_routes', 3, program('python')),
    path: '/semaphore',
    calls: 30,
    // One worker may happen to accept every connection.
    truth: { kinds: ['parallel', 'concurrent'], cause: 'route-pool' },
    proof: [{ calls: different(30, '/semaphore'), takes: [4, 8], bystander: 'at-once' }],
  },
  {
    // The semaphore of one, in each process.
    name: 'FastAPI, asyncio.Lock, 3 workers',
    onlyInBench: true,
    start: uvicorn('fastapi_routes', 3, program('python')),
    path: '/asyncio-lock',
    calls: 24,
    truth: {
      kinds: ['parallel'],
      cause: 'route-pool',
      alsoRight: { 'route-lock': 'the same, of each process' },
    },
    proof: [{ calls: different(24, '/asyncio-lock'), takes: [8, 16], bystander: 'at-once' }],
  },
  {
    name: 'FastAPI, asyncio.to_thread',
    onlyInBench: true,
    start: asgi('fastapi_routes'),
    path: '/to-thread',
    calls: 3 * DEFAULT_THREADS,
    truth: { kinds: ['concurrent'], cause: 'route-pool' },
    proof: [
      { calls: different(DEFAULT_THREADS, '/to-thread'), takes: 1 },
      { calls: different(2 * DEFAULT_THREADS, '/to-thread'), takes: 2, bystander: 'at-once' },
    ],
  },
  {
    // A batch of n calls takes 0.8 + 0.2 n times as long as a call alone, which is contention, too.
    // Eight calls come as 1 + 7 or as 8.
    name: 'FastAPI, answers in batches',
    start: asgi('fastapi_batches'),
    path: '/ping',
    calls: 8,
    truth: { kinds: ['concurrent', 'contended'], cause: 'batching' },
    proof: [{ calls: different(8, '/ping'), takes: [2, 4], bystander: 'at-once' }],
  },
  {
    name: "FastAPI, asgiref's sync_to_async",
    onlyInBench: true,
    start: asgi('fastapi_routes'),
    path: '/one-thread',
    calls: 8,
    truth: {
      kinds: ['serial'],
      cause: 'route-lock',
      ...waitsIn(program('python/fastapi_routes.py'), 'query waits here'),
      alsoRight: { 'route-pool': 'it is a pool of one thread' },
    },
    proof: [{ calls: different(4, '/one-thread'), takes: 4, bystander: 'at-once' }],
  },
  {
    name: 'aiohttp, CPU-bound',
    start: script(program('python/aiohttp_cpu.py')),
    path: '/ping',
    calls: 8,
    truth: {
      kinds: ['serial'],
      cause: 'event-loop-busy',
      ...waitsIn(program('python/aiohttp_cpu.py')),
    },
    proof: [{ calls: different(4, '/ping'), takes: [4, 8], bystander: 'waits' }],
  },
  {
    name: 'Flask without threads',
    onlyInBench: true,
    start: flaskWithoutThreads(),
    path: '/ping',
    calls: 8,
    truth: {
      kinds: ['serial'],
      cause: 'one-call-per-worker',
      ...waitsIn(program('python/flask_app.py')),
    },
    proof: [{ calls: different(4, '/ping'), takes: 4, bystander: 'waits' }],
  },
  {
    name: 'http.server',
    onlyInBench: true,
    start: script('one_at_a_time.py'),
    path: '/ping',
    calls: 6,
    truth: {
      kinds: ['serial'],
      cause: 'one-call-per-worker',
      ...waitsIn(servers('one_at_a_time.py')),
    },
    proof: [{ calls: different(4, '/ping'), takes: 4, bystander: 'waits' }],
  },
  {
    name: 'gunicorn --workers 2',
    start: gunicorn({ workers: 2 }),
    path: '/ping',
    calls: 8,
    truth: {
      kinds: ['parallel', 'overlapping'],
      cause: 'one-call-per-worker',
      ...waitsIn(servers('wsgi_ping.py')),
    },
    proof: [{ calls: different(6, '/ping'), takes: 3, bystander: 'waits' }],
  },
  {
    // Each call that waits has been accepted by nobody, and each worker needs a solo call for one.
    name: 'uWSGI, 2 workers that become 6',
    start: growingUwsgi(),
    needs: 'uwsgi_python3',
    path: '/ping',
    calls: 24,
    truth: { kinds: ['parallel', 'overlapping'], cause: 'one-call-per-worker' },
    proof: [
      { calls: different(2, '/ping'), takes: 1 },
      { calls: different(24, '/ping'), takes: [4, 12] },
    ],
  },
  {
    name: 'uWSGI, 2 workers with 2 threads each',
    start: uwsgi({ processes: 2, threads: 2 }),
    needs: 'uwsgi_python3',
    path: '/ping',
    calls: 12,
    truth: { kinds: ['parallel', 'overlapping'], workers: 4, cause: 'thread-pool-full' },
    proof: [
      { calls: different(4, '/ping'), takes: 1 },
      { calls: different(8, '/ping'), takes: 2, bystander: 'waits' },
    ],
  },
  {
    // At first, as many connections are accepted as there are workers later, but each takes two.
    name: 'uWSGI, 2 workers that become 6, 2 threads each',
    onlyInBench: true,
    start: growingUwsgi(2),
    needs: 'uwsgi_python3',
    path: '/ping',
    calls: 24,
    truth: { kinds: ['parallel', 'overlapping'], cause: 'thread-pool-full' },
    proof: [
      { calls: different(4, '/ping'), takes: 1 },
      { calls: different(24, '/ping'), takes: [2, 6] },
    ],
  },
  {
    // A solo call right after another waits for the work after that, so there is hardly ever a verdict.
    name: 'gunicorn, work after the answer',
    start: python(
      (port) => [
        'gunicorn',
        '--chdir',
        program('python'),
        '--bind',
        `127.0.0.1:${port}`,
        'wsgi_after:app',
      ],
      { says: 'worker ready', times: 1 },
    ),
    path: '/ping',
    calls: 12,
    truth: { kinds: ['serial'], cause: 'one-call-per-worker' },
    proof: [{ calls: different(4, '/ping'), takes: [4, 8] }],
  },
  {
    name: 'gunicorn --threads 4',
    onlyInBench: true,
    start: gunicorn({ workers: 1, threads: 4 }),
    path: '/ping',
    calls: 12,
    truth: {
      kinds: ['concurrent'],
      cause: 'thread-pool-full',
      ...waitsIn(servers('wsgi_ping.py')),
    },
    proof: [
      { calls: different(4, '/ping'), takes: 1 },
      { calls: different(12, '/ping'), takes: 3, bystander: 'waits' },
    ],
  },
  {
    name: 'waitress --threads 4',
    onlyInBench: true,
    start: waitress(4),
    path: '/ping',
    calls: 12,
    truth: {
      kinds: ['concurrent'],
      cause: 'thread-pool-full',
      ...waitsIn(servers('wsgi_ping.py')),
    },
    proof: [
      { calls: different(4, '/ping'), takes: 1 },
      { calls: different(12, '/ping'), takes: 3, bystander: 'waits' },
    ],
  },
  {
    // Four calls take four times as long, and all of them the same: they share one core.
    name: 'Python threads, CPU-bound',
    start: script('threads_cpu.py', { WAIT_MS: '150' }),
    path: '/ping',
    calls: 6,
    truth: {
      kinds: ['contended'],
      cause: 'interpreter-lock',
      ...waitsIn(servers('threads_cpu.py')),
    },
    proof: [{ calls: different(4, '/ping'), takes: [4, 8] }],
  },
];

export const PYTHON_CASES: readonly WhyCase[] = [...QUESTION, ...OTHERS];
