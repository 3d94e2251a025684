import path from 'node:path';
import { node, PROGRAMS } from '../../servers/programs.ts';
import { waitsIn, type WhyCase } from '../case.ts';
import {
  different,
  differentClients,
  differentSessions,
  differentUrls,
  onConnections,
  same,
  type Call,
} from '../experiment.ts';
import { http2, program } from '../programs.ts';

const withTokens = (tokens: readonly string[]): Call[] =>
  tokens.map((token) => ({ path: '/same-token', authorization: `Bearer ${token}` }));
const servers = (name: string): string => path.join(PROGRAMS, name);
const locks = node(program('node/locks.mjs'));
const hashing = node(program('node/hashing.mjs'));

/** What blocks the only thread there is. */
const BLOCKING: readonly WhyCase[] = [
  {
    name: 'Node, Atomics.wait',
    onlyInBench: true,
    start: node('node-blocking.mjs'),
    path: '/ping',
    calls: 8,
    truth: {
      kinds: ['serial'],
      cause: 'event-loop-blocked',
      ...waitsIn(servers('node-blocking.mjs')),
      mustDecide: true,
    },
    proof: [{ calls: different(4, '/ping'), takes: 4, bystander: 'waits' }],
  },
  {
    name: 'Node, execFileSync',
    onlyInBench: true,
    start: node(program('node/exec-sync.mjs')),
    path: '/ping',
    calls: 8,
    truth: {
      kinds: ['serial'],
      cause: 'event-loop-blocked',
      ...waitsIn(program('node/exec-sync.mjs')),
    },
    proof: [{ calls: different(4, '/ping'), takes: 4, bystander: 'waits' }],
  },
  {
    name: 'Node, busy loop',
    onlyInBench: true,
    start: node('node-cpu.mjs', { WAIT_MS: '150' }),
    path: '/ping',
    calls: 8,
    truth: {
      kinds: ['serial'],
      cause: 'event-loop-busy',
      ...waitsIn(servers('node-cpu.mjs')),
      mustDecide: true,
    },
    proof: [{ calls: different(4, '/ping'), takes: [4, 8], bystander: 'waits' }],
  },
  {
    name: 'Node, pbkdf2Sync',
    onlyInBench: true,
    start: hashing,
    path: '/sync',
    calls: 8,
    truth: {
      kinds: ['serial'],
      cause: 'event-loop-busy',
      ...waitsIn(program('node/hashing.mjs')),
    },
    proof: [{ calls: different(4, '/sync'), takes: [4, 8], bystander: 'waits' }],
  },
];

