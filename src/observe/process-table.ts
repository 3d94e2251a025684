import { listProcesses, type Proc } from './proc.ts';
import { parseStat } from './process-stat.ts';

/** The processes that may serve calls: those that hold what listens, and those that came later. */
export class ProcessTable {
  readonly #proc: Proc;
  readonly #serving = new Set<number>();
  readonly #old: ReadonlySet<number>;
  readonly #listeners: ReadonlySet<number>;
  #burst: { readonly at: number; readonly present: ReadonlySet<number> };

  /** Looks at all processes, for those that hold one of the sockets that listen. */
  constructor(proc: Proc, listeners: ReadonlySet<number>) {
    this.#proc = proc;
    this.#listeners = listeners;
    const all = listProcesses(this.#proc);
    this.#old = new Set(all);
    this.#burst = { at: 0, present: this.#old };
    this.#addHolders(all, listeners);
  }

  /** Whether any process of the server is visible. */
  get isVisible(): boolean {
    return this.#serving.size > 0;
  }

  /** The processes that may serve calls, as far as they are known. */
  get known(): readonly number[] {
    return [...this.#serving];
  }

  /** The process that alone could serve calls so far; `undefined` if there are several, or none. */
  get only(): number | undefined {
    const [one, another] = this.#serving;
    return another === undefined ? one : undefined;
  }

  /** Remembers which processes there are before the calls of a burst are released. */
  beginBurst(at: number): void {
    this.#burst = { at, present: new Set(listProcesses(this.#proc)) };
  }

  /**
   * By when a process has started, if that was after the first look: before the burst, or when it was first
   * seen with a call of it.
   */
  startedBy(pid: number, seenAt: number): number | undefined {
    if (this.#old.has(pid)) return undefined;
    return this.#burst.present.has(pid) ? this.#burst.at : seenAt;
  }

  /**
   * How many processes accept connections beside those that serve the calls: they listen and have the same parent,
   * as the workers of a server have. The parent itself and the children of a worker serve none. `undefined` if
   * there are none, or if it is unknown who serves some of the calls.
   */
  idleBeside(servedBy: readonly (number | undefined)[]): number | undefined {
    if (servedBy.includes(undefined)) return undefined;
    const serving = new Set(servedBy);
    const parents = new Set(servedBy.map((pid) => this.#parentOf(pid)));
    const idle = this.#candidates().filter(
      (pid) => !serving.has(pid) && parents.has(this.#parentOf(pid)) && this.#listens(pid),
    );
    return idle.length === 0 ? undefined : idle.length;
  }

  #parentOf(pid: number | undefined): number | undefined {
    return parseStat(this.#proc.read(`${pid}/stat`) ?? '')?.parent;
  }

  #listens(pid: number): boolean {
    return socketsOf(this.#proc, pid).some((inode) => this.#listeners.has(inode));
  }

  /** Looks at all processes: one that was there before may have been handed a connection. */
  findHolders(inodes: ReadonlySet<number>): void {
    this.#addHolders(listProcesses(this.#proc), inodes);
  }

  /** Which processes hold each socket, among those that may serve calls. */
  holdersOf(inodes: ReadonlySet<number>): Map<number, number[]> {
    const holders = new Map<number, number[]>();
    for (const pid of this.#candidates()) {
      for (const inode of socketsOf(this.#proc, pid)) {
        if (!inodes.has(inode)) continue;
        const pids = holders.get(inode) ?? [];
        if (!pids.includes(pid)) pids.push(pid);
        holders.set(inode, pids);
      }
    }
    return holders;
  }

  #candidates(): readonly number[] {
    const born = listProcesses(this.#proc).filter((pid) => !this.#old.has(pid));
    return [...new Set([...this.#serving, ...born])];
  }

  #addHolders(pids: readonly number[], inodes: ReadonlySet<number>): void {
    for (const pid of pids) {
      if (socketsOf(this.#proc, pid).some((inode) => inodes.has(inode))) this.#serving.add(pid);
    }
  }
}

/** The inodes of the sockets that a process has open. */
export function socketsOf(proc: Proc, pid: number): number[] {
  return proc.list(`${pid}/fd`).flatMap((fd) => {
    const target = proc.link(`${pid}/fd/${fd}`);
    return target?.startsWith('socket:[') === true ? [Number(target.slice(8, -1))] : [];
  });
}

/** A process that hands a connection on does so sooner than this, ms. */
const HANDING_ON_MS = 50;

/** Which process alone held the connection of each call: the last one serves it, since others pass it on. */
export class CallHolders {
  readonly #last: (number | undefined)[];
  readonly #since: number[] = [];
  readonly #keeping = new Set<number>();
  readonly #handing = new Set<number>();

  constructor(calls: number) {
    this.#last = Array.from({ length: calls }, () => undefined);
  }

  /** For each call, its process; `undefined` if none was seen. */
  get all(): readonly (number | undefined)[] {
    return this.#last;
  }

  /** Processes that kept connections for a while, and were not seen to hand any on: they serve calls, even as parents. */
  get keeping(): readonly number[] {
    return [...this.#keeping].filter((pid) => !this.#handing.has(pid));
  }

  /** A look found that only this process held the connection of a call. */
  found(call: number, pid: number, at: number): void {
    const before = this.#last[call];
    if (before !== pid) {
      if (before !== undefined) this.#handing.add(before);
      this.#since[call] = at;
    }
    this.#last[call] = pid;
    if (at - (this.#since[call] ?? at) >= HANDING_ON_MS) this.#keeping.add(pid);
  }
}
