import type { Invocation } from '../invocation.ts';

/** The name of a process as an instance. */
export function processName(pid: number): string {
  return `pid ${pid}`;
}

/** Whether an instance is a process that the kernel names, and not what the target says of itself. */
export function isProcessName(instance: string | undefined): boolean {
  return instance !== undefined && /^pid \d+$/.test(instance);
}

/** Names the processes as the instances of calls, unless the target itself names an instance of any. */
export function nameProcesses(
  invocations: readonly Invocation[],
  servedBy: readonly (string | undefined)[],
): Invocation[] {
  if (invocations.some(({ served }) => served?.instance !== undefined)) return [...invocations];
  return invocations.map((invocation) => {
    const instance = servedBy[invocation.call];
    return instance === undefined
      ? invocation
      : { ...invocation, served: { ...invocation.served, instance } };
  });
}
