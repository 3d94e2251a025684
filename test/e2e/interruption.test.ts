import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { httpServer, socketServer } from '../helpers/loopback.ts';
import { parseRun } from '../helpers/output.ts';
import {
  connectionsTo,
  descendantsOf,
  eventually,
  isOpen,
  isRunning,
  portOf,
  processesNaming,
  serviceOf,
  type RunningProcess,
} from '../helpers/processes.ts';
import { start, type Ended, type Running } from '../helpers/run.ts';
import { expectToMatchSchema } from '../helpers/schema.ts';
import { scratchFolder } from '../helpers/scratch.ts';

const pidOf = ({ child }: Running): number => child.pid ?? Number.NaN;

/** Waits until this many calls in all have been sent. */
async function callsSent(port: number, calls: number): Promise<void> {
  const seen = new Set<string>();
  await eventually(`${calls} calls`, () => {
    for (const connection of connectionsTo(port)) seen.add(connection);
    return seen.size >= calls;
  });
}

/** The processes that a check has started. */
async function startedBy(running: Running): Promise<{ service: RunningProcess; all: number[] }> {
  const service = await serviceOf(pidOf(running));
  return { service, all: descendantsOf(pidOf(running)).map(({ pid }) => pid) };
}

/** More time than this an interrupted check must not take: it has nothing to wait for. */
const SOON_MS = 2_000;

/** Sends SIGINT and waits for the end, which has to come soon. */
async function interrupt(running: Running): Promise<Ended> {
  const sentAt = performance.now();
  running.child.kill('SIGINT');
  const ended = await running.ended;
  expect(performance.now() - sentAt).toBeLessThan(SOON_MS);
  expect(ended.status, ended.stderr).toBe(130);
  return ended;
}

async function expectNothingLeft(service: RunningProcess, all: readonly number[]): Promise<void> {
  await eventually('the end of every process', () => !all.some((pid) => isRunning(pid)));
  await eventually('the end of its port', async () => !(await isOpen(portOf(service))));
}

describe.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s', (signal) => {
  it('while the service starts ends both', async () => {
    const running = start(['--json', '-']);
    const { service, all } = await startedBy(running);
    running.child.kill(signal);
    const { status, stdout, stderr } = await running.ended;
    expect(status, stderr).toBe(130);
    expect(stdout === '' || parseRun(stdout).bursts.length === 0).toBe(true);
    expect(all.filter((pid) => isRunning(pid))).toEqual([]);
    await expectNothingLeft(service, all);
  });
});

describe('SIGINT', () => {
  it('during a solo call ends with what has finished', async () => {
    const running = start(['--delay', '25000', '--json', '-']);
    const { service, all } = await startedBy(running);
    await callsSent(portOf(service), 1);
    const { stdout, stderr } = await interrupt(running);
    const json = parseRun(stdout);
    expectToMatchSchema(json);
    expect(json).toMatchObject({ schemaVersion: 1, solo: [], bursts: [] });
    expect(stderr).toContain('Interrupted before a burst had finished.');
    expect(all.filter((pid) => isRunning(pid))).toEqual([]);
    await expectNothingLeft(service, all);
  });

  it('before the first burst has finished leaves the files as they were', async () => {
    const folder = scratchFolder();
    const [old, fresh] = [path.join(folder, 'old.json'), path.join(folder, 'new.html')];
    writeFileSync(old, 'precious');
    const running = start(['--delay', '25000', '--json', old, '--html', fresh]);
    const { service, all } = await startedBy(running);
    await callsSent(portOf(service), 1);
    await interrupt(running);
    expect(readFileSync(old, 'utf8')).toBe('precious');
    expect(existsSync(fresh)).toBe(false);
    await expectNothingLeft(service, all);
  });

  it('during the second burst reports the first', async () => {
    const file = path.join(scratchFolder(), 'run.json');
    const args = ['--solo', '0', '-n', '3', '-b', '3', '--delay', '2000', '--json', file];
    const running = start(args);
    const { service, all } = await startedBy(running);
    await callsSent(portOf(service), 3 + 3);
    const { stdout, stderr } = await interrupt(running);
    const json = parseRun(readFileSync(file, 'utf8'));
    expectToMatchSchema(json);
    expect(json.bursts.map(({ timeline }) => timeline.answered)).toEqual([3]);
    expect(json.interrupted).toBe(true);
    expect(stdout).toContain('Burst 1');
    expect(stderr).toContain('Interrupted; 1 burst had finished.');
    expect(all.filter((pid) => isRunning(pid))).toEqual([]);
    await expectNothingLeft(service, all);
  });

  it('sent twice ends the check at once, and leaves the files as they were', async () => {
    const folder = scratchFolder();
    const [old, fresh] = [path.join(folder, 'old.json'), path.join(folder, 'new.html')];
    writeFileSync(old, 'precious');
    const running = start(['--delay', '25000', '--json', old, '--html', fresh]);
    const { service, all } = await startedBy(running);
    await callsSent(portOf(service), 1);
    running.child.kill('SIGINT');
    running.child.kill('SIGINT');
    expect((await running.ended).status).toBe(130);
    expect(readFileSync(old, 'utf8')).toBe('precious');
    expect(existsSync(fresh)).toBe(false);
    await expectNothingLeft(service, all);
  });

  it('sent twice while the service starts leaves no service behind', async () => {
    const running = start([]);
    const { service, all } = await startedBy(running);
    running.child.kill('SIGINT');
    running.child.kill('SIGINT');
    expect((await running.ended).status).toBe(130);
    await expectNothingLeft(service, all);
  });

  it('during a comparison ends it', async () => {
    const running = start(['--compare', '--delay', '25000', '--json', '-']);
    const { service, all } = await startedBy(running);
    await callsSent(portOf(service), 1);
    const { stderr } = await interrupt(running);
    expect(stderr).toMatch(/Interrupted before a check had finished\./);
    await expectNothingLeft(service, all);
  });
});

