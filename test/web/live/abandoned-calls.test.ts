import { describe, expect, it } from 'vitest';
import { AbandonedCalls } from '../../../web/live/abandoned-calls.ts';

describe('AbandonedCalls', () => {
  it('warns for as long as the stopped calls may be running one by one', () => {
    const abandoned = new AbandonedCalls();
    expect(abandoned.warnings(0)).toEqual([]);
    abandoned.add(5, 800, 1_000);
    expect(abandoned.warnings(4_999).join()).toMatch(/stopped earlier may still have been running/);
    expect(abandoned.warnings(5_000)).toEqual([]);
  });

  it('queues calls behind those that were stopped before them', () => {
    const abandoned = new AbandonedCalls();
    abandoned.add(2, 100, 0);
    abandoned.add(2, 100, 50);
    expect(abandoned.warnings(399)).toHaveLength(1);
    expect(abandoned.warnings(400)).toEqual([]);
  });
});
