import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/judge/timing/queue-models.ts';
import {
  drawServices,
  logDensity,
  type Shape,
} from '../../../../src/core/judge/timing/service-times.ts';
import { mean } from '../../../../src/core/statistics.ts';

/** Service times of a server that takes from two to five times as long now and then. */
const MIXTURE: Shape = { form: 'mixture', share: [0.2, 0.5], factor: [2, 5] };

/** The log density of the logarithm, which is symmetric around the shorter time. */
const logDensityAt = (deviation: number): number =>
  logDensity(MIXTURE, Math.exp(deviation)) + deviation;

describe('a mixture of two times', () => {
  it('has e^-0.5 of its peak density 3 % from the shorter one', () => {
    expect(logDensityAt(0.03) - logDensityAt(0)).toBeCloseTo(-0.5, 9);
    expect(logDensityAt(-0.03) - logDensityAt(0)).toBeCloseTo(-0.5, 9);
  });

  it('varies by 3 % around the shorter one when it is drawn', () => {
    const short = [...drawServices(MIXTURE, 4_000, seededRandom(1))].filter((time) => time < 1.5);
    const squares = short.map((time) => Math.log(time) ** 2);
    expect(Math.sqrt(mean(squares) ?? 0)).toBeCloseTo(0.03, 2.5);
  });
});
