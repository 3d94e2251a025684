import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { expect, it, onTestFinished } from 'vitest';
import { measureUsage } from '../../src/observe/group-usage.ts';

const now = (): number => performance.now();

/** Starts a Node program in a separate process group, and waits until it prints something. */
async function startGroup(program: string): Promise<{ group: number; output: Readable }> {
  const child = spawn(process.execPath, ['-e', program], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const group = child.pid ?? Number.NaN;
  onTestFinished(() => void process.kill(-group, 'SIGKILL'));
  await once(child.stdout, 'data');
  return { group, output: child.stdout };
}

it('a group that only waits uses memory, and next to no CPU time', async () => {
  const { group } = await startGroup(`console.log('up'); setInterval(() => {}, 1000);`);
  const usage = measureUsage(group, now)();
  expect(usage?.processes).toBe(1);
  expect(usage?.memoryBytes).toBeGreaterThan(5_000_000);
  expect(usage?.cpuMs).toBeLessThan(100);
});

it('the CPU time of a child that has ended is counted with its parent', async () => {
  const { group, output } = await startGroup(`
    console.log('up');
    setTimeout(() => {
      const burning = 'while (process.cpuUsage().user < 200_000);';
      require('node:child_process')
        .spawn(process.execPath, ['-e', burning])
        .once('exit', () => console.log('over'));
    }, 200);
    setInterval(() => {}, 1000);`);
  const end = measureUsage(group, now);
  await once(output, 'data');
  expect(end()?.cpuMs).toBeGreaterThanOrEqual(190);
});

it('the usage of a group that is gone is unknown', () => {
  expect(measureUsage(2 ** 30, now)()).toBeUndefined();
});
