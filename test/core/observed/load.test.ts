import { describe, expect, it } from 'vitest';
import { isBusy } from '../../../src/core/observed/load.ts';
import { judge } from '../../../src/core/run.ts';
import { recording, wall } from '../../helpers/runs/bursts.ts';

describe('a machine', () => {
  it.each([
    [{ average: 2, cores: 2 }, true],
    [{ average: 1.99, cores: 2 }, false],
    [{ average: 7.9, cores: 8 }, false],
    [{ average: 1, cores: 1 }, true],
  ])('with %j is busy: %s', (load, busy) => {
    expect(isBusy(load)).toBe(busy);
    const { warnings } = judge({ ...recording([wall({ calls: 10 })]), load });
    expect(warnings.map(({ code }) => code)).toEqual(busy ? ['busy-machine'] : []);
  });
});
