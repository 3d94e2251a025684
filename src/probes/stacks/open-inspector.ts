import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import { parseJson } from '../../core/parse-json.ts';
import { PROC } from '../../observe/proc.ts';
import { socketsOf } from '../../observe/process-table.ts';
import { parseListeningPorts } from '../../observe/socket-table.ts';
import type { Reason } from './sampling.ts';

/** Where the inspector of a process is. */
export interface Inspector {
  readonly url: URL;
  /** Whether it is open only because of us. */
  readonly openedByUs: boolean;
}

/** The port that Node.js opens it on by default. */
const USUAL_PORT = 9229;
/** SIGUSR1 among the signals of a process, as a bit. */
const SIGUSR1_BIT = 1n << 9n;
const OPEN_WITHIN_MS = 2_000;

/** Finds the inspector of a Node.js process among those that are known, or opens it. */
export async function openInspector(
  pid: number,
  known: readonly string[],
): Promise<Inspector | { readonly missing: Reason }> {
  const before = portsOf(pid);
  const given = known
    .flatMap((url) => (URL.canParse(url) ? [new URL(url)] : []))
    .find(({ port }) => before.includes(Number(port)));
  if (given !== undefined) return { url: given, openedByUs: false };
  for (const port of before.filter((one) => one === USUAL_PORT || one === declaredPort(pid))) {
    const url = await urlOn(port);
    if (url !== undefined) return { url, openedByUs: false };
  }
  const refused = signal(pid);
  if (refused !== undefined) return { missing: refused };
  const port = await untilOpen(pid, before);
  const url = port === undefined ? undefined : await urlOn(port);
  // Perhaps another process has the port. Then it says so on its stderr, and serves on.
  return url === undefined ? { missing: 'failed' } : { url, openedByUs: true };
}

/** Ports that a process accepts connections on. */
export function portsOf(pid: number): number[] {
  const inodes = new Set(socketsOf(PROC, pid));
  return ['net/tcp', 'net/tcp6'].flatMap((file) =>
    parseListeningPorts(PROC.read(file) ?? '', inodes),
  );
}

/** The port of `--inspect=HOST:PORT` in its command line or in NODE_OPTIONS. */
function declaredPort(pid: number): number | undefined {
  const words = PROC.read(`${pid}/cmdline`) ?? '';
  const [, options = ''] =
    /(?:^|\0)NODE_OPTIONS=([^\0]*)/.exec(PROC.read(`${pid}/environ`) ?? '') ?? [];
  const [, port] = /--inspect(?:-\w+)?=(?:[^\0 ]*:)?(\d+)/.exec(`${words} ${options}`) ?? [];
  return port === undefined ? undefined : Number(port);
}

/**
 * SIGUSR1 opens the inspector. It ends any other program, and Node.js too if it does not handle it
 * (`--disable-sigusr1`), so it goes only to a process that is Node.js and catches it. A program's own
 * handler replaces that of Node.js, which does not show from outside: then the handler runs, and no inspector
 * opens.
 */
function signal(pid: number): Reason | undefined {
  const isNode = /\/node(?:js)?(?: \(deleted\))?$/.test(PROC.link(`${pid}/exe`) ?? '');
  const [, caught = '0'] = /^SigCgt:\s+([0-9a-f]+)$/m.exec(PROC.read(`${pid}/status`) ?? '') ?? [];
  if (!isNode || (BigInt(`0x${caught}`) & SIGUSR1_BIT) === 0n) return 'not-allowed';
  try {
    process.kill(pid, 'SIGUSR1');
    return undefined;
  } catch {
    return 'not-allowed';
  }
}

async function untilOpen(pid: number, before: readonly number[]): Promise<number | undefined> {
  for (let waitedMs = 0; waitedMs < OPEN_WITHIN_MS; waitedMs += 20) {
    await pause(20);
    const opened = portsOf(pid).find((port) => !before.includes(port));
    if (opened !== undefined) return opened;
  }
  return undefined;
}

const targetsSchema = v.pipe(
  v.array(v.object({ webSocketDebuggerUrl: v.string() })),
  v.minLength(1),
);

/** The address of the inspector on a port; `undefined` if there is none. */
async function urlOn(port: number): Promise<URL | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`, {
      signal: AbortSignal.timeout(OPEN_WITHIN_MS),
    });
    const targets = v.safeParse(targetsSchema, parseJson(await answer.text()));
    const url = targets.success ? targets.output[0]?.webSocketDebuggerUrl : undefined;
    return url !== undefined && URL.canParse(url) ? new URL(url) : undefined;
  } catch {
    return undefined;
  }
}
