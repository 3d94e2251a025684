import { nginxInFrontOf, node, uvicorn } from '../../servers/programs.ts';
import type { WhyCase } from '../case.ts';
import { different, differentClients, differentUrls, same } from '../experiment.ts';
import { haproxyInFrontOf, onAddresses, program } from '../programs.ts';

const limiting = nginxInFrontOf(node('node-waiting.mjs'), program('proxies/nginx.conf'));

export const PROXY_CASES: readonly WhyCase[] = [
  {
    // Past the proxy, the program has no limit: the programs of Node that wait show that.
    name: 'HAProxy, maxconn 2',
    start: haproxyInFrontOf(node('node-waiting.mjs')),
    needs: 'haproxy',
    path: '/ping',
    calls: 8,
    truth: { kinds: ['overlapping'], cause: 'proxy-limit' },
    proof: [
      { calls: different(2, '/ping'), takes: 1 },
      { calls: different(6, '/ping'), takes: 3, bystander: 'waits' },
    ],
  },
  {
    // An address stays at one of three servers, each of which serves one call at a time.
    name: 'HAProxy, balance source',
    start: haproxyInFrontOf(onAddresses(3), 'haproxy-source.cfg'),
    needs: 'haproxy',
    path: '/ping',
    calls: 6,
    truth: { kinds: ['serial'], cause: 'uneven-spread' },
    proof: [
      { calls: differentUrls(6, '/ping'), takes: 6, bystander: 'waits' },
      { calls: differentClients(6, '/ping'), takes: 2 },
    ],
  },
  {
    name: 'nginx, no limit',
    start: limiting,
    path: '/ping',
    calls: 8,
    truth: { kinds: ['overlapping'] },
    proof: [{ calls: same(8, '/ping'), takes: 1 }],
  },
  {
    name: 'nginx, limit_conn for each client, 429',
    onlyInBench: true,
    start: limiting,
    path: '/client',
    calls: 8,
    truth: { kinds: ['overlapping'], cause: 'client-limit' },
    proof: [
      { calls: differentUrls(8, '/client'), takes: 1, refused: 4 },
      { calls: differentClients(8, '/client'), takes: 1 },
    ],
  },
  {
    name: 'nginx, limit_conn for all clients, 429',
    start: limiting,
    path: '/everybody',
    calls: 8,
    truth: { kinds: ['overlapping'], cause: 'proxy-limit' },
    proof: [{ calls: different(8, '/everybody'), takes: 1, refused: 4 }],
  },
  {
    // The other path is under the same limit, and slow enough to be called while calls are in progress.
    name: 'nginx, limit_conn for all clients, and another path under it',
    onlyInBench: true,
    start: limiting,
    path: '/everybody',
    calls: 8,
    options: ['--bystander', '/everybody?again'],
    truth: { kinds: ['overlapping'], cause: 'proxy-limit', mustDecide: true },
    proof: [{ calls: different(8, '/everybody'), takes: 1, refused: 4 }],
  },
  {
    // A call takes 300 ms; calls start 200 ms apart.
    name: 'nginx, limit_req, delaying',
    onlyInBench: true,
    start: limiting,
    path: '/paced',
    calls: 8,
    truth: { kinds: ['overlapping', 'serial'], cause: 'rate-limit' },
    proof: [
      { calls: different(4, '/paced'), everyMs: 200 },
      { calls: different(8, '/paced'), everyMs: 200 },
    ],
  },
  {
    name: 'nginx, limit_req, 429',
    onlyInBench: true,
    start: limiting,
    path: '/rate',
    calls: 8,
    truth: { kinds: ['overlapping'], cause: 'rate-limit' },
    proof: [{ calls: different(8, '/rate'), takes: 1, refused: 5 }],
  },
  {
    // Not nginx, but what it passes the calls on to.
    name: 'nginx in front of a blocked event loop',
    start: nginxInFrontOf(uvicorn('fastapi_blocking'), program('proxies/nginx.conf')),
    path: '/ping',
    calls: 8,
    truth: { kinds: ['serial'], cause: 'event-loop-blocked' },
    proof: [{ calls: different(4, '/ping'), takes: 4, bystander: 'waits' }],
  },
];
