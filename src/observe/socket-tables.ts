import type { Proc } from './proc.ts';
import { parseListeners, type Listener } from './socket-table.ts';

const FILES = ['net/tcp', 'net/tcp6'] as const;

/**
 * The kernel's tables of sockets. To read one takes some ms however many rows it has, so only the one
 * with the server's socket is read: all connections to that are in the same table.
 */
export class SocketTables {
  readonly #proc: Proc;
  readonly #port: number;
  #files: readonly string[] = FILES;

  constructor(proc: Proc, port: number) {
    this.#proc = proc;
    this.#port = port;
  }

  /** Finds the sockets that accept connections, and the tables that have to be read. */
  findListeners(): Listener[] {
    const found = FILES.map((file) => ({
      file,
      listeners: parseListeners(this.#proc.read(file) ?? '', this.#port),
    })).filter(({ listeners }) => listeners.length > 0);
    if (found.length > 0) this.#files = found.map(({ file }) => file);
    return found.flatMap(({ listeners }) => listeners);
  }

  read(): string[] {
    return this.#files.flatMap((file) => this.#proc.read(file) ?? []);
  }
}
