import { describe, expect, it } from 'vitest';
import { Leftover } from '../../../web/live/abandoned-calls.ts';

describe('calls that were stopped', () => {
  it('are warned of as long as they may run one by one', () => {
    const leftover = new Leftover();
    expect(leftover.cautions(0)).toEqual([]);
    leftover.add(5, 800, 1_000);
    expect(leftover.cautions(4_999).join()).toMatch(/stopped before may still have been running/);
    expect(leftover.cautions(5_000)).toEqual([]);
  });

  it('come after those that were stopped before them', () => {
    const leftover = new Leftover();
    leftover.add(2, 100, 0);
    leftover.add(2, 100, 50);
    expect(leftover.cautions(399)).toHaveLength(1);
    expect(leftover.cautions(400)).toEqual([]);
  });
});
