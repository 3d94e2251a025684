import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { startDumps } from '../../../src/probes/stacks/dumps.ts';
import { Quiet } from '../../../src/probes/stacks/quiet.ts';

/** A task that goes on until `end` is called. */
function lasting(what: string, log: string[]) {
  const ending = new AbortController();
  const task = async (): Promise<string> => {
    log.push(`${what} began`);
    if (!ending.signal.aborted) await once(ending.signal, 'abort');
    log.push(`${what} ended`);
    return what;
  };
  return { task, end: () => ending.abort() };
}

/** Lets everything go on that only waits for its turn. */
const settle = (): Promise<void> => pause(20);

const LONG_MS = 60_000;

describe('a call whose time counts', () => {
  it('begins after what disturbs the server, and holds off what would', async () => {
    const log: string[] = [];
    const quiet = new Quiet();
    const first = lasting('sample', log);
    const call = lasting('call', log);
    const second = lasting('next sample', log);
    const sampled = quiet.disturb(first.task);
    const called = quiet.keep(call.task, LONG_MS);
    const next = quiet.disturb(second.task);
    await settle();
    expect(log).toEqual(['sample began']);
    first.end();
    await sampled;
    await settle();
    expect(log.slice(1)).toEqual(['sample ended', 'call began']);
    call.end();
    second.end();
    expect(await Promise.all([called, next])).toEqual(['call', 'next sample']);
    expect(log.slice(3)).toEqual(['call ended', 'next sample began', 'next sample ended']);
  });

  it('holds off nothing any more once it has waited', async () => {
    const log: string[] = [];
    const quiet = new Quiet();
    const call = lasting('call', log);
    const called = quiet.keep(call.task, 5);
    await quiet.disturb(async () => log.push('sample'));
    expect(log).toEqual(['call began', 'sample']);
    call.end();
    await called;
  });

  it('holds off nothing any more if it fails', async () => {
    const quiet = new Quiet();
    const failed = quiet.keep(() => Promise.reject(new Error('no answer')), LONG_MS);
    await expect(failed).rejects.toThrow('no answer');
    await expect(quiet.disturb(() => Promise.resolve(1))).resolves.toBe(1);
  });

  it('is not stopped by samples of stacks', async () => {
    const log: string[] = [];
    const quiet = new Quiet();
    const dump = async () => {
      log.push('sample');
      return [];
    };
    const { signal } = new AbortController();
    const options = { samples: 1, everyMs: 1, signal, quiet };
    const sampling = await startDumps({ pid: 1, tool: 'py-spy', dump }, options);
    if (!('end' in sampling)) throw new Error('expected samples');
    const call = lasting('call', log);
    const called = quiet.keep(call.task, LONG_MS);
    sampling.released();
    await settle();
    expect(log).toEqual(['sample', 'call began']);
    call.end();
    await called;
    await settle();
    expect(log.slice(2)).toEqual(['call ended', 'sample']);
    await sampling.end();
  });
});
