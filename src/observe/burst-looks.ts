import type { Observed, ServerProcess, Sighting } from '../core/observed/observed.ts';
import { defined } from '../core/defined.ts';
import {
  coresBetween,
  parseMachineBusyMs,
  parseMemoryMb,
  parseStat,
  parseThreadTimes,
  runnableShare,
  threadNames,
  type ProcessStat,
  type ThreadTimes,
} from './process-stat.ts';
import { BystanderLooks } from './bystander-looks.ts';
import { describeProcess } from './describe-process.ts';
import { callsByPort, OutsideCalls } from './outside-calls.ts';
import type { Proc } from './proc.ts';
import { CallHolders } from './process-table.ts';
import type { ServerOnPort } from './server-on-port.ts';
import { parseConnections, type Connection } from './socket-table.ts';

/** The calls of a burst, by the ports of their connections. */
export interface Watched {
  readonly serverPort: number;
  /** One for each call; `undefined` if it has none. */
  readonly clientPorts: readonly (number | undefined)[];
}

/** What was seen of a burst. Times are ms on the clock of the looks. */
export interface Seen extends Omit<Sighting, 'processes' | 'ownCores'> {
  readonly processes: readonly SeenProcess[];
  /** For each call, the process that held its connection alone. */
  readonly holders: readonly (number | undefined)[];
  /** Processes that kept connections, if that can be told from handing them on. */
  readonly keeping?: readonly number[];
  /** The process that alone accepts connections, if there is one. */
  readonly onlyProcess?: number;
}

/** Looks at a server while the calls of a burst are in flight. */
export interface Looks {
  /** Looks once. */
  readonly look: (at: number) => void;
  /** What was seen so far. */
  readonly finish: (at: number) => Seen;
  /** Why the processes of the server can't be seen, if so. */
  readonly unseen: Observed['unseen'];
  /** Calls to another path meanwhile, if their queues can be seen. */
  readonly bystanders?: BystanderLooks;
}

/** What was seen of a process. */
export interface SeenProcess extends Omit<Sighting['processes'][number], 'calls'> {
  readonly parent: number;
  readonly description: ServerProcess;
}

interface Usage {
  readonly description: ServerProcess;
  readonly since: number;
  readonly first: ProcessStat;
  readonly last: ProcessStat;
  readonly at: number;
  readonly threads: number;
  readonly memoryMb: number | undefined;
  /** Of the main thread. */
  readonly firstTimes: ThreadTimes | undefined;
  readonly lastTimes: ThreadTimes | undefined;
}

/** At each look, the usage of at most this many processes is read. */
const MOST_PROCESSES = 100;

/** The looks at the kernel's tables while a burst is in flight. */
export class BurstLooks implements Looks {
  readonly #proc: Proc;
  readonly #server: ServerOnPort;
  /** The calls of each connection: several if it carries streams. */
  readonly #calls: ReadonlyMap<number, readonly number[]>;
  readonly #holders: CallHolders;
  readonly #usage = new Map<number, Usage>();
  readonly #waiting: Sighting['waiting'][number][] = [];
  /** Calls to another path meanwhile. */
  readonly bystanders = new BystanderLooks();
  readonly #outside: OutsideCalls;
  readonly #began: { readonly at: number; readonly busyMs: number | undefined };
  #searched = false;
  #looks = 0;

  constructor(
    proc: Proc,
    server: ServerOnPort,
    { clientPorts, at }: Pick<Watched, 'clientPorts'> & { readonly at: number },
  ) {
    this.#proc = proc;
    this.#server = server;
    this.#calls = callsByPort(clientPorts);
    this.#outside = new OutsideCalls(this.#calls);
    this.#holders = new CallHolders(clientPorts.length);
    this.#began = { at, busyMs: machineBusyMs(proc) };
    server.passedOn.forget();
    server.processes.beginBurst(at);
  }

  get unseen(): Observed['unseen'] {
    return this.#server.unseen;
  }

