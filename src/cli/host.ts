import type { Client } from '../core/client.ts';
import type { Clock } from '../core/fire.ts';
import type { Load } from '../core/observed/load.ts';

/** Something that text can be written to: a terminal, a file, a pipe. */
export interface TextStream {
  readonly write: (text: string) => void;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What the command needs from the process that it runs in. Tests pass another one. */
export interface Host {
  /** What reports say of the client. */
  readonly client: Omit<Client, 'startedAt'>;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly signals: Signals;
  readonly machine: MachineReport;
}

/** How the command listens for signals and ends early. */
export interface Signals {
  readonly on: (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void) => void;
  /** Ends the process at once. */
  readonly exit: (status: number) => never;
}

/** Reads what limits a burst on this machine, and what disturbs it. */
export interface MachineReport {
  readonly freeMemoryBytes: () => number;
  /** How many files and sockets the process may have open; `undefined` if unknown. */
  readonly openFiles: () => number | undefined;
  /** How busy the machine is; `undefined` if the system does not say. */
  readonly load: () => Load | undefined;
}
