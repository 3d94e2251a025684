import { defined } from '../../../src/core/defined.ts';
import type { Invocation } from '../../../src/core/invocation.ts';
import { nameProcesses } from '../../../src/core/observed/name-processes.ts';
import type { ServerProcess, Sighting } from '../../../src/core/observed/observed.ts';
import type { Recording } from '../../../src/core/recording.ts';
import { judge } from '../../../src/core/run.ts';
import type { FoundCause } from '../../../src/core/why/diagnosis.ts';
import { queue, soloCalls, withoutServed } from './bursts.ts';

type Process = Partial<Sighting['processes'][number]>;

/** A run of 12 calls, and of 6 if it is serial, whose calls the processes served in turn. */
export interface Declared {
  readonly workers?: number;
  readonly server?: Partial<ServerProcess>;
  /** What each process did. */
  readonly did?: readonly Process[];
  /** Connections at the release and after 100 ms: not accepted, and unread. */
  readonly waiting?: readonly (readonly [notAccepted: number, unread: number])[];
  /** Which process served each call, by its index; by default each in turn. */
  readonly servedBy?: (call: number) => number | undefined;
  /** Calls that waited outside the server. */
  readonly outside?: Sighting['outside'];
  readonly probes?: Recording['probes'];
  readonly target?: Recording['target'];
}

/** An HTTP server on this machine, as a target. */
export const HTTP = { kind: 'http', method: 'GET', url: 'http://127.0.0.1/' } as const;

/** The recording of such a run. */
export function watchedRun(declared: Declared): Recording {
  const { workers = 1, server = {}, did = [{}], waiting = [], servedBy } = declared;
  const { outside, probes, target } = declared;
  const by = servedBy ?? ((call: number) => call % did.length);
  const solo = soloCalls(300).map(withoutServed);
  const burst = (calls: number): { invocations: Invocation[]; observed: Sighting } => {
    const indexes = Array.from({ length: calls }, (_, call) => by(call));
    const pids = indexes.map((index) => (index === undefined ? undefined : `pid ${index + 1}`));
    const invocations = queue({ calls, workers, eachMs: 300 }).map(withoutServed);
    return {
      invocations: nameProcesses(invocations, pids),
      observed: {
        looks: 20,
        overMs: 4_000,
        ownCores: 0.05,
        waiting: waiting.map(([notAccepted, unread], index) => ({
          at: 100 * index,
          // As many fewer wait as there are fewer calls.
          notAccepted: Math.max(0, notAccepted - (12 - calls)),
          unread: Math.max(0, unread - (12 - calls)),
        })),
        ...defined({ outside }),
        processes: did.map((one, index) => ({
          pid: index + 1,
          calls: indexes.filter((served) => served === index).length,
          cores: 0.02,
          mainThread: 0.02,
          threads: 1,
          ...one,
        })),
      },
    };
  };
  return {
    schemaVersion: 1,
    client: { version: '0', startedAt: 0, platform: 'linux x64', cores: 2, node: '20' },
    observed: {
      processes: did.map((_, index) => ({
        pid: index + 1,
        program: 'uvicorn',
        command: 'uvicorn',
        ...server,
      })),
    },
    solo,
    soloAfter: solo,
    bursts: [burst(12), burst(6)],
    ...defined({ probes, target }),
  };
}

/** The cause that is found in a recording. */
export function foundIn(recorded: Recording): FoundCause | undefined {
  const { why } = judge(recorded);
  return why?.cause === undefined ? undefined : why;
}

/** The same run as it is after its first probe. */
export function withFirstProbe(run: Recording): Recording {
  return { ...run, probes: (run.probes ?? []).slice(0, 1) };
}
