import type { ServerProcess } from '../core/observed/observed.ts';
import { identifyProgram, isIdentified, type Identity } from './identify-program.ts';
import { parseStat } from './process-stat.ts';
import type { Proc } from './proc.ts';

/** How far up the parents of a worker tell what it is. */
const MOST_PARENTS = 3;

/**
 * Describes a process. One that does not say what it is, such as a worker that was spawned by
 * `multiprocessing`, is described by the nearest parent that does and runs in the same runtime.
 */
export function describeProcess(proc: Proc, pid: number): ServerProcess | undefined {
  const own = identify(proc, pid);
  if (own === undefined) return undefined;
  return { pid, ...(namedServer(proc, { pid, identity: own }, MOST_PARENTS) ?? own) };
}

/** The process itself or its nearest parent that says which server it is. */
function namedServer(
  proc: Proc,
  { pid, identity }: { readonly pid: number; readonly identity: Identity },
  parents: number,
): Identity | undefined {
  if (isIdentified(identity)) return identity;
  const parent = parseStat(proc.read(`${pid}/stat`) ?? '')?.parent ?? 0;
  const above = identify(proc, parent);
  const isAlike = identity.runtime !== undefined && above?.runtime === identity.runtime;
  return isAlike && parents > 0
    ? namedServer(proc, { pid: parent, identity: above }, parents - 1)
    : undefined;
}

function identify(proc: Proc, pid: number): Identity | undefined {
  const text = proc.read(`${pid}/cmdline`);
  if (text === undefined || text === '') return undefined;
  const words = Buffer.from(text, 'latin1').toString('utf8').split('\0').filter(Boolean);
  const identity = identifyProgram(words, proc.link(`${pid}/exe`) ?? words[0] ?? '');
  const isNative = identity.runtime === undefined;
  return isNative && isGo(proc.start(`${pid}/exe`)) ? { ...identity, runtime: 'Go' } : identity;
}

/** Go's linker starts an executable with an ELF note of the build ID, whose owner is "Go" (cmd/internal/buildid). */
function isGo(executable: string | undefined): boolean {
  // oxlint-disable-next-line no-control-regex -- numbers of the header: name size 4, any size, type 4
  return /\x04\0{3}[^]{4}\x04\0{3}Go\0\0/.test(executable ?? '');
}
