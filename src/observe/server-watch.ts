import { defined } from '../core/defined.ts';
import type { ConnectionEnds } from '../core/fire.ts';
import type { Observed, ServerProcess } from '../core/observed/observed.ts';
import { sightingOf, type BurstSighting } from './burst-sighting.ts';
import { isOfThisMachine, monotonicMs } from './this-machine.ts';
import { ThreadClient } from './thread-client.ts';

/** Watches the server while calls are in flight, if it runs on this machine. */
export interface ServerWatch {
  /**
   * Looks at these connections once, before their calls are released; resolves with `undefined` if
   * nothing can be seen.
   */
  readonly begin: (ends: readonly Ends[]) => Promise<BurstWatch | undefined>;
  /** Until the burst is over, looks at calls to another path, too. */
  readonly also: (ends: readonly Ends[]) => void;
  /** What was seen of the server so far; `undefined` if nothing was. */
  readonly report: () => Observed | undefined;
  /** Ends the thread that looks, if there is one. */
  readonly close: () => Promise<void>;
}

/** The watch over one burst. */
export interface BurstWatch {
  /** Looks again and again from now on: the calls were released. */
  readonly released: () => void;
  /** Ends it. `epoch` is the release of the burst on the wall clock, ms. */
  readonly end: (epoch: number) => Promise<BurstSighting | undefined>;
}

type Ends = ConnectionEnds | undefined;

/** Systems that show the sockets of processes: Linux in /proc, and macOS through lsof, which is untested there. */
const SYSTEMS: readonly NodeJS.Platform[] = ['linux', 'darwin'];

/** Watches a server on this machine; does nothing on other systems. */
export function serverWatch(wall: () => number, platform = process.platform): ServerWatch {
  const processes = new Map<number, ServerProcess>();
  let unseen: Observed['unseen'];
  let thread: ThreadClient | undefined;
  let port: number | undefined;

  const end = async (since: Since, epoch: number): Promise<BurstSighting | undefined> => {
    const { user, system } = process.cpuUsage(since.cpu);
    const reply = await thread?.ask({ ask: 'end' });
    if (reply?.reply !== 'ended') return undefined;
    const { seen } = reply;
    for (const { pid, description } of seen.processes) processes.set(pid, description);
    unseen = processes.size > 0 ? undefined : reply.unseen;
    return sightingOf(seen, {
      zeroMs: epoch - since.wallAheadMs,
      ownCores: (user + system) / 1_000 / seen.overMs,
      known: [...processes.values()],
    });
  };

  return {
    begin: async (ends) => {
      const serverPort = SYSTEMS.includes(platform) ? portOnThisMachine(ends) : undefined;
      if (serverPort === undefined) return undefined;
      // A comparison or a scan goes on to another server.
      if (serverPort !== port) processes.clear();
      port = serverPort;
      const since = { cpu: process.cpuUsage(), wallAheadMs: wall() - monotonicMs() };
      thread ??= await startClient();
      const clientPorts = ends.map((one) => one?.localPort);
      const reply = await thread.ask({ ask: 'begin', watched: { serverPort, clientPorts } });
      if (reply === undefined) return undefined;
      const released = (): void => thread?.tell({ ask: 'watch' });
      return { released, end: (epoch) => end(since, epoch) };
    },
    also: (ends) => {
      const clientPorts = ends.flatMap((one) => one?.localPort ?? []);
      thread?.tell({ ask: 'also', clientPorts });
    },
    report: () => observed(processes, unseen),
    close: async () => thread?.end(),
  };
}

function observed(
  processes: ReadonlyMap<number, ServerProcess>,
  unseen: Observed['unseen'],
): Observed | undefined {
  if (processes.size === 0 && unseen === undefined) return undefined;
  return { processes: [...processes.values()], ...defined({ unseen }) };
}

interface Since {
  readonly cpu: NodeJS.CpuUsage;
  readonly wallAheadMs: number;
}

async function startClient(): Promise<ThreadClient> {
  const { startThread } = await import('./watch-thread.ts');
  return new ThreadClient(startThread());
}

/** The port of the server if it is on this machine. All connections of a burst have the same other end. */
function portOnThisMachine(ends: readonly Ends[]): number | undefined {
  const known = ends.find((one) => one?.remote !== undefined)?.remote;
  return known !== undefined && isOfThisMachine(known.address) ? known.port : undefined;
}
