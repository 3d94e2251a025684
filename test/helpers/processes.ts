import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function allProcesses(): RunningProcess[] {
  const lines = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,stat=,args='], {
    encoding: 'utf8',
  }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, parent, state = '', command = ''] =
      /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || state.startsWith('Z')) return [];
    return [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

/** The service that a check has started, once it has. */
export async function serviceOf(check: number): Promise<RunningProcess> {
  return eventually('the service', () =>
    allProcesses().find(
      ({ parent, command }) => parent === check && command.includes('--httpPort='),
    ),
  );
}

/** The port on which the service is to listen. */
export function portOf({ command }: RunningProcess): number {
  return Number(/--httpPort=(\d+)/.exec(command)?.[1]);
}

/** All that is started by a process, and by those. */
export function descendantsOf(pid: number): RunningProcess[] {
  const all = allProcesses();
  const children = (of: number): RunningProcess[] =>
    all.filter(({ parent }) => parent === of).flatMap((child) => [child, ...children(child.pid)]);
  return children(pid);
}

export function isRunning(pid: number): boolean {
  return allProcesses().some((process) => process.pid === pid);
}

export function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** The ports from which connections to a port are open just now; read from Linux' own table. */
export function connectionsTo(port: number): string[] {
  const established = '01';
  const remote = port.toString(16).toUpperCase().padStart(4, '0');
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , to = '', state]) => to.endsWith(`:${remote}`) && state === established)
    .map(([, from = '']) => from);
}

/** Looks again and again until there is something; fails where there never is. */
export async function eventually<Found>(
  what: string,
  look: () => Found | undefined | false | Promise<Found | undefined | false>,
): Promise<Found> {
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await pause(20);
  }
  throw new Error(`waited in vain for ${what}`);
}
