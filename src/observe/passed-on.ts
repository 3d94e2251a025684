import { groupBy } from '../core/group-by.ts';
import type { Sighting } from '../core/observed/observed.ts';
import { describeProcess } from './describe-process.ts';
import { runProgram, type Proc, type RunProgram } from './proc.ts';
import { socketsOf, type ProcessTable } from './process-table.ts';
import { parseListeningPorts } from './socket-table.ts';
import type { SocketTables } from './socket-tables.ts';

/** How long to wait before asking again, ms: ss takes about 6 ms of a core. */
const PAUSE_MS = 100;

/** One line for each TCP connection, with its inode and when data last went either way (man ss). */
const WORDS = ['-HtnieO', 'state', 'established', 'state', 'syn-sent'];

/** Finds the calls that a proxy has passed on. Only ss of iproute2 shows which of its connections are idle. */
export class PassedOn {
  readonly #proc: Proc;
  readonly #run: RunProgram;
  readonly #proxies: readonly number[];
  /** The ports on which it accepts calls. It may pass calls on to itself. */
  readonly #ports: ReadonlySet<number>;
  #count: number | undefined;
  /** The most connections at a time to each address. */
  readonly #most = new Map<string, number>();
  #nextAt = Number.NEGATIVE_INFINITY;

  constructor(
    proc: Proc,
    server: { readonly processes: ProcessTable; readonly sockets: SocketTables },
    run: RunProgram = runProgram,
  ) {
    this.#proc = proc;
    this.#run = run;
    const { processes, sockets } = server;
    const { known } = processes;
    const isProxy = known.every((pid) => describeProcess(proc, pid)?.proxy === true);
    this.#proxies = isProxy ? known : [];
    const tables = isProxy ? sockets.read() : [];
    this.#ports = new Set(tables.flatMap((table) => parseListeningPorts(table, this.#inodes())));
  }

  /** Forgets what it saw, for another burst. */
  forget(): void {
    this.#nextAt = Number.NEGATIVE_INFINITY;
    this.#most.clear();
  }

  /** Where calls were passed on to since then; `undefined` if nowhere. */
  get addresses(): Sighting['passedOnTo'] {
    if (this.#most.size === 0) return undefined;
    return [...this.#most].map(([address, connections]) => ({ address, connections }));
  }

  /**
   * How many connections the proxy has open to others, except idle ones; if ss was just asked, what it said then.
   * `undefined` if what accepts calls is no proxy, or if its connections can't be seen.
   */
  count(at: number): number | undefined {
    if (this.#proxies.length === 0 || at < this.#nextAt) return this.#count;
    const text = this.#run('ss', WORDS);
    // Sockets are read after the connections, so what opens in between is counted the next time.
    const inodes = this.#inodes();
    const open = parseSs(text ?? '').filter(
      ({ inode, port, idle }) => inodes.has(inode) && !this.#ports.has(port) && !idle,
    );
    for (const [address, { length }] of groupBy(open, ({ peer }) => peer)) {
      this.#most.set(address, Math.max(length, this.#most.get(address) ?? 0));
    }
    this.#count = text === undefined || text === '' ? undefined : open.length;
    this.#nextAt = at + PAUSE_MS;
    return this.#count;
  }

  #inodes(): ReadonlySet<number> {
    return new Set(this.#proxies.flatMap((pid) => socketsOf(this.#proc, pid)));
  }
}

interface SsConnection {
  readonly inode: number;
  /** Its own port. */
  readonly port: number;
  /** The address and port of the other end. */
  readonly peer: string;
  /** Whether an answer came after the last data was sent, so nobody waits for another. */
  readonly idle: boolean;
}

/** Parses the connections that ss lists. It leaves out a time of 0 ms. */
export function parseSs(text: string): SsConnection[] {
  return text.split('\n').flatMap((line) => {
    const [, port, peer, inode] = /:(\d+)\s+(\S+:\d+)\s.*\bino:(\d+)/.exec(line) ?? [];
    if (port === undefined || peer === undefined || inode === undefined) return [];
    const valueOf = (name: string): number =>
      Number(new RegExp(String.raw`\b${name}:(\d+)`).exec(line)?.[1] ?? 0);
    const idle = valueOf('bytes_received') > 0 && valueOf('lastsnd') > valueOf('lastrcv');
    return [{ inode: Number(inode), port: Number(port), peer, idle }];
  });
}
