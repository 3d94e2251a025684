import * as fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';

/** The module as a new environment loads it. */
function load() {
  vi.resetModules();
  return import('../../handlers/instance.ts');
}

const BOOT = 1_700_000_000_000;

/** Declares both clocks; `tell` sets what they say. */
function declareClocks(): (monotonic: number, wall: number) => void {
  const monotonic = vi.spyOn(performance, 'now');
  const wall = vi.spyOn(Date, 'now');
  vi.spyOn(performance, 'timeOrigin', 'get').mockReturnValue(BOOT);
  return (ms, wallMs) => {
    monotonic.mockReturnValue(ms);
    wall.mockReturnValue(BOOT + wallMs);
  };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('countCall', () => {
  it('counts, and is cold once', async () => {
    const { countCall } = await load();
    const [first, second, third] = [countCall(), countCall(), countCall()];
    expect(first).toEqual({ instance: first.instance, nth: 1, cold: true });
    expect(second).toEqual({ instance: first.instance, nth: 2, cold: false });
    expect(third).toEqual({ instance: first.instance, nth: 3, cold: false });
  });

  it('tells environments apart', async () => {
    const names = [];
    for (let environment = 0; environment < 10; environment += 1) {
      names.push((await load()).countCall().instance);
    }
    expect(new Set(names).size).toBe(10);
    for (const name of names) expect(name).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('wallClock', () => {
  it('follows the monotonic clock, finer than whole milliseconds', async () => {
    const tell = declareClocks();
    tell(0, 0);
    const { wallClock } = await load();
    tell(1.25, 1);
    expect(wallClock()).toBe(BOOT + 1.25);
    tell(1_000.5, 1_019);
    expect(wallClock()).toBe(BOOT + 1_000.5);
  });

  it('follows the wall clock after a freeze, in which the monotonic one stood still', async () => {
    const tell = declareClocks();
    tell(0, 0);
    const { wallClock } = await load();
    tell(10, 600_010);
    expect(wallClock()).toBe(BOOT + 600_010);
    tell(20, 600_020);
    expect(wallClock()).toBe(BOOT + 600_020);
  });

  it('never goes back, however the wall clock wavers', async () => {
    const steps = fc.array(
      fc.record({ by: fc.integer({ min: 0, max: 1_000 }), off: fc.integer({ min: -20, max: 20 }) }),
    );
    const tell = declareClocks();
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        tell(0, 0);
        const { wallClock } = await load();
        let [monotonic, last] = [0, wallClock()];
        for (const { by, off } of taken) {
          monotonic += by;
          tell(monotonic, monotonic + off);
          const now = wallClock();
          expect(now).toBeGreaterThanOrEqual(last);
          last = now;
        }
      }),
      { numRuns: 30 },
    );
  });

  it('never goes back, not even where the wall clock is set back', async () => {
    const tell = declareClocks();
    tell(0, 0);
    const { wallClock } = await load();
    tell(1_000, 1_000);
    const before = wallClock();
    tell(1_010, 500);
    expect(wallClock()).toBeGreaterThanOrEqual(before);
  });
});
