import type { Worker } from 'node:worker_threads';
import type { Watched } from './burst-looks.ts';
import type { Question, Reply } from './watch-thread.ts';

/** How long the thread may take to reply, to start included: a busy machine must not hold up the check. */
const REPLY_WITHIN_MS = 5_000;

/** A question that has a reply, but for its number. */
type Asked = { readonly ask: 'begin'; readonly watched: Watched } | { readonly ask: 'end' };

/** The thread that watches, seen from the one that asks it. */
export class ThreadClient {
  readonly #thread: Worker;
  #asked = 0;
  #ended = false;

  constructor(thread: Worker) {
    this.#thread = thread;
    thread.on('error', () => {}); // then it exits
    thread.once('exit', () => (this.#ended = true));
  }

  /** Asks and waits for the reply; `undefined` if the thread has failed or takes too long. */
  async ask(asked: Asked): Promise<Reply | undefined> {
    if (this.#ended) return undefined;
    const thread = this.#thread;
    this.#asked += 1;
    const id = this.#asked;
    const settled = new AbortController();
    const { signal } = settled;
    // Until it replies, nothing else may keep the process alive.
    thread.ref();
    try {
      return await new Promise<Reply | undefined>((resolve) => {
        const gone = (): void => resolve(undefined);
        const timer = setTimeout(gone, REPLY_WITHIN_MS);
        // A reply that came too late belongs to an earlier question.
        const take = (reply: Reply): void => {
          if (reply.id === id) resolve(reply);
        };
        thread.on('message', take).once('exit', gone);
        signal.addEventListener('abort', () => {
          clearTimeout(timer);
          thread.off('message', take).off('exit', gone);
        });
        this.tell({ ...asked, id });
      });
    } finally {
      settled.abort();
      thread.unref();
    }
  }

  /** Ends the thread. */
  async end(): Promise<void> {
    await this.#thread.terminate();
  }

  /** Asks for something that has no reply. */
  tell(question: Question): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
    this.#thread.postMessage(question);
  }
}
