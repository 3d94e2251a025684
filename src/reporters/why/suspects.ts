import type { FoundCause } from '../../core/why/diagnosis.ts';

type About = Pick<FoundCause, 'server' | 'atATime' | 'seen'>;

/** The default size of a pool: if as many calls run at a time, a suspect, not a proof. */
interface Suspect {
  readonly runtime: string;
  /** May depend on the cores of the machine; `undefined` if they are unknown. */
  readonly size: number | ((cores: number | undefined) => number | undefined);
  /** What has this size by default, after `40 is `. */
  readonly what: string;
}

const SUSPECTS: readonly Suspect[] = [
  {
    runtime: 'Python',
    size: 40,
    what: 'the number of threads that AnyIO gives to plain def routes (anyio.to_thread.current_default_thread_limiter().total_tokens; AnyIO docs, "Working with threads")',
  },
  {
    runtime: 'Python',
    size: 15,
    what: "the default size of SQLAlchemy's pool (pool_size 5 and max_overflow 10)",
  },
  { runtime: 'Python', size: 10, what: "the default of CherryPy's server.thread_pool" },
  {
    runtime: 'Python',
    size: (cores) => (cores === undefined ? undefined : Math.min(32, cores + 4)),
    what: 'the number of threads that asyncio.to_thread has on this machine: cores + 4, at most 32 (Python docs, "ThreadPoolExecutor")',
  },
  {
    runtime: 'Node.js',
    size: 4,
    what: "the default size of libuv's thread pool (UV_THREADPOOL_SIZE), which fs, dns.lookup, crypto and zlib share",
  },
  { runtime: 'Node.js', size: 10, what: 'the default of node-postgres (max)' },
  {
    runtime: 'Node.js',
    size: 50,
    what: 'the default of the AWS SDK for JavaScript (AWS docs, "Configure maxSockets in Node.js")',
  },
  { runtime: 'JVM', size: 10, what: 'the default of HikariCP (maximumPoolSize)' },
  {
    runtime: 'JVM',
    size: 200,
    what: 'the default of Tomcat (maxThreads) and of Jetty (QueuedThreadPool)',
  },
  {
    runtime: 'Ruby',
    size: 5,
    what: 'the default of Active Record\'s connection pool (Rails API, "ConnectionPool")',
  },
];

/** Whose default the number of calls at a time is, in all or in each process; empty if nobody's. */
export function suspectWords({ server, atATime = 0, seen }: About): string[] {
  const limits = [atATime, atATime / processesIn(seen)];
  for (const { runtime, size, what } of SUSPECTS) {
    const number = typeof size === 'number' ? size : size(server?.cores);
    if (runtime === server?.runtime && number !== undefined && limits.includes(number)) {
      return [`${number} is ${what}.`];
    }
  }
  return [];
}

/** How many processes served the calls, as far as that was seen. */
export function processesIn(seen: About['seen']): number {
  const [calls] = seen.flatMap((one) => (one.code === 'calls-per-process' ? [one.calls] : []));
  return calls?.length ?? 1;
}
