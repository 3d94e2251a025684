import type { ClientName } from '../../core/listen/known-clients.ts';
import type { Likely } from '../../core/listen/likely.ts';
import { defined } from '../../core/defined.ts';
import { wordsFrom, type WordTable } from '../shared/word-table.ts';

/** What the limit likely is, and what to do. */
export interface LikelyWords {
  readonly headline: string;
  readonly remedy: string;
  /** Where the number is documented; absent if no documentation has it. */
  readonly source?: string;
}

/** The words for what probably limits a client. */
export function likelyWords(likely: Likely): LikelyWords {
  return {
    headline: wordsFrom(HEADLINES, likely),
    remedy: wordsFrom(REMEDIES, likely),
    ...defined({ source: sourceOf(likely) }),
  };
}

const HEADLINES: WordTable<Likely> = {
  loop: () => 'a loop that waits for each call before it makes the next',
  'browser-same-url': () => 'a browser, which sends requests for the same URL one by one',
  'browser-connections': ({ limit }) =>
    `a browser, which opens ${limit} connections to a host over HTTP/1.1`,
  'default-limit': ({ client, limit }) =>
    `the default of ${nameOf(client)}: ${settingOf(client)} ${limit}`,
  'other-limit': ({ client, limit, preset }) =>
    `a setting of ${limit} (${settingOf(client)} of ${nameOf(client)} is ${preset} by default), or a pool or batches of ${limit} in the program`,
  'no-limit': ({ client, threads }) =>
    threads === true
      ? "Python's ThreadPoolExecutor, which has cores + 4 threads by default"
      : `a pool or batches in the program: ${nameOf(client)} itself has no limit`,
  streams: ({ limit }) =>
    `a client that opens ${limit} streams on an HTTP/2 connection, or a pool or batches of ${limit} in the program`,
  pool: ({ limit }) =>
    `a pool of ${limit} connections, threads, tasks or processes, or batches of ${limit}`,
  'below-limit': ({ client, preset }) =>
    `none: ${nameOf(client)} allows ${preset} by default (${settingOf(client)})`,
};

const REMEDIES: WordTable<Likely> = {
  loop: ({ client }) => (client === undefined ? ANY_LOOP : (LOOPS[client] ?? ANY_LOOP)),
  'browser-same-url': () => 'Make the addresses differ: ?x=1, ?x=2.',
  'browser-connections': () =>
    'Serve HTTP/2 over TLS, where all calls share one connection, or spread the calls over several hosts. Browsers have no setting for it.',
  'default-limit': changeOf,
  'other-limit': changeOf,
  'no-limit': changeOf,
  streams: () => ANY_POOL,
  pool: () => ANY_POOL,
  'below-limit': ({ preset }) => `To see the limit, make more than ${preset} calls at once.`,
};

const ANY_LOOP = 'Start all calls first, and wait for them together.';
const ANY_POOL =
  "Raise the size of the client's connection pool, or of the pool that makes the calls.";

const IN_JAVASCRIPT = 'Start all calls first: await Promise.all(urls.map((url) => call(url))).';
const IN_ASYNCIO = 'Start all calls first: await asyncio.gather(*(call(url) for url in urls)).';
const IN_THREADS =
  'Each call blocks its thread. Make the calls in threads (ThreadPoolExecutor(max_workers=N).map), or with an async client.';

const LOOPS: Partial<Record<ClientName, string>> = {
  'aws-sdk-js': IN_JAVASCRIPT,
  node: IN_JAVASCRIPT,
  axios: IN_JAVASCRIPT,
  browser: IN_JAVASCRIPT,
  httpx: `${IN_ASYNCIO} With httpx.Client, which blocks, make them in threads.`,
  aiohttp: IN_ASYNCIO,
  requests: IN_THREADS,
  urllib3: IN_THREADS,
  botocore: IN_THREADS,
  curl: 'Use curl --parallel (-Z) with all URLs, or run each curl in the background with &.',
  go: 'Make each call in its own goroutine.',
  okhttp: 'Use enqueue(), which does not wait, instead of execute().',
  guzzle: 'Use requestAsync() for all calls, then Utils::settle().',
};

