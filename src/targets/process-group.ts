import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { defined } from '../core/defined.ts';
import type { Ending, ServerUsage } from '../core/timeline/server-report.ts';
import { measureUsage } from '../observe/group-usage.ts';
import { listGroup } from '../observe/group-members.ts';

/** A command that runs in its own process group, with everything that it starts there. */
export interface ProcessGroup {
  /** Its standard output and standard error. */
  readonly streams: readonly Readable[];
  /** Aborts when the whole group has ended by itself, or could not be started. */
  readonly over: AbortSignal;
  /** How it ended; `undefined` while it runs. */
  readonly ending: () => Ending | undefined;
  /** Why it could not be started, if so. */
  readonly spawnError: () => Error | undefined;
  /** Begins to measure what it uses, with a monotonic clock in ms; see `measureUsage`. */
  readonly measureUsage: (now: () => number) => () => ServerUsage | undefined;
  /** Ends the whole group: asks first, then kills. Resolves when it has ended. */
  readonly stop: () => Promise<void>;
}

/** How long the group may take to end by itself. */
const GRACE_MS = 3_000;
/** How long the system may take to end what was killed. */
const KILLED_WITHIN_MS = 2_000;
const POLL_MS = 20;
/** Rarely, since it goes on while calls are measured. */
const BACKGROUND_POLL_MS = 250;
/** How long the last output of a process may take after its end. */
const LAST_OUTPUT_MS = 100;

/**
 * Reads until we say that all is over. If we end without doing so, even by a crash or SIGKILL, the
 * pipe closes, and it ends the group.
 */
const WATCHDOG =
  'read -r over || { kill -s TERM -- "-$0"; sleep 2; kill -s KILL -- "-$0"; } 2>/dev/null';

/**
 * Starts a command. Its group is its own, so Ctrl-C in a terminal reaches only us. Python writes
 * what is printed at once, instead of when a buffer is full.
 */
export function startGroup([command = '', ...args]: readonly string[]): ProcessGroup {
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PYTHONUNBUFFERED: '1', ...process.env },
  });
  const over = new AbortController();
  const release = child.pid === undefined ? () => {} : watch(child.pid);
  let spawnError: Error | undefined;
  child.once('error', (error) => {
    spawnError = error;
    over.abort();
  });
  void untilOver(child, () => {
    release(); // the system may give the number of a group that is gone to another one
    over.abort();
  });
  return {
    streams: [child.stdout, child.stderr],
    over: over.signal,
    ending: () => (over.signal.aborted ? endingOf(child) : undefined),
    spawnError: () => spawnError,
    measureUsage: (now) =>
      child.pid === undefined ? () => undefined : measureUsage(child.pid, now),
    stop: async () => {
      if (child.pid !== undefined && isGroupAlive(child.pid)) await endGroup(child.pid);
      release();
      // Whoever left the group may hold the other ends.
      for (const stream of [child.stdout, child.stderr]) stream.destroy();
    },
  };
}

/** The command may end and leave its server in the background. The server is still in the group. */
async function untilOver(child: ChildProcess, onOver: () => void): Promise<void> {
  const closed = new Promise((resolve) => child.once('close', resolve)); // after its last output
  await new Promise((resolve) => child.once('exit', resolve));
  while (child.pid !== undefined && isGroupAlive(child.pid)) await pause(BACKGROUND_POLL_MS);
  await Promise.race([closed, pause(LAST_OUTPUT_MS)]);
  onOver();
}

/** Does not keep the process alive. */
function pause(ms: number): Promise<void> {
  return wait(ms, undefined, { ref: false });
}

function endingOf({ exitCode, signalCode }: ChildProcess): Ending | undefined {
  if (exitCode === null && signalCode === null) return undefined;
  return defined({ exitCode: exitCode ?? undefined, signal: signalCode ?? undefined });
}

/** Returns what to call when the group has ended. */
function watch(group: number): () => void {
  const dog = spawn('/bin/sh', ['-c', WATCHDOG, `${group}`], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  dog.on('error', () => {});
  dog.stdin.on('error', () => {});
  dog.unref();
  return () => void dog.stdin.end('over\n');
}

async function endGroup(group: number): Promise<void> {
  signalGroup(group, 'SIGTERM');
  if (await isGoneWithin(group, GRACE_MS)) return;
  for (let waited = 0; waited < KILLED_WITHIN_MS; waited += POLL_MS) {
    signalGroup(group, 'SIGKILL'); // again, since something may have been started meanwhile
    if (await isGoneWithin(group, POLL_MS)) return;
  }
}

async function isGoneWithin(group: number, ms: number): Promise<boolean> {
  const deadline = performance.now() + ms;
  while (isGroupAlive(group)) {
    if (performance.now() > deadline) return false;
    await wait(POLL_MS);
  }
  return true;
}

/** Returns whether there is such a group. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}

/** In a container without an init process, ended processes remain in the table as zombies. */
function isGroupAlive(group: number): boolean {
  if (!signalGroup(group, 0)) return false;
  const members = listGroup(group);
  return members.length === 0 || members.some(({ isZombie }) => !isZombie);
}
