import { describe, expect, it } from 'vitest';
import { findGroups } from '../../../../src/core/judge/timing/groups.ts';
import { profileOf } from '../../../helpers/runs/profiles.ts';

/** What is found in calls that took so long, if solo calls took about 100 ms. */
function found(durations: readonly number[], solo: readonly number[] = [100, 100, 100]) {
  return findGroups(profileOf(durations, solo));
}

describe('groups at a step that is not a solo call', () => {
  it('leave open whether more than a group may run at once', () => {
    expect(found([100, 100, 100, 400, 400, 400, 700])).toEqual({
      kind: 'overlapping',
      workers: { estimate: 3, low: 3, high: null },
      reasons: [
        { code: 'groups', size: 3, stepMs: 300, soloMs: 100 },
        { code: 'instance-unknown' },
      ],
    });
  });

  it('are a queue if the step is about a solo call', () => {
    expect(found([100, 100, 184.5, 184.5])).toBeUndefined();
    expect(found([100, 100, 183, 183])).toBeDefined();
    expect(found([100, 100, 215, 215])).toBeUndefined();
    expect(found([100, 100, 217, 217])).toBeDefined();
  });

  it('start with one that took about as long as a solo call', () => {
    expect(found([117, 117, 300, 300])).toBeUndefined();
    expect(found([115, 115, 300, 300])).toBeDefined();
    expect(found([83, 83, 300, 300])).toBeUndefined();
    expect(found([85, 85, 300, 300])).toBeDefined();
  });

  it('have one size, but for the last', () => {
    expect(found([100, 100, 300, 300, 300])).toBeUndefined();
    expect(found([100, 100, 300, 500, 500])).toBeUndefined();
    expect(found([100, 300, 500])).toBeUndefined();
    expect(found([100, 100, 100])).toBeUndefined();
  });

  it('are narrow, and come at one step', () => {
    expect(found([100, 109, 300, 300])).toBeDefined();
    expect(found([100, 111, 300, 300])).toBeUndefined();
    expect(found([100, 100, 300, 300, 490, 490])).toBeDefined();
    expect(found([100, 100, 300, 300, 475, 475])).toBeUndefined();
    expect(found([100, 100, 114, 114])).toBeUndefined();
  });

  it('are not looked for if solo calls vary', () => {
    expect(found([100, 100, 300, 300], [100, 119])).toBeDefined();
    expect(found([100, 100, 300, 300], [100, 121])).toBeUndefined();
  });
});
