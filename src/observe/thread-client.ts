import type { Worker } from 'node:worker_threads';
import type { Question, Reply } from './watch-thread.ts';

/** How long the thread may take to answer: a busy machine must not hold up the check. */
const REPLY_WITHIN_MS = 2_000;

/** The thread that watches, seen from the one that asks it. */
export class ThreadClient {
  readonly #thread: Worker;

  constructor(thread: Worker) {
    this.#thread = thread;
    thread.on('error', () => {}); // then it exits, and gives no reply
  }

  /** Asks and waits for the reply; `undefined` if the thread has failed or takes too long. */
  async ask(question: Question): Promise<Reply | undefined> {
    const thread = this.#thread;
    const settled = new AbortController();
    const { signal } = settled;
    // Until it replies, nothing else may keep the process alive.
    thread.ref();
    try {
      return await new Promise<Reply | undefined>((resolve) => {
        const gone = (): void => resolve(undefined);
        const timer = setTimeout(gone, REPLY_WITHIN_MS);
        thread.once('message', resolve).once('exit', gone);
        signal.addEventListener('abort', () => {
          clearTimeout(timer);
          thread.off('message', resolve).off('exit', gone);
        });
        this.tell(question);
      });
    } finally {
      settled.abort();
      thread.unref();
    }
  }

  /** Asks for something that has no reply. */
  tell(question: Question): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
    this.#thread.postMessage(question);
  }
}
