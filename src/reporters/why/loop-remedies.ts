import { at, wasSeen, type About } from './about.ts';
import { placeWords } from './facts.ts';

// What to do about event loops that serve one call after the other.

/** What frees an event loop that something blocks. */
export function unblock(about: About): string[] {
  const { server, place } = about;
  if (server?.runtime === 'JVM') return offTheLoop(about);
  if (wasSeen('loops-unread', about)) return OFF_TOKIO;
  if (server?.runtime === 'Python') {
    return [
      `${at(about)}await what blocks${place?.calling === 'sleep' ? ' (asyncio.sleep instead of time.sleep)' : ' (an async client)'}, or hand it to a thread with asyncio.to_thread.`,
      'In FastAPI and Starlette, def instead of async def does that (FastAPI docs, "Concurrency").',
    ];
  }
  return [
    `${at(about)}call the asynchronous version of what blocks (${place?.calling === 'Atomics.wait' ? 'await setTimeout of node:timers/promises, as GET /ping does' : 'execFile instead of execFileSync'}), or move it to a worker thread (Node.js docs, "Don't Block the Event Loop").`,
  ];
}

/** What frees an event loop that computes. */
export function computeElsewhere(about: About): string[] {
  const { server } = about;
  if (server?.runtime === 'JVM') return offTheLoop(about);
  return server?.runtime === 'Python'
    ? [
        `${at(about)}move the computation to other processes (concurrent.futures.ProcessPoolExecutor), or run more of them (uvicorn --workers N).`,
      ]
    : [
        `${at(about)}move the computation to worker threads, or run a process for each core (Node.js docs, "Cluster").`,
      ];
}

/** What remains to do if calls also wait for a lock. */
export function relax({ seen }: About): string[] {
  const lock = seen.find((fact) => fact.code === 'stacks' && fact.waitsForLock);
  if (lock?.code !== 'stacks') return [];
  return [
    `Calls also wait for the lock or pool at ${placeWords(lock.place)}: hold it for a shorter time, or raise its size.`,
  ];
}

/** Rust servers on Tokio, which Actix Web is, too. */
const OFF_TOKIO = [
  'await what blocks (tokio::time::sleep instead of std::thread::sleep, an async client), or hand it to tokio::task::spawn_blocking (Tokio docs, "CPU-bound tasks and blocking code"); in Actix Web, to web::block (its docs).',
];

/** JVM servers whose own threads run handlers: the JDK's, and those on Netty. */
function offTheLoop(about: About): string[] {
  return [
    `${at(about)}the thread that accepts calls runs this, too. In com.sun.net.httpserver, call server.setExecutor(Executors.newCachedThreadPool()) before start() (Java API, "HttpServer").`,
    'In Vert.x, use executeBlocking; in WebFlux, subscribeOn(Schedulers.boundedElastic()) (their docs).',
  ];
}
