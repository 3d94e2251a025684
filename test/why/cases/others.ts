import { availableParallelism } from 'node:os';
import { waitsIn, type WhyCase } from '../case.ts';
import { different, differentSessions, differentUrls, same } from '../experiment.ts';
import { go, javaServer, php, program, puma } from '../programs.ts';

const SERVER_JAVA = program('java/Server.java');

const JAVA: readonly WhyCase[] = [
  {
    name: 'com.sun.net.httpserver without an executor',
    onlyInBench: true,
    start: javaServer('none'),
    path: '/ping',
    calls: 8,
    truth: {
      kinds: ['serial'],
      cause: 'one-call-per-worker',
      ...waitsIn(SERVER_JAVA, 'ping waits here'),
      alsoRight: {
        'event-loop-blocked': 'the thread that accepts and reads in a loop runs the handler, too',
      },
    },
    proof: [{ calls: different(4, '/ping'), takes: 4, bystander: 'waits' }],
  },
  {
    name: 'com.sun.net.httpserver, pool of 4',
    onlyInBench: true,
    start: javaServer('fixed-4'),
    path: '/ping',
    calls: 12,
    truth: {
      kinds: ['concurrent'],
      cause: 'thread-pool-full',
      ...waitsIn(SERVER_JAVA, 'ping waits here'),
    },
    proof: [
      { calls: different(4, '/ping'), takes: 1 },
      { calls: different(12, '/ping'), takes: 3, bystander: 'waits' },
    ],
  },
  {
    name: 'Java, synchronized',
    start: javaServer('cached'),
    path: '/locked',
    calls: 8,
    truth: {
      kinds: ['serial'],
      cause: 'route-lock',
      ...waitsIn(SERVER_JAVA, 'locked waits here'),
    },
    proof: [{ calls: different(4, '/locked'), takes: 4, bystander: 'at-once' }],
  },
  {
    name: 'Java, synchronized around all routes',
    onlyInBench: true,
    start: javaServer('cached', { ALL: '1' }),
    path: '/ping',
    calls: 8,
    truth: {
      kinds: ['serial'],
      cause: 'server-lock',
      ...waitsIn(SERVER_JAVA, 'all wait here'),
    },
    proof: [{ calls: different(4, '/ping'), takes: 4, bystander: 'waits' }],
  },
  {
    name: 'Java, pool of 5 connections',
    onlyInBench: true,
    start: javaServer('cached'),
    path: '/pooled',
    calls: 15,
    truth: {
      kinds: ['concurrent'],
      cause: 'route-pool',
      ...waitsIn(SERVER_JAVA, 'pooled waits here'),
    },
    proof: [
      { calls: different(5, '/pooled'), takes: 1 },
      { calls: different(10, '/pooled'), takes: 2, bystander: 'at-once' },
    ],
  },
];

const GO: readonly WhyCase[] = [
  {
    name: 'Go, no limit',
    start: go(),
    needs: 'go',
    path: '/free',
    calls: 8,
    truth: { kinds: ['concurrent'] },
    proof: [{ calls: same(8, '/free'), takes: 1, bystander: 'at-once' }],
  },
  {
    name: 'Go, mutex',
    onlyInBench: true,
    start: go(),
    needs: 'go',
    path: '/mutex',
    calls: 8,
    truth: { kinds: ['serial'], cause: 'route-lock' },
    proof: [{ calls: different(4, '/mutex'), takes: 4, bystander: 'at-once' }],
  },
  {
    name: 'Go, three calls at a time on all routes',
    onlyInBench: true,
    start: go({ ALL: '3' }),
    needs: 'go',
    path: '/free',
    calls: 12,
    truth: { kinds: ['concurrent'], cause: 'server-limit' },
    proof: [
      { calls: different(3, '/free'), takes: 1 },
      { calls: different(9, '/free'), takes: 3, bystander: 'waits' },
    ],
  },
  {
    name: 'Go, channel of 4 slots',
    onlyInBench: true,
    start: go(),
    needs: 'go',
    path: '/channel',
    calls: 12,
    truth: { kinds: ['concurrent'], cause: 'route-pool' },
    proof: [
      { calls: different(4, '/channel'), takes: 1 },
      { calls: different(8, '/channel'), takes: 2, bystander: 'at-once' },
    ],
  },
  {
    // As many calls as cores take as long as one, if nothing else needs the cores.
    name: 'Go, CPU-bound',
    start: go(),
    needs: 'go',
    path: '/cpu',
    calls: 8 * Math.ceil(availableParallelism() / 2),
    truth: { kinds: ['contended'], cause: 'cores-full' },
    proof: [{ calls: different(4 * availableParallelism(), '/cpu'), takes: [4, 12] }],
  },
];