describe('SIGINT while checking an address', () => {
  // If the machine is so busy that the first burst is fired again, the wrong one is interrupted.
  it('during a burst ends the calls in flight', { retry: 2 }, async () => {
    const file = path.join(scratchFolder(), 'run.json');
    let requests = 0;
    const running: { current?: Running } = {};
    const server = await httpServer((_, response) => {
      requests += 1;
      if (requests <= 3) response.end('ok');
      else if (requests === 6) running.current?.child.kill('SIGINT');
    });
    const address = `http://127.0.0.1:${server.port}/`;
    running.current = start([address, '--solo', '0', '-n', '3', '-b', '9', '--json', file]);
    const { status } = await running.current.ended;
    expect(status).toBe(130);
    expect(parseRun(readFileSync(file, 'utf8')).bursts).toHaveLength(1);
    expect(requests).toBe(6);
    await server.emptied();
  });

  it('between connecting and the release ends the burst', async () => {
    const server = await httpServer((_, response) => response.end('ok'));
    // The 50 connections are open after some 25 ms, and the release is rehearsed until some 90 ms.
    for (const afterMs of [20, 40, 60, 80]) {
      const address = `http://127.0.0.1:${server.port}/`;
      const before = server.sockets.length;
      const running = start([address, '--solo', '0', '-n', '50', '-b', '1000', '--quiet']);
      await eventually('a connection', () => server.sockets.length > before);
      await pause(afterMs);
      await interrupt(running);
    }
  });

  it('while connecting ends the attempt', async () => {
    const running: { current?: Running } = {};
    const server = await socketServer(() => running.current?.child.kill('SIGINT'));
    running.current = start([`https://127.0.0.1:${server.port}/`, '--quiet']);
    const { status, stdout } = await running.current.ended;
    expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
    await server.emptied();
  });
});

describe('SIGKILL of the check', () => {
  it('during a call leaves no service behind', async () => {
    const running = start(['--delay', '25000']);
    const { service, all } = await startedBy(running);
    await callsSent(portOf(service), 1);
    running.child.kill('SIGKILL');
    await running.ended;
    await expectNothingLeft(service, all);
  });

  it('while the service starts leaves no service behind', async () => {
    const running = start([]);
    const { service, all } = await startedBy(running);
    running.child.kill('SIGKILL');
    await running.ended;
    await expectNothingLeft(service, all);
  });

  it('leaves the named file as it was', async () => {
    const file = path.join(scratchFolder(), 'run.json');
    const running = start(['--delay', '25000', '--json', file]);
    const { service, all } = await startedBy(running);
    running.child.kill('SIGKILL');
    await running.ended;
    expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe('');
    await expectNothingLeft(service, all);
  });
});

// INTERRUPTIONS=50 npx vitest run --project e2e-untimed test/e2e/interruption.test.ts tries more moments.

const INTERRUPTIONS = Number(process.env['INTERRUPTIONS'] ?? 5);

/** What an interrupted check may take: processes that end are asked first, and killed after 3 s. */
const ENDED_WITHIN_MS = 10_000;

/** A server that forks a worker, which answers. */
const FORKING_SERVER = `
  import { fork } from 'node:child_process';
  import { createServer } from 'node:http';
  const [, script, port, role] = process.argv;
  if (role !== 'worker') fork(script, [port, 'worker']);
  else {
    createServer((_, response) => setTimeout(() => response.end('ok'), 100))
      .listen(Number(port), '127.0.0.1');
  }`;

/** Moments within a run, the same ones each time. */
function moments(count: number, lastMs: number): number[] {
  let state = 42;
  return Array.from({ length: count }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.round((lastMs * state) / 2_147_483_648);
  });
}

const ADDRESS = 'http://127.0.0.1:{port}/';
const QUICK = ['-n', '4', '-b', '2', '--solo', '1'];

const RUNS = [
  { name: 'a run with -- COMMAND', options: [], word: '4', lastMs: 2_000 },
  { name: 'a run with --scan', options: ['--scan', 'x=1,2'], word: '{x}', lastMs: 4_000 },
];

describe.each(RUNS)('SIGINT at any moment of $name', ({ options, word, lastMs }) => {
  it.each(moments(INTERRUPTIONS, lastMs))('leaves no process: after %i ms', async (afterMs) => {
    const script = path.join(scratchFolder(), 'server.mjs');
    writeFileSync(script, FORKING_SERVER);
    onTestFinished(() => processesNaming(script).forEach((pid) => process.kill(pid, 'SIGKILL')));
    const words = [ADDRESS, ...QUICK, ...options, '--', 'node', script, '{port}', 'main', word];
    const running = start(words);
    await pause(afterMs);
    const sentAt = performance.now();
    running.child.kill('SIGINT');
    const { status, stderr } = await running.ended;
    expect(performance.now() - sentAt).toBeLessThan(ENDED_WITHIN_MS);
    // null: before the check listened for signals; 0 or 3: when it had finished.
    expect([130, null, 0, 3], stderr).toContain(status);
    await eventually('the end of its server', () => processesNaming(script).length === 0);
  });
});
