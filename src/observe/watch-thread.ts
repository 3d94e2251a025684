import {
  isMainThread,
  parentPort,
  Worker,
  workerData,
  type MessagePort,
} from 'node:worker_threads';
import type { Observed } from '../core/observed/observed.ts';
import { BurstLooks, type Looks, type Seen, type Watched } from './burst-looks.ts';
import { LsofLooks } from './lsof-looks.ts';
import { monotonicMs } from './this-machine.ts';
import { PROC, runProgram } from './proc.ts';
import { threadCpuMs } from './process-stat.ts';
import { ServerOnPort } from './server-on-port.ts';

// The thread that looks at the kernel's tables, apart from the one that stamps times. This module is both
// its code and what starts it, so it needs a separate file when it is bundled: it is imported on demand.

/** What the thread is asked for. */
export type Question =
  | { readonly ask: 'begin'; readonly id: number; readonly watched: Watched }
  | { readonly ask: 'end'; readonly id: number }
  | { readonly ask: 'watch' }
  | { readonly ask: 'also'; readonly clientPorts: readonly number[] };

/** What it answers. */
export type Reply = { readonly id: number } & (
  | { readonly reply: 'begun' }
  | ({ readonly reply: 'ended' } & Report)
);

/** What the thread has seen of a burst. */
export interface Report {
  readonly seen: Seen;
  readonly unseen?: NonNullable<Observed['unseen']> | undefined;
}

/** Short enough for calls of 100 ms. */
const INTERVAL_MS = 20;
/** The looks may take a tenth of a core at most. */
const IDLE_PER_LOOK = 9;
/** The longer a burst lasts, the rarer the looks: at least this many until it is twice as old. */
const LOOKS_PER_AGE = 500;

const NAME = 'concurrency-check: watch';

/** Starts the thread. It does not keep the process alive. */
export function startThread(): Worker {
  const thread = new Worker(new URL(import.meta.url), { workerData: NAME, name: NAME });
  thread.unref();
  return thread;
}

if (!isMainThread && workerData === NAME && parentPort !== null) serve(parentPort);

function serve(port: MessagePort): void {
  const looksAt = looksOfThisSystem();
  let looks: Looks | undefined;
  let timer: NodeJS.Timeout | undefined;
  const reply = (message: Reply): void => port.postMessage(message);
  const begin = (id: number, watched: Watched): void => {
    const at = monotonicMs();
    looks = looksAt(watched, at);
    looks.look(at);
    reply({ id, reply: 'begun' });
  };
  const watch = (): void => {
    const releasedAt = monotonicMs();
    const lookOn = (): void => {
      const tookMs = timed((at) => looks?.look(at));
      const ageMs = monotonicMs() - releasedAt;
      const pauseMs = Math.max(INTERVAL_MS, IDLE_PER_LOOK * tookMs, ageMs / LOOKS_PER_AGE);
      timer = setTimeout(lookOn, pauseMs);
    };
    timer = setTimeout(lookOn, INTERVAL_MS);
  };
  const end = (id: number): void => {
    clearTimeout(timer);
    if (looks !== undefined) {
      reply({ id, reply: 'ended', seen: looks.finish(monotonicMs()), unseen: looks.unseen });
    }
  };
  port.on('message', (question: Question) => {
    if (question.ask === 'begin') begin(question.id, question.watched);
    else if (question.ask === 'watch') watch();
    else if (question.ask === 'also') looks?.bystanders?.add(question.clientPorts);
    else end(question.id);
  });
}

/** How to look on this system. What is known of a server stays known from burst to burst. */
function looksOfThisSystem(): (watched: Watched, at: number) => Looks {
  if (process.platform !== 'linux') return (watched, at) => new LsofLooks(runProgram, watched, at);
  let server: ServerOnPort | undefined;
  return ({ serverPort, clientPorts }, at) => {
    if (server?.port !== serverPort) {
      server = new ServerOnPort(PROC, serverPort, process.getuid?.() ?? 0);
    }
    return new BurstLooks(PROC, server, { clientPorts, at });
  };
}

/** Processor time that a look takes, ms. */
function timed(look: (at: number) => void): number {
  const at = monotonicMs();
  const before = threadCpuMs(PROC);
  look(at);
  const after = threadCpuMs(PROC);
  return before === undefined || after === undefined ? monotonicMs() - at : after - before;
}
