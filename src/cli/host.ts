import type { Clock } from '../core/fire.ts';

/** Something that text can be written to: a terminal, a file, a pipe. */
export interface TextStream {
  readonly write: (text: string) => void;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Everything that the command takes from the process it runs in. */
export interface Host {
  readonly version: string;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly signals: Signals;
  readonly machine: MachineReport;
}

export interface Signals {
  readonly on: (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void) => void;
  /** Ends the process at once. */
  readonly exit: (status: number) => never;
}

export interface MachineReport {
  readonly freeMemoryBytes: () => number;
  /** How many files and sockets the process may have open; `undefined` if the system does not say. */
  readonly openFiles: () => number | undefined;
}