/** What leaves the event loop free. */
const WAITING: readonly WhyCase[] = [
  {
    // On four cores or more, libuv's four threads are the limit; on fewer, the cores.
    name: 'Node, pbkdf2 in the pool of libuv',
    onlyInBench: true,
    start: hashing,
    path: '/async',
    calls: 8,
    truth: {
      kinds: ['contended', 'concurrent'],
      cause: 'cores-full',
      alsoRight: { 'route-pool': 'its four threads are the limit on four cores or more' },
    },
    proof: [{ calls: different(8, '/async'), takes: [2, 12], bystander: 'at-once' }],
  },
  {
    name: 'Node, pbkdf2 with UV_THREADPOOL_SIZE=1',
    onlyInBench: true,
    start: node(program('node/hashing.mjs'), { UV_THREADPOOL_SIZE: '1' }),
    path: '/async',
    calls: 8,
    truth: {
      kinds: ['serial'],
      cause: 'route-pool',
      alsoRight: { 'route-lock': 'a pool of one is like a lock' },
    },
    proof: [{ calls: different(4, '/async'), takes: [4, 8], bystander: 'at-once' }],
  },
  {
    name: 'Node, no limit',
    onlyInBench: true,
    start: locks,
    path: '/free',
    calls: 8,
    truth: { kinds: ['concurrent'] },
    proof: [{ calls: same(8, '/free'), takes: 1, bystander: 'at-once' }],
  },
  {
    name: 'Node, mutex',
    onlyInBench: true,
    start: locks,
    path: '/mutex',
    calls: 8,
    truth: { kinds: ['serial'], cause: 'route-lock' },
    proof: [{ calls: different(4, '/mutex'), takes: 4, bystander: 'at-once' }],
  },
  {
    name: 'Node, pool of 10 connections',
    start: locks,
    path: '/pool',
    calls: 20,
    truth: { kinds: ['concurrent'], cause: 'route-pool' },
    proof: [
      { calls: different(10, '/pool'), takes: 1 },
      { calls: different(20, '/pool'), takes: 2, bystander: 'at-once' },
    ],
  },
  {
    name: 'Node, lock for each URL',
    start: locks,
    path: '/same-url',
    calls: 8,
    truth: { kinds: ['serial'], cause: 'same-request-lock' },
    proof: [
      { calls: same(4, '/same-url'), takes: 4, bystander: 'at-once' },
      { calls: differentUrls(4, '/same-url'), takes: 1 },
      { calls: differentSessions(4, '/same-url'), takes: 4 },
      { calls: differentClients(4, '/same-url'), takes: 4 },
    ],
  },
  {
    // Another parameter changes nothing, so nothing but another user shows it.
    name: 'Node, lock for each user in the query',
    onlyInBench: true,
    start: locks,
    path: '/same-user?user=7',
    calls: 8,
    truth: {
      kinds: ['serial'],
      cause: 'same-request-lock',
      alsoRight: { 'route-lock': 'nobody can know that this parameter matters' },
      notSure: true,
    },
    proof: [
      { calls: different(4, '/same-user?user=7'), takes: 4, bystander: 'at-once' },
      { calls: [7, 8, 9].map((user) => ({ path: `/same-user?user=${user}` })), takes: 1 },
    ],
  },
  {
    // The check has the credentials of one user only.
    name: 'Node, lock for each user by their token',
    onlyInBench: true,
    start: locks,
    path: '/same-token',
    calls: 6,
    options: ['-H', 'Authorization: Bearer one'],
    truth: {
      kinds: ['serial'],
      cause: 'session-lock',
      alsoRight: { 'route-lock': 'nobody can know that the token matters' },
      notSure: true,
    },
    proof: [
      { calls: withTokens(['one', 'one', 'one', 'one']), takes: 4, bystander: 'at-once' },
      { calls: withTokens(['one', 'two', 'three', 'four']), takes: 1 },
    ],
  },
  {
    // Nobody waits longer than alone.
    name: 'Node, one run for all calls of a URL',
    start: locks,
    path: '/single-flight',
    calls: 8,
    truth: {
      kinds: ['concurrent'],
      alsoRight: { 'same-request-lock': 'identical calls are answered by one run' },
    },
    proof: [{ calls: same(8, '/single-flight'), takes: 1, bystander: 'at-once' }],
  },
  {
    name: 'Node, session lock',
    onlyInBench: true,
    start: locks,
    path: '/session',
    calls: 8,
    options: ['--cookie', 'sid=one'],
    truth: { kinds: ['serial'], cause: 'session-lock' },
    proof: [
      { calls: same(4, '/session', 'sid=one'), takes: 4, bystander: 'at-once' },
      { calls: differentSessions(4, '/session'), takes: 1 },
      {
        calls: differentUrls(4, '/session').map((call) => ({ ...call, cookie: 'sid=one' })),
        takes: 4,
      },
    ],
  },
  {
    name: 'Node, session lock, without a cookie',
    start: locks,
    path: '/session',
    calls: 8,
    // No call waits, but those of one browser would.
    truth: { kinds: ['concurrent'], cause: 'session-lock' },
    proof: [{ calls: same(8, '/session'), takes: 1 }],
  },
  {
    name: 'Node, two calls per client',
    onlyInBench: true,
    start: locks,
    path: '/client',
    calls: 8,
    truth: { kinds: ['concurrent'], cause: 'client-limit' },
    proof: [
      { calls: differentUrls(6, '/client'), takes: 3, bystander: 'at-once' },
      { calls: differentSessions(6, '/client'), takes: 3 },
      { calls: differentClients(6, '/client'), takes: 1 },
    ],
  },
  {
    name: 'Node, three calls per client, 429 beyond',
    start: locks,
    path: '/client-429',
    calls: 8,
    truth: { kinds: ['concurrent'], cause: 'client-limit' },
    proof: [
      { calls: differentUrls(6, '/client-429'), takes: 1, refused: 3, bystander: 'at-once' },
      { calls: differentClients(6, '/client-429'), takes: 1 },
    ],
  },
  {
    name: 'Node, three calls at a time on all routes, 503 beyond',
    onlyInBench: true,
    start: node(program('node/locks.mjs'), { ALL: '3', REFUSE: '1' }),
    path: '/free',
    calls: 8,
    truth: { kinds: ['concurrent'], cause: 'server-limit' },
    proof: [{ calls: different(8, '/free'), takes: 1, refused: 5 }],
  },
  {
    // Whoever calls: no limit of a client, and no limit of a rate.
    name: 'Node, three calls at a time, 429 beyond',
    start: locks,
    path: '/everybody-429',
    calls: 8,
    truth: { kinds: ['concurrent'], cause: 'route-pool', mustDecide: true },
    proof: [
      { calls: different(3, '/everybody-429'), takes: 1, bystander: 'at-once' },
      { calls: different(8, '/everybody-429'), takes: 1, refused: 5 },
    ],
  },
  {
    // The same with a normal status and another body.
    name: 'Node, three calls at a time, 200 beyond',
    start: locks,
    path: '/everybody-200',
    calls: 12,
    truth: { kinds: [], cause: 'route-pool', notSure: true },
    proof: [
      { calls: different(3, '/everybody-200'), takes: 1, bystander: 'at-once' },
      { calls: different(8, '/everybody-200'), takes: 1, otherwise: 5 },
    ],
  },
  {
    name: 'Node, three calls of the same URL at a time, 200 beyond',
    onlyInBench: true,
    start: locks,
    path: '/same-url-200',
    calls: 12,
    truth: { kinds: [], cause: 'same-request-lock', notSure: true },
    proof: [
      { calls: same(8, '/same-url-200'), takes: 1, otherwise: 5 },
      { calls: differentUrls(8, '/same-url-200'), takes: 1 },
    ],
  },
  {
    name: 'Node, token bucket, 200 beyond',
    onlyInBench: true,
    start: locks,
    path: '/bucket-200',
    calls: 12,
    truth: { kinds: [], cause: 'rate-limit', notSure: true },
    proof: [{ calls: different(12, '/bucket-200'), takes: 1, otherwise: [6, 8] }],
  },
  {
    // No limit at all: three of ten calls get another answer by chance, and sooner.
    name: 'Node, one of two answers',
    onlyInBench: true,
    start: locks,
    path: '/either',
    calls: 24,
    truth: { kinds: ['concurrent', 'overlapping'] },
    proof: [{ calls: different(24, '/either'), takes: 1, bystander: 'at-once' }],
  },
  {
    // A call takes 20 ms; calls start 200 ms apart.
    name: 'Node, a start every 200 ms',
    start: locks,
    path: '/paced',
    calls: 8,
    truth: {
      kinds: ['serial', 'concurrent', 'contended'],
      cause: 'rate-limit',
    },
    proof: [
      { calls: different(4, '/paced'), everyMs: 200, bystander: 'at-once' },
      { calls: different(8, '/paced'), everyMs: 200 },
    ],
  },
  {
    // Six calls may start at once, then four a second. A call takes 100 ms.
    name: 'Node, token bucket, delaying',
    onlyInBench: true,
    start: locks,
    path: '/bucket',
    calls: 12,
    truth: { kinds: ['concurrent'], cause: 'rate-limit' },
    proof: [{ calls: different(12, '/bucket'), takes: [10, 18], bystander: 'at-once' }],
  },
  {
    // The same, of calls that take 300 ms.
    name: 'Node, token bucket, 429 beyond',
    onlyInBench: true,
    start: locks,
    path: '/bucket-429',
    calls: 12,
    truth: { kinds: ['concurrent'], cause: 'rate-limit' },
    proof: [{ calls: different(12, '/bucket-429'), takes: 1, refused: 6 }],
  },
  {
    // A connection opens in 300 ms, one at a time, and is kept. The solo calls opened one.
    name: 'Node, connections open one at a time',
    start: locks,
    path: '/warming',
    calls: 6,
    options: ['-b', '2'],
    truth: { kinds: ['concurrent'], cause: 'warm-up' },
    proof: [
      { calls: different(4, '/warming'), takes: 4, bystander: 'at-once' },
      { calls: different(4, '/warming'), takes: 1 },
    ],
  },
  {
    // Answers come at once, so the calls are over before all are sent.
    name: 'Node, answers immediately',
    start: locks,
    path: '/quick',
    calls: 100,
    truth: {
      kinds: ['concurrent', 'serial', 'contended'],
      alsoRight: {
        'client-too-slow': 'sending takes longer than answering',
        'event-loop-busy': 'parsing 100 requests is all that the thread does',
      },
    },
    proof: [{ calls: same(4, '/quick') }],
  },
];

/** What depends on the connection. */
const CONNECTIONS: readonly WhyCase[] = [
  {
    name: 'Node, HTTP/2, one call of a connection at a time',
    start: http2(1),
    path: '/in-turn',
    calls: 6,
    options: ['--http2'],
    truth: { kinds: ['serial'], cause: 'connection-limit' },
    proof: [
      { calls: onConnections(4, '/in-turn', 'shared'), takes: 4 },
      { calls: onConnections(4, '/in-turn', 'own'), takes: 1 },
    ],
  },
  {
    name: 'Node, HTTP/2, three processes, each of them blocking',
    onlyInBench: true,
    start: http2(3),
    path: '/blocking',
    calls: 6,
    options: ['--http2'],
    truth: {
      kinds: ['serial', 'contended'],
      cause: 'uneven-spread',
      alsoRight: { 'event-loop-blocked': 'that of the one process that got all calls' },
    },
    proof: [
      { calls: onConnections(6, '/blocking', 'shared'), takes: 6 },
      { calls: onConnections(6, '/blocking', 'own'), takes: [2, 3] },
    ],
  },
];

export const NODE_CASES: readonly WhyCase[] = [...BLOCKING, ...WAITING, ...CONNECTIONS];
