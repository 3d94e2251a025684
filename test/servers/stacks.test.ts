import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Stacks } from '../../src/core/why/stacks.ts';
import { describeProcess } from '../../src/observe/describe-process.ts';
import { PROC } from '../../src/observe/proc.ts';
import { portsOf } from '../../src/probes/stacks/open-inspector.ts';
import type { SamplingOptions } from '../../src/probes/stacks/sampling.ts';
import { startSampling } from '../../src/probes/stacks/start-sampling.ts';
import { descendantsOf, eventually, isRunning } from '../helpers/processes.ts';
import type { Server } from '../helpers/servers.ts';
import { javaProgram, node, PROGRAMS, uvicorn, type Start } from './programs.ts';

const CALLS = 4;
const STACKS_APP = uvicorn('stacks_app');

async function started(start: Start): Promise<Server> {
  const server = await start();
  onTestFinished(server.stop);
  return server;
}

function begin({ pid }: Server, options: Partial<SamplingOptions> = {}, runtime?: string) {
  const described = describeProcess(PROC, pid);
  expect(described).toBeDefined();
  const program = { ...described, pid, program: '', command: '', ...(runtime && { runtime }) };
  const { signal } = new AbortController();
  return startSampling(program, { samples: 8, everyMs: 100, signal, ...options });
}

/** Calls a server several times at once while its stacks are sampled. */
async function sample(
  server: Server,
  { at, options = {} }: { readonly at: string; readonly options?: Partial<SamplingOptions> },
): Promise<Stacks> {
  const sampling = await begin(server, options);
  if (sampling === undefined || 'reason' in sampling) throw new Error(JSON.stringify(sampling));
  sampling.released();
  await callTogether(server, at);
  const stacks = await sampling.end();
  if ('reason' in stacks) throw new Error(stacks.reason);
  return stacks;
}

async function callTogether({ port }: Server, at: string): Promise<void> {
  const call = (): Promise<unknown> =>
    fetch(`http://127.0.0.1:${port}${at}`).then((answer) => answer.text());
  await Promise.allSettled(Array.from({ length: CALLS }, call));
}

const isPySpy = ({ command }: { command: string }): boolean => command.includes('py-spy dump');

