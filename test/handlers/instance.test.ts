import * as fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';

/** Loads the module as a new instance does. */
function load() {
  vi.resetModules();
  return import('../../handlers/instance.ts');
}

const BOOT = 1_700_000_000_000;

/** Replaces both clocks, and returns a function that sets them, in ms since the module was loaded. */
function mockClocks(): (monotonic: number, wall: number) => void {
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
  it('counts from 1, and only the first call is cold', async () => {
    const { countCall } = await load();
    const [first, second, third] = [countCall(), countCall(), countCall()];
    expect(first).toEqual({ instance: first.instance, nth: 1, cold: true });
    expect(second).toEqual({ instance: first.instance, nth: 2, cold: false });
    expect(third).toEqual({ instance: first.instance, nth: 3, cold: false });
  });

  it('names each instance differently', async () => {
    const names = [];
    for (let environment = 0; environment < 10; environment += 1) {
      names.push((await load()).countCall().instance);
    }
    expect(new Set(names).size).toBe(10);
    for (const name of names) expect(name).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('wallClock', () => {
  it('follows the monotonic clock, with fractions of a millisecond', async () => {
    const setClocks = mockClocks();
    setClocks(0, 0);
    const { wallClock } = await load();
    setClocks(1.25, 1);
    expect(wallClock()).toBe(BOOT + 1.25);
    setClocks(1_000.5, 1_019);
    expect(wallClock()).toBe(BOOT + 1_000.5);
  });

  it('follows the wall clock after a freeze, during which the monotonic clock stood still', async () => {
    const setClocks = mockClocks();
    setClocks(0, 0);
    const { wallClock } = await load();
    setClocks(10, 600_010);
    expect(wallClock()).toBe(BOOT + 600_010);
    setClocks(20, 600_020);
    expect(wallClock()).toBe(BOOT + 600_020);
  });

  it('never goes back, however the wall clock jitters', async () => {
    const steps = fc.array(
      fc.record({ by: fc.integer({ min: 0, max: 1_000 }), off: fc.integer({ min: -20, max: 20 }) }),
    );
    const setClocks = mockClocks();
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        setClocks(0, 0);
        const { wallClock } = await load();
        let [monotonic, last] = [0, wallClock()];
        for (const { by, off } of taken) {
          monotonic += by;
          setClocks(monotonic, monotonic + off);
          const now = wallClock();
          expect(now).toBeGreaterThanOrEqual(last);
          last = now;
        }
      }),
      { numRuns: 30 },
    );
  });

  it('does not go back even if the wall clock is set back', async () => {
    const setClocks = mockClocks();
    setClocks(0, 0);
    const { wallClock } = await load();
    setClocks(1_000, 1_000);
    const before = wallClock();
    setClocks(1_010, 500);
    expect(wallClock()).toBeGreaterThanOrEqual(before);
  });
});
