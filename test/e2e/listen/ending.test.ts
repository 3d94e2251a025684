import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { httpServer } from '../../helpers/loopback.ts';
import { eventually, isOpen } from '../../helpers/processes.ts';
import { run, startListening } from '../../helpers/run.ts';

const portOf = (url: string): number => Number(new URL(url).port);

describe('--listen', () => {
  it('refuses a port that another program uses', async () => {
    const { port } = await httpServer((_, response) => response.end());
    const { status, stdout, stderr } = await run(['--listen', `${port}`]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(
      `concurrency-check: --listen ${port}: another program uses this port; choose another, or leave it out for a free one\n`,
    );
  });

  it('ends at once if it is interrupted before any call', async () => {
    const { child, url, ended } = await startListening();
    child.kill('SIGINT');
    const { status, stdout, stderr } = await ended;
    expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
    expect(stderr).toMatch(/\nconcurrency-check: interrupted \(Ctrl-C\) before anything .*\n$/);
    expect(await isOpen(portOf(url))).toBe(false);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'judges the calls in flight at %s',
    async (signal) => {
      const { child, url, ended } = await startListening('--delay', '25000');
      const calls = [1, 2, 3].map((n) => fetch(`${url}?x=${n}`).catch(() => 'cut off'));
      await eventually('the calls', () => pause(300, true));
      const killedAt = performance.now();
      child.kill(signal);
      const { status, stdout } = await ended;
      // It does not wait until no more calls are expected, which takes 3 s.
      expect(performance.now() - killedAt).toBeLessThan(2_000);
      expect(stdout).toMatch(/^ALL 3 TOGETHER/m);
      expect(stdout).not.toContain('gave up');
      expect(status).toBe(130);
      expect(await Promise.all(calls)).toEqual(['cut off', 'cut off', 'cut off']);
      expect(await isOpen(portOf(url))).toBe(false);
    },
  );

  it('prints only the verdict with --quiet', async () => {
    const { url, ended } = await startListening('--quiet');
    await Promise.all([1, 2].map((n) => fetch(`${url}?x=${n}&delay=500`)));
    const { status, stdout } = await ended;
    expect(stdout).toBe('ALL 2 TOGETHER   no call waited in the client\n');
    expect(status).toBe(0);
  });

  it('says that the client gave up', async () => {
    const { url, ended } = await startListening('--delay', '2000');
    const give = (n: number): Promise<unknown> =>
      fetch(`${url}?x=${n}`, { signal: AbortSignal.timeout(400) }).catch(() => {});
    await Promise.all([1, 2].map(give));
    const { stdout } = await ended;
    expect(stdout).toMatch(/^ALL 2 TOGETHER/m);
    expect(stdout).toContain('failed: the client hung up before it was answered');
    expect(stdout).toContain('The client gave up on 2 calls');
  });
});
