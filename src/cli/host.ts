import type { Clock } from '../core/fire.ts';

/** Something that text can be written to: a terminal, a file, a pipe. */
export interface TextStream {
  readonly write: (text: string) => void;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What the command needs from the process that it runs in. Tests pass another one. */
export interface Host {
  /** The version of the command. */
  readonly version: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly signals: Signals;
  /** How the command was called, if neither by npm nor by npx: `npx sls concurrency-check`. */
  readonly invocation?: string;
}

/** How the command listens for signals and ends early. */
export interface Signals {
  readonly on: (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void) => void;
  /** Calls the listener last, however the process ends, unless it is killed. */
  readonly onExit: (listener: () => void) => void;
  /** Ends the process at once. */
  readonly exit: (status: number) => never;
}
