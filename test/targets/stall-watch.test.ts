import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { stallWatch } from '../../src/targets/stall-watch.ts';

const now = (): number => performance.now();

function block(ms: number): void {
  const until = now() + ms;
  while (now() < until);
}

const timers = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

describe('the watch', () => {
  it('notices when the event loop was blocked', async () => {
    const stop = stallWatch(now)();
    await pause(20);
    const from = now();
    block(60);
    const to = now();
    await pause(20);
    const longest = stop().toSorted((a, b) => b.to - b.from - (a.to - a.from))[0];
    expect(longest?.from).toBeLessThan(from + 10);
    expect(longest?.to).toBeGreaterThanOrEqual(to);
  });

  it('notices a stall that lasts until its end', () => {
    const stop = stallWatch(now)();
    block(40);
    expect(stop()).toHaveLength(1);
  });

  it('notices nothing else', () => {
    const stop = stallWatch(now)();
    expect(stop()).toEqual([]);
  });

  it('leaves no timer behind', () => {
    const before = timers();
    stallWatch(now)()();
    expect(timers()).toBe(before);
  });
});
