import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A process as `ps` lists it. */
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

/** Waits for the local service that a check starts, and returns its process. */
export async function serviceOf(check: number): Promise<RunningProcess> {
  return eventually('the service', () =>
    allProcesses().find(
      ({ parent, command }) => parent === check && command.includes('--httpPort='),
    ),
  );
}

/** The HTTP port of a local service, from its command line. */
export function portOf({ command }: RunningProcess): number {
  return Number(/--httpPort=(\d+)/.exec(command)?.[1]);
}

/** The children of a process, their children, and so on. */
export function descendantsOf(pid: number): RunningProcess[] {
  const all = allProcesses();
  const children = (of: number): RunningProcess[] =>
    all.filter(({ parent }) => parent === of).flatMap((child) => [child, ...children(child.pid)]);
  return children(pid);
}

/** The processes of a group that are not zombies. */
export function groupMembers(group: number): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,pgid=,stat='], { encoding: 'utf8' });
  return lines.split('\n').flatMap((line) => {
    const [, pid, itsGroup, state = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)/.exec(line) ?? [];
    return Number(itsGroup) === group && !state.startsWith('Z') ? [Number(pid)] : [];
  });
}

/** The processes that have a text in their command lines. */
export function processesNaming(text: string): number[] {
  return allProcesses().flatMap(({ pid, command }) => (command.includes(text) ? [pid] : []));
}

/** Whether there is a process with this id that is not a zombie. */
export function isRunning(pid: number): boolean {
  return allProcesses().some((process) => process.pid === pid);
}

/** Whether a port of the loopback interface accepts connections. */
export function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** The other ends of the connections that a port has now, from the socket table of Linux. */
export function connectionsTo(port: number): string[] {
  const established = '01';
  const remote = port.toString(16).toUpperCase().padStart(4, '0');
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , to = '', state]) => to.endsWith(`:${remote}`) && state === established)
    .map(([, from = '']) => from);
}

/** Polls for 20 s until `find` returns something, and returns it. Rejects if it never does. */
export async function eventually<Found>(
  what: string,
  find: () => Found | undefined | false | Promise<Found | undefined | false>,
): Promise<Found> {
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    const found = await find();
    if (found !== undefined && found !== false) return found;
    await pause(20);
  }
  throw new Error(`expected ${what} within 20 s, but it never came`);
}