const IN_PROGRAM =
  'Raise the limit in the program: that of a pool, p-limit or a semaphore, or the size of batches that are awaited one after the other.';

interface Limits {
  readonly name: string;
  /** The setting that limits calls. */
  readonly setting?: string;
  /** How to change it, or what to change instead. */
  readonly change?: string;
  /** The documentation that has the number. */
  readonly source?: string;
}

const CLIENTS: Readonly<Record<ClientName, Limits>> = {
  'aws-sdk-js': {
    name: 'the AWS SDK for JavaScript',
    setting: 'maxSockets',
    change: 'Give the client requestHandler: { httpsAgent: { maxSockets: N } }.',
    source: 'AWS SDK for JavaScript v3 Developer Guide, "Configure maxSockets in Node.js"',
  },
  aiohttp: {
    name: 'aiohttp',
    setting: 'limit',
    change: 'Use aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=N)); 0 is no limit.',
    source: 'aiohttp docs, "Limiting connection pool size"',
  },
  httpx: {
    name: 'HTTPX',
    setting: 'max_connections',
    change:
      'Use httpx.AsyncClient(limits=httpx.Limits(max_connections=N)). Raise the pool timeout, too: calls that wait longer than 5 s for a connection fail.',
    source: 'HTTPX docs, "Resource Limits"',
  },
  requests: {
    name: 'Requests',
    change: moreThreads('pool_maxsize', 10),
    source: 'Requests docs, HTTPAdapter (pool_block is False), and Python docs, ThreadPoolExecutor',
  },
  urllib3: {
    name: 'urllib3',
    change: moreThreads('maxsize', 1),
    source: 'urllib3 docs, HTTPConnectionPool (block is False)',
  },
  botocore: {
    name: 'boto3',
    change:
      'Raise max_workers of the ThreadPoolExecutor, and Config(max_pool_connections=N) with it.',
  },
  curl: {
    name: 'curl',
    setting: '--parallel-max',
    change: 'Use --parallel-max N.',
    source: 'curl man page, --parallel-max',
  },
  node: {
    name: 'fetch in Node.js',
    change: IN_PROGRAM,
    source: 'undici docs, Pool (connections is null)',
  },
  axios: { name: 'axios', change: IN_PROGRAM },
  go: { name: "Go's net/http", change: IN_PROGRAM },
  okhttp: {
    name: 'OkHttp',
    setting: 'maxRequestsPerHost',
    change: 'Set maxRequestsPerHost of the Dispatcher.',
    source: 'OkHttp docs, Dispatcher',
  },
  'apache-4': {
    name: 'Apache HttpClient 4',
    setting: 'defaultMaxPerRoute',
    change: 'Use HttpClients.custom().setMaxConnPerRoute(N).setMaxConnTotal(N).',
    source: 'Apache HttpClient docs, PoolingHttpClientConnectionManager',
  },
  guzzle: {
    name: 'Guzzle',
    setting: 'concurrency of a Pool',
    change: "Give the Pool 'concurrency' => N.",
    source: "Guzzle's source, Pool",
  },
  browser: {
    name: 'a browser',
    setting: 'connections to a host over HTTP/1.1',
    source:
      'Chromium, ClientSocketPoolManager; Firefox, network.http.max-persistent-connections-per-server',
  },
};

function nameOf(client: ClientName): string {
  return CLIENTS[client].name;
}

function settingOf(client: ClientName): string {
  return CLIENTS[client].setting ?? 'its limit';
}

function changeOf({ client }: { readonly client: ClientName }): string {
  return CLIENTS[client].change ?? ANY_POOL;
}

/** How to use more threads in Python, and which setting of a library keeps their connections. */
function moreThreads(setting: string, preset: number): string {
  return `Raise max_workers of the ThreadPoolExecutor, or use more threads. Raise ${setting} (${preset} by default) with it: it does not limit calls, only how many connections are kept for reuse.`;
}

/** Where the number of a known client is documented; that of a loop needs no documentation. */
function sourceOf(likely: Likely): string | undefined {
  if (likely.code === 'browser-connections') return CLIENTS.browser.source;
  return likely.code !== 'loop' && 'client' in likely ? CLIENTS[likely.client].source : undefined;
}