/** The line of a program that ends in this comment. */
function markedLine(program: string, mark: string): number {
  const lines = readFileSync(path.join(PROGRAMS, program), 'utf8').split('\n');
  return lines.findIndex((line) => /(?:#|\/\/) (.+)$/.exec(line)?.[1] === mark) + 1;
}

const shares = ({ places }: Stacks, line: number): number =>
  places.filter((one) => one.line === line).reduce((total, { share }) => total + share, 0);

describe('py-spy', () => {
  const PROGRAM = 'stacks_app.py';
  test('finds the line that blocks the event loop', async () => {
    const stacks = await sample(await started(STACKS_APP), { at: '/blocking' });
    const [place] = stacks.places;
    expect(place).toEqual({
      file: `test/servers/programs/${PROGRAM}`,
      line: markedLine(PROGRAM, 'blocking'),
      function: 'blocking',
      calling: 'sleep',
      ownCode: true,
      onEventLoop: true,
      share: expect.any(Number),
      threads: 1,
    });
    expect(place?.share).toBeGreaterThan(0.7);
  });

  test('finds nothing while an event loop waits, whatever runs in the background', async () => {
    const { places } = await sample(await started(STACKS_APP), { at: '/waiting' });
    expect(places.filter(({ ownCode }) => ownCode)).toEqual([]);
  });

  test.each([
    ['/lock', 'lock', 'acquire'],
    ['/pool', 'pool', 'get'],
  ])('finds the line that waits for a %s, and how many threads do', async (at, mark, calling) => {
    const { places } = await sample(await started(STACKS_APP), { at });
    expect(places).toContainEqual(
      expect.objectContaining({
        line: markedLine(PROGRAM, mark),
        calling,
        waitsForLock: true,
        onEventLoop: false,
        threads: CALLS - 1,
      }),
    );
    expect(places.find(({ calling: called }) => called === 'sleep')?.waitsForLock).toBeUndefined();
  });

  test('leaves neither a process nor a stopped server behind if it is interrupted', async () => {
    const server = await started(STACKS_APP);
    const interruption = new AbortController();
    const sampling = await begin(server, {
      everyMs: 1,
      samples: 1_000,
      signal: interruption.signal,
    });
    if (sampling === undefined || 'reason' in sampling) throw new Error('expected a sampling');
    sampling.released();
    const called = callTogether(server, '/lock');
    await eventually('py-spy', () => descendantsOf(process.pid).some(isPySpy));
    interruption.abort();
    await sampling.end();
    expect(descendantsOf(process.pid).filter(isPySpy)).toEqual([]);
    await called;
    expect(PROC.read(`${server.pid}/status`)).toMatch(/^State:\t[SR]/m);
  });
});

describe('the inspector of Node.js', () => {
  const PROGRAM = 'stacks.mjs';
  const launch = (env: NodeJS.ProcessEnv = {}): Promise<Server> => started(node(PROGRAM, env));

  test.each([
    ['/busy', 'busy', undefined],
    ['/pbkdf2Sync', 'pbkdf2Sync', 'pbkdf2Sync'],
    ['/execSync', 'execSync', 'execSync'],
    ['/atomics', 'atomics', undefined],
  ])('finds the line that blocks the event loop in %s', async (at, mark, calling) => {
    const server = await launch();
    const before = portsOf(server.pid);
    const stacks = await sample(server, { at });
    const line = markedLine(PROGRAM, mark);
    expect(stacks.places[0]).toMatchObject({
      file: `test/servers/programs/${PROGRAM}`,
      line,
      ownCode: true,
      onEventLoop: true,
    });
    expect(stacks.places[0]?.calling).toBe(calling);
    expect(shares(stacks, line)).toBeGreaterThan(0.7);
    expect(portsOf(server.pid)).toEqual(before);
  });

  test('stays open if it was', async () => {
    const server = await started(node(PROGRAM, {}, ['--inspect=127.0.0.1:0']));
    const [, inspector = 0] = portsOf(server.pid).toSorted((a) => (a === server.port ? -1 : 1));
    const list = await fetch(`http://127.0.0.1:${inspector}/json/list`);
    const [{ webSocketDebuggerUrl: url }]: [{ webSocketDebuggerUrl: string }] = JSON.parse(
      await list.text(),
    );
    for (const at of ['/execSync', '/atomics']) {
      const options = { inspectorUrls: ['ws://127.0.0.1:1/another', url] };
      const stacks = await sample(server, { at, options });
      expect(stacks.places[0]?.line).toBe(markedLine(PROGRAM, at.slice(1)));
      expect(portsOf(server.pid)).toContain(inspector);
    }
  });

  test('is closed after an interruption while the thread is blocked', async () => {
    const server = await launch();
    const interruption = new AbortController();
    const sampling = await begin(server, { signal: interruption.signal });
    if (sampling === undefined || 'reason' in sampling) throw new Error('expected a sampling');
    expect(portsOf(server.pid)).toHaveLength(2);
    sampling.released();
    const called = callTogether(server, '/atomics');
    interruption.abort();
    await sampling.end();
    await called;
    await eventually('a closed inspector', () => portsOf(server.pid).length === 1);
  });

  test('is not there if the program handles the signal, which it survives', async () => {
    const server = await launch({ OWN_HANDLER: '1' });
    expect(await begin(server)).toMatchObject({ tool: 'node-inspector', reason: 'failed' });
    expect(isRunning(server.pid)).toBe(true);
  });

  test('lets the program end', async () => {
    const server = await launch();
    const sampling = await begin(server);
    if (sampling === undefined || 'reason' in sampling) throw new Error('expected a sampling');
    // Node.js does not exit before the debugger has left.
    const called = callTogether(server, '/exit');
    expect(await sampling.end()).toMatchObject({ tool: 'node-inspector' });
    await called;
    await eventually('its end', () => !isRunning(server.pid));
  });

  test('is not asked of a program that only seems to be Node.js, and would be ended', async () => {
    const server = await started(STACKS_APP);
    expect(await begin(server, {}, 'Node.js')).toMatchObject({ reason: 'not-allowed' });
    expect(await begin(server, {}, 'JVM')).toMatchObject({ reason: 'not-allowed' });
    expect(isRunning(server.pid)).toBe(true);
  });
});

describe('jcmd', () => {
  test('finds who holds a monitor, and who waits for it or for a semaphore', async () => {
    const server = await started(javaProgram('Stacks.java'));
    const { places } = await sample(server, { at: '/monitor' });
    // HotSpot names the line after `synchronized` while a thread waits there.
    const line = markedLine('Stacks.java', 'holder');
    const there = { file: 'Stacks.java', line, function: 'Stacks.handle', onEventLoop: false };
    expect(places).toContainEqual(expect.objectContaining({ ...there, waitsForLock: true }));
    expect(places).toContainEqual(
      expect.objectContaining({ ...there, calling: 'sleep', threads: 1 }),
    );
    const again = await sample(server, { at: '/semaphore' });
    expect(again.places).toContainEqual(
      expect.objectContaining({
        line: markedLine('Stacks.java', 'semaphore'),
        calling: 'acquire',
        waitsForLock: true,
      }),
    );
  });
});

test('another runtime has no tool', async () => {
  const { signal } = new AbortController();
  const ruby = { pid: process.pid, program: 'puma', runtime: 'Ruby', command: 'puma' };
  expect(await startSampling(ruby, { samples: 1, everyMs: 1, signal })).toBeUndefined();
});
