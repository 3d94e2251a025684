import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { defined } from '../../core/defined.ts';
import type { Answer } from '../../core/answers/answer.ts';

/** Reads a body to its end, and keeps its first `mostBytes`. The others are only counted. */
export class BodyReader {
  readonly #body: Readable;
  readonly #chunks: Buffer[] = [];
  readonly #mostBytes: number;
  #kept = 0;
  #bodyBytes = 0;

  constructor(body: Readable, mostBytes: number) {
    this.#body = body;
    this.#mostBytes = mostBytes;
    body.on('data', (chunk: Buffer) => this.#keep(chunk));
  }

  /** Resolves when the body has ended. Rejects if it breaks off. */
  async ended(): Promise<void> {
    await finished(this.#body, { writable: false });
  }

  /** What has come in so far. */
  read(): Pick<Answer, 'body' | 'bodyBytes' | 'keptBytes'> {
    const body = Buffer.concat(this.#chunks).toString('utf8');
    const keptBytes = this.#kept < this.#bodyBytes ? this.#kept : undefined;
    return { body, bodyBytes: this.#bodyBytes, ...defined({ keptBytes }) };
  }

  #keep(chunk: Buffer): void {
    const kept = chunk.subarray(0, this.#mostBytes - this.#kept);
    if (kept.length > 0) this.#chunks.push(kept);
    this.#kept += kept.length;
    this.#bodyBytes += chunk.length;
  }
}