  look(at: number): void {
    this.#looks += 1;
    const { sockets, port } = this.#server;
    const all = sockets.read().flatMap((table) => parseConnections(table, port));
    this.bystanders.look(all, at);
    const connections = all.filter(({ clientPort }) => this.#calls.has(clientPort));
    const accepted = connections.filter(({ inode }) => inode !== 0);
    this.#count(accepted, { notAccepted: connections.length - accepted.length, at });
    this.#outside.look(connections, at);
    this.#findHolders(accepted, at);
    this.#readUsage(at);
  }

  finish(at: number): Seen {
    this.#readUsage(at);
    const overMs = at - this.#began.at;
    return {
      looks: this.#looks,
      overMs,
      waiting: this.#waiting,
      outside: this.#outside.seen,
      processes: [...this.#usage].map(([pid, usage]) => ({
        pid,
        ...summarize(usage),
        ...defined({ startedBy: this.#server.processes.startedBy(pid, usage.since) }),
        ...threadNames(this.#proc, pid),
      })),
      holders: this.#holders.all,
      keeping: this.#holders.keeping,
      ...defined({
        machineCores: coresBetween(this.#began.busyMs, machineBusyMs(this.#proc), overMs),
        onlyProcess: this.#server.processes.only,
        idle: this.#server.processes.idleBeside(this.#holders.all),
        bystanders: this.bystanders.times,
        passedOnTo: this.#server.passedOn.addresses,
      }),
    };
  }

  #count(
    open: readonly Connection[],
    { notAccepted, at }: { notAccepted: number; at: number },
  ): void {
    const unread = open.filter(({ unreadBytes }) => unreadBytes > 0).length;
    const accepted = open.length;
    const passedOn = this.#server.passedOn.count(at);
    const last = this.#waiting.at(-1);
    const isSame = last?.notAccepted === notAccepted && last.unread === unread;
    if (isSame && last.accepted === accepted && last.passedOn === passedOn) return;
    this.#waiting.push({ at, notAccepted, unread, accepted, ...defined({ passedOn }) });
  }

  #findHolders(accepted: readonly Connection[], at: number): void {
    const { processes } = this.#server;
    const inodes = new Set(accepted.map(({ inode }) => inode));
    let holders = processes.holdersOf(inodes);
    if (holders.size < inodes.size && !this.#searched) {
      this.#searched = true;
      processes.findHolders(inodes);
      holders = processes.holdersOf(inodes);
    }
    for (const { inode, clientPort } of accepted) {
      const [pid, another] = holders.get(inode) ?? [];
      if (pid === undefined || another !== undefined) continue;
      for (const call of this.#calls.get(clientPort) ?? []) this.#holders.found(call, pid, at);
    }
  }

  #readUsage(at: number): void {
    const pids = new Set([...this.#usage.keys(), ...this.#holders.all.flatMap((pid) => pid ?? [])]);
    for (const pid of [...pids].slice(0, MOST_PROCESSES)) {
      const stat = parseStat(this.#proc.read(`${pid}/stat`) ?? '');
      if (stat === undefined) continue;
      const before = this.#usage.get(pid);
      // It may have ended when the burst is over.
      const description = before?.description ?? describeProcess(this.#proc, pid);
      if (description === undefined) continue;
      const memoryMb = parseMemoryMb(this.#proc.read(`${pid}/status`) ?? '');
      const times = parseThreadTimes(this.#proc.read(`${pid}/schedstat`) ?? '');
      this.#usage.set(pid, updated(before, { at, stat, times, memoryMb, description }));
    }
  }
}

function updated(
  before: Usage | undefined,
  now: Pick<Usage, 'at' | 'description' | 'memoryMb'> & {
    readonly stat: ProcessStat;
    readonly times: ThreadTimes | undefined;
  },
): Usage {
  const { at, stat, times, memoryMb, description } = now;
  const known = before ?? {
    description,
    since: at,
    first: stat,
    threads: 0,
    memoryMb,
    firstTimes: times,
    lastTimes: times,
  };
  return {
    ...known,
    last: stat,
    at,
    threads: Math.max(known.threads, stat.threads),
    memoryMb: memoryMb ?? known.memoryMb,
    lastTimes: times ?? known.lastTimes,
  };
}

function summarize(usage: Usage): Omit<SeenProcess, 'pid'> {
  const { description, since, at, first, last, threads, memoryMb, firstTimes, lastTimes } = usage;
  const overMs = at - since;
  const cores = coresBetween(first.cpuMs, last.cpuMs, overMs);
  const mainThread = runnableShare(firstTimes, lastTimes, overMs);
  return { description, parent: last.parent, threads, ...defined({ memoryMb, cores, mainThread }) };
}

function machineBusyMs(proc: Proc): number | undefined {
  return parseMachineBusyMs(proc.read('stat') ?? '');
}