const PHP: readonly WhyCase[] = [
  {
    name: 'PHP, one worker',
    start: php(),
    needs: 'php',
    path: '/ping',
    calls: 8,
    truth: { kinds: ['serial'], cause: 'one-call-per-worker' },
    proof: [{ calls: different(4, '/ping'), takes: 4, bystander: 'waits' }],
  },
  {
    name: 'PHP, 12 workers, session_start',
    start: php(12),
    needs: 'php',
    path: '/session',
    calls: 6,
    options: ['--cookie', 'PHPSESSID=one'],
    truth: { kinds: ['serial'], cause: 'session-lock' },
    proof: [
      { calls: same(4, '/session', 'PHPSESSID=one'), takes: 4, bystander: 'at-once' },
      {
        calls: differentUrls(4, '/session').map((call) => ({ ...call, cookie: 'PHPSESSID=one' })),
        takes: 4,
      },
      // Two calls may come to the same worker.
      { calls: differentSessions(4, '/session'), takes: [1, 2] },
    ],
  },
  {
    // No call waits, but those of one browser would.
    name: 'PHP, 12 workers, session_start, without a cookie',
    onlyInBench: true,
    start: php(12),
    needs: 'php',
    path: '/session',
    calls: 6,
    truth: {
      kinds: ['parallel', 'overlapping'],
      cause: 'session-lock',
      alsoRight: { 'uneven-spread': 'a worker may get two calls' },
    },
    proof: [
      { calls: same(4, '/session', 'PHPSESSID=one'), takes: 4, bystander: 'at-once' },
      { calls: same(4, '/session'), takes: [1, 2] },
    ],
  },
  {
    name: 'PHP, 12 workers, session_write_close',
    onlyInBench: true,
    start: php(12),
    needs: 'php',
    path: '/session-closed',
    calls: 6,
    options: ['--cookie', 'PHPSESSID=one'],
    truth: {
      kinds: ['parallel', 'overlapping'],
      alsoRight: { 'uneven-spread': 'a worker may get two calls' },
    },
    proof: [{ calls: same(4, '/session-closed', 'PHPSESSID=one'), takes: [1, 2] }],
  },
];

const RUBY: readonly WhyCase[] = [
  {
    name: 'Puma with 5 threads',
    start: puma(5),
    needs: 'puma',
    path: '/ping',
    calls: 15,
    truth: { kinds: ['concurrent'], cause: 'thread-pool-full' },
    proof: [
      { calls: different(5, '/ping'), takes: 1 },
      { calls: different(15, '/ping'), takes: 3, bystander: 'waits' },
    ],
  },
  {
    // More threads than calls, so some are left for other routes.
    name: 'Puma, Rack::Lock around one route',
    onlyInBench: true,
    start: puma(16),
    needs: 'puma',
    path: '/locked',
    calls: 8,
    truth: { kinds: ['serial'], cause: 'route-lock' },
    proof: [{ calls: different(4, '/locked'), takes: 4, bystander: 'at-once' }],
  },
  {
    name: 'Puma, Rack::Lock around all routes',
    onlyInBench: true,
    start: puma(16, { LOCK: 'all' }),
    needs: 'puma',
    path: '/ping',
    calls: 8,
    truth: { kinds: ['serial'], cause: 'server-lock' },
    proof: [{ calls: different(4, '/ping'), takes: 4, bystander: 'waits' }],
  },
  {
    name: 'Puma, CPU-bound',
    onlyInBench: true,
    start: puma(5, { WAIT_MS: '150' }),
    needs: 'puma',
    path: '/cpu',
    calls: 5,
    truth: { kinds: ['contended'], cause: 'interpreter-lock' },
    proof: [{ calls: different(4, '/cpu'), takes: [4, 8] }],
  },
];

export const OTHER_CASES: readonly WhyCase[] = [...JAVA, ...GO, ...PHP, ...RUBY];
