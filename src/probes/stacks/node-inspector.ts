import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import type { Stacks, StacksMissing } from '../../core/why/stacks.ts';
import { monotonicMs } from '../../observe/this-machine.ts';
import { PROC } from '../../observe/proc.ts';
import { coverageSchema, lineOfCall } from './call-line.ts';
import { InspectorClient } from './inspector-client.ts';
import { openInspector, portsOf, type Inspector } from './open-inspector.ts';
import { placesInProfile, profileSchema, type CallFrame, type Profile } from './parse-profile.ts';
import type { Sampling, SamplingOptions } from './sampling.ts';

/** Often enough for calls of 100 ms; the profiler of Node.js samples every 1 ms by itself. */
const SAMPLE_EVERY_US = 10_000;
/** How long the main thread may be blocked in one call before it answers. */
const ANSWER_WITHIN_MS = 10_000;
const CLOSE_WITHIN_MS = 2_000;

/**
 * Samples the main thread of Node.js with its profiler. It starts before the calls: a thread that is
 * blocked answers no inspector. Threads of workers are not seen.
 */
export async function startProfiler(
  pid: number,
  { signal, inspectorUrls = [] }: SamplingOptions,
): Promise<Sampling | StacksMissing> {
  const missing = { pid, tool: 'node-inspector' } as const;
  const inspector = await openInspector(pid, inspectorUrls);
  if ('missing' in inspector) return { ...missing, reason: inspector.missing };
  const client = await InspectorClient.connect(inspector.url).catch(() => undefined);
  if (client === undefined) return { ...missing, reason: 'failed' };
  await within(
    startingProfile(client),
    AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
  );
  let from = monotonicMs();
  return {
    released: () => {
      from = monotonicMs();
    },
    end: async () => {
      const until = monotonicMs();
      const patience = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
      const stacks = await within(readStacks(client, { pid, from, until }), patience);
      await leave(client, { pid, inspector });
      return stacks ?? { ...missing, reason: 'failed' };
    },
  };
}

async function startingProfile(client: InspectorClient): Promise<void> {
  await client.ask('Profiler.enable');
  await client.ask('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_US });
  await client.ask('Profiler.start');
}

interface Window {
  readonly pid: number;
  readonly from: number;
  readonly until: number;
}

async function readStacks(
  client: InspectorClient,
  { pid, from, until }: Window,
): Promise<Stacks | undefined> {
  const stopped = v.safeParse(
    v.object({ profile: profileSchema }),
    await client.ask('Profiler.stop'),
  );
  if (!stopped.success) return undefined;
  const { profile } = stopped.output;
  const { samples, places } = placesInProfile(profile, {
    from,
    until,
    folder: PROC.link(`${pid}/cwd`),
    lineOfCall: await callLines(client, profile),
  });
  return samples === 0 ? undefined : { pid, tool: 'node-inspector', samples, places };
}

/** Finds on which line of its source a function of the profile calls another. */
async function callLines(
  client: InspectorClient,
  { nodes }: Profile,
): Promise<(caller: CallFrame, callee: string) => number | undefined> {
  const asked = await client.ask('Profiler.getBestEffortCoverage');
  const coverage = v.safeParse(coverageSchema, asked);
  const urls = new Set(nodes.map(({ callFrame }) => callFrame.url));
  const files = [...urls].filter((url) => url.startsWith('file://'));
  const sources = new Map(
    await Promise.all(files.map(async (url) => [url, await read(url)] as const)),
  );
  return (caller, callee) => {
    const source = sources.get(caller.url);
    if (!coverage.success || source === undefined) return undefined;
    return lineOfCall(coverage.output, source, { caller, callee });
  };
}

function read(url: string): Promise<string | undefined> {
  return readFile(fileURLToPath(url), 'utf8').catch(() => undefined);
}

/** Leaves the inspector as it was. What a blocked thread is asked for, it does when it is free again. */
async function leave(
  client: InspectorClient,
  { pid, inspector }: { readonly pid: number; readonly inspector: Inspector },
): Promise<void> {
  const isOpen = (): boolean => portsOf(pid).includes(Number(inspector.url.port));
  if (!inspector.openedByUs) {
    await within(client.ask('Profiler.disable'), AbortSignal.timeout(CLOSE_WITHIN_MS));
    client.close();
    return;
  }
  // It waits for connections to close, so it comes after ours.
  const expression = 'setTimeout(() => process._debugEnd(), 50)';
  await within(
    client.ask('Runtime.evaluate', { expression }),
    AbortSignal.timeout(CLOSE_WITHIN_MS),
  );
  client.close();
  for (let waitedMs = 0; waitedMs < CLOSE_WITHIN_MS && isOpen(); waitedMs += 20) await pause(20);
}

/** The result, or `undefined` when `over` comes first. */
function within<Result>(work: Promise<Result>, over: AbortSignal): Promise<Result | undefined> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => resolve(undefined);
    if (over.aborted) giveUp();
    over.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => over.removeEventListener('abort', giveUp));
  });
}
