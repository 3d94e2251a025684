import type { ServerProcess } from '../core/observed/observed.ts';
import { defined } from '../core/defined.ts';
import { groupBy } from '../core/group-by.ts';
import type { Looks, Seen, Watched } from './burst-looks.ts';
import { identifyProgram } from './identify-program.ts';
import { callsByPort } from './outside-calls.ts';
import type { RunProgram } from './proc.ts';

// This is meant for macOS, but UNTESTED there: its tests run lsof and ps on Linux.

/** A TCP socket that a process has open. */
interface LsofSocket {
  readonly pid: number;
  readonly parent?: number;
  readonly ownPort: number;
  /** The port of the other end; absent if the socket listens. */
  readonly otherPort?: number;
}

/** What `parseLsof` reads: each process, its parent, and the name and connection state of each file. */
const FIELDS = 'pRfnT';

/**
 * The looks at a burst through lsof, on systems without /proc. They show which process holds which connection, but
 * neither queues nor what a process uses: a connection that nobody has accepted belongs to no process, so lsof
 * doesn't list it. A look takes about 100 ms.
 */
export class LsofLooks implements Looks {
  readonly #run: RunProgram;
  readonly #port: number;
  readonly #calls: ReadonlyMap<number, readonly number[]>;
  readonly #holders: (number | undefined)[];
  readonly #serving = new Set<number>();
  readonly #described = new Map<number, Seen['processes'][number]>();
  readonly #began: number;
  #looks = 0;

  constructor(run: RunProgram, { serverPort, clientPorts }: Watched, at: number) {
    this.#run = run;
    this.#port = serverPort;
    this.#calls = callsByPort(clientPorts);
    this.#holders = clientPorts.map(() => undefined);
    this.#began = at;
  }

  get unseen(): 'not-visible' | undefined {
    return this.#serving.size === 0 ? 'not-visible' : undefined;
  }

  look(): void {
    this.#looks += 1;
    const words = ['-nP', `-iTCP:${this.#port}`, `-F${FIELDS}`];
    const sockets = parseLsof(this.#run('lsof', words) ?? '').filter(
      ({ ownPort }) => ownPort === this.#port,
    );
    for (const { pid } of sockets) this.#serving.add(pid);
    this.#findHolders(sockets);
  }

  finish(at: number): Seen {
    const [only, another] = this.#serving;
    return {
      looks: this.#looks,
      overMs: at - this.#began,
      waiting: [],
      processes: [...this.#described.values()],
      holders: this.#holders,
      ...defined({ onlyProcess: another === undefined ? only : undefined }),
    };
  }

  /** A connection that several processes hold is on its way from one to another. */
  #findHolders(sockets: readonly LsofSocket[]): void {
    for (const [port, holders] of groupBy(sockets, ({ otherPort }) => otherPort)) {
      const calls = port === undefined ? undefined : this.#calls.get(port);
      const [holder] = holders;
      if (calls === undefined || holder === undefined) continue;
      if (holders.some(({ pid }) => pid !== holder.pid)) continue;
      for (const call of calls) this.#holders[call] = holder.pid;
      this.#describe(holder);
    }
  }

  #describe({ pid, parent = 0 }: LsofSocket): void {
    if (this.#described.has(pid)) return;
    const description = describe(this.#run, pid);
    if (description !== undefined) this.#described.set(pid, { pid, parent, description });
  }
}

/** Describes a process by its command line. ps separates its words by spaces only. */
function describe(run: RunProgram, pid: number): ServerProcess | undefined {
  const line = run('ps', ['-ww', '-o', 'args=', '-p', `${pid}`]) ?? '';
  const words = line.trim().split(/\s+/);
  const [executable = ''] = words;
  return executable === '' ? undefined : { pid, ...identifyProgram(words, executable) };
}

/**
 * Parses the sockets in the output of `lsof -F`. Each line is a field and begins with its letter: `p` begins the
 * fields of a process, `f` those of a file (lsof(8), "OUTPUT FOR OTHER PROGRAMS").
 */
export function parseLsof(text: string): LsofSocket[] {
  const processes = text.split(/^(?=p\d+$)/m).filter((part) => part.startsWith('p'));
  return processes.flatMap((part) => {
    const [head = '', ...files] = part.split(/^(?=f)/m);
    const pid = Number(field(head, 'p'));
    const parent = field(head, 'R');
    return files.flatMap((file) => {
      const ports = openPorts(file);
      if (ports === undefined) return [];
      return {
        pid,
        ...defined({ parent: parent === undefined ? undefined : Number(parent) }),
        ...ports,
      };
    });
  });
}

/** `127.0.0.1:8080->127.0.0.1:50000`, `[::1]:8080->[::1]:50000`; `*:8080` if the socket listens. */
function openPorts(file: string): Pick<LsofSocket, 'ownPort' | 'otherPort'> | undefined {
  const state = field(file, 'TST=');
  const [, own, other] = /:(\d+)(?:->.*:(\d+))?$/.exec(field(file, 'n') ?? '') ?? [];
  if (own === undefined || (state !== 'LISTEN' && state !== 'ESTABLISHED')) return undefined;
  return {
    ownPort: Number(own),
    ...defined({ otherPort: other === undefined ? undefined : Number(other) }),
  };
}

function field(lines: string, name: string): string | undefined {
  return lines
    .split('\n')
    .find((line) => line.startsWith(name))
    ?.slice(name.length);
}
