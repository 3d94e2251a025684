import { spawn } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startDumps } from '../../../src/probes/stacks/dumps.ts';
import { jcmd } from '../../../src/probes/stacks/jcmd.ts';
import type { Sample } from '../../../src/probes/stacks/place.ts';
import { pySpy } from '../../../src/probes/stacks/py-spy.ts';
import { scratchFolder } from '../../helpers/scratch.ts';

afterEach(() => vi.unstubAllEnvs());

/** Writes a shell script into a separate folder. */
function scriptIn(name: string, script: string): string {
  const folder = scratchFolder();
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return folder;
}

/** Puts a shell script on PATH, and nothing else but the shell. */
function install(name: string, script: string): void {
  vi.stubEnv('PATH', scriptIn(name, script));
}

/** Starts a process that does nothing, and returns its ID. */
function idleProcess(env: Record<string, string> = {}): number {
  const child = spawn('/bin/sleep', ['60'], { env, stdio: 'ignore' });
  onTestFinished(() => void child.kill());
  return child.pid ?? 0;
}

const { signal } = new AbortController();
const OPTIONS = { samples: 3, everyMs: 1, signal };
const DUMP = JSON.stringify([
  { thread_id: 1, active: false, frames: [{ name: 'work', filename: '/app/app.py', line: 7 }] },
]);

const startPySpy = (pid = idleProcess()) => startDumps(pySpy(pid), OPTIONS);

describe('py-spy', () => {
  it('is missing if it is not installed', async () => {
    vi.stubEnv('PATH', scratchFolder());
    const missing = { tool: 'py-spy', reason: 'not-installed' };
    expect(await startPySpy()).toMatchObject(missing);
    install('py-spy', 'exit 127');
    expect(await startPySpy()).toMatchObject(missing);
  });

  it('is found where the process itself would find it', async () => {
    vi.stubEnv('PATH', scratchFolder());
    const PATH = scriptIn('py-spy', `echo '${DUMP}'`);
    expect(await startPySpy(idleProcess({ PATH }))).toHaveProperty('end');
  });

  it('may not look at each process', async () => {
    install('py-spy', 'echo "Permission Denied: Try running again with sudo" >&2; exit 1');
    expect(await startPySpy()).toMatchObject({ reason: 'not-allowed' });
  });

  it('fails if it does not print what it should', async () => {
    install('py-spy', 'echo nothing');
    expect(await startPySpy()).toMatchObject({ reason: 'failed' });
  });

  it('is asked for Python alone if it cannot see functions in C', async () => {
    install('py-spy', `case "$*" in *--native*) exit 2;; esac; echo '${DUMP}'`);
    expect(await startPySpy()).toHaveProperty('end');
  });
});

describe('jcmd', () => {
  it('is not asked about a process that is no JVM, and would be ended', async () => {
    install('jcmd', 'kill -QUIT "$1"');
    const started = await startDumps(jcmd(process.pid), OPTIONS);
    expect(started).toEqual({ pid: process.pid, tool: 'jcmd', reason: 'not-allowed' });
  });
});

describe('dumps', () => {
  const place = { file: 'app.py', function: 'work', ownCode: true, onEventLoop: false };
  const sampleOf = (line: number): Sample => [{ thread: '1', place: { ...place, line } }];

  /** A tool that finds the thread on the next line each time. */
  const stepping = (last = Infinity) => {
    let line = 0;
    return {
      pid: 5,
      tool: 'py-spy',
      dump: () => {
        line += 1;
        return Promise.resolve(line > last ? ({ missing: 'failed' } as const) : sampleOf(line));
      },
    } as const;
  };

  const startStepping = async (last?: number, options = OPTIONS) => {
    const sampling = await startDumps(stepping(last), options);
    if ('reason' in sampling) throw new Error(sampling.reason);
    return sampling;
  };

  it('are taken when calls were released, and as many as asked for', async () => {
    const sampling = await startStepping();
    await pause(20);
    sampling.released();
    await pause(100);
    const stacks = await sampling.end();
    expect(stacks).toMatchObject({ samples: 3 });
    expect('places' in stacks && stacks.places.map(({ line }) => line)).toEqual([2, 3, 4]);
  });

  it('are not taken of calls that are over', async () => {
    const sampling = await startStepping(undefined, { ...OPTIONS, everyMs: 60_000 });
    sampling.released();
    expect(await sampling.end()).toEqual({ pid: 5, tool: 'py-spy', reason: 'failed' });
  });

  it('keep what there was when the tool failed', async () => {
    const sampling = await startStepping(2);
    sampling.released();
    await pause(50);
    expect(await sampling.end()).toMatchObject({ samples: 1, places: [{ line: 2, share: 1 }] });
  });

  it('end with an interruption', async () => {
    const interruption = new AbortController();
    const options = { samples: 1e9, everyMs: 1, signal: interruption.signal };
    const sampling = await startStepping(undefined, options);
    sampling.released();
    await pause(20);
    interruption.abort();
    const first = await sampling.end();
    await pause(20);
    expect(await sampling.end()).toEqual(first);
  });
});
