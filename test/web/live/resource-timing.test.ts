import { describe, expect, it } from 'vitest';
import { browserCall, firstUnclaimed, type Timing } from '../../../web/live/resource-timing.ts';

const OBSERVED = {
  askedAt: 100,
  receivedAt: 460,
  exchange: { outcome: 'answered', status: 200 },
} as const;

const TIMING: Timing = {
  fetchStart: 101,
  requestStart: 150,
  responseStart: 450,
  responseEnd: 455,
  nextHopProtocol: 'http/1.1',
};

describe('browserCall', () => {
  it('takes the time at which the request left from the timing of the browser', () => {
    expect(browserCall({ call: 2, zero: 100 }, OBSERVED, TIMING)).toEqual({
      invocation: { call: 2, outcome: 'answered', status: 200, sentAt: 50, receivedAt: 355 },
      askedAt: 1,
      answeredAt: 350,
      protocol: 'http/1.1',
    });
  });

  it.each([undefined, { ...TIMING, requestStart: 0 }])(
    'falls back to what the page observed without usable timing: %j',
    (timing) => {
      expect(browserCall({ call: 0, zero: 100 }, OBSERVED, timing)).toEqual({
        invocation: { call: 0, outcome: 'answered', status: 200, sentAt: 0, receivedAt: 360 },
        askedAt: 0,
      });
    },
  );
});

describe('firstUnclaimed', () => {
  it('takes each entry once, in the order in which the calls ended', () => {
    const [late, early] = [{ responseEnd: 20 }, { responseEnd: 10 }];
    const claimed = new Set<{ responseEnd: number }>();
    expect(firstUnclaimed([late, early], claimed)).toBe(early);
    claimed.add(early);
    expect(firstUnclaimed([late, early], claimed)).toBe(late);
    claimed.add(late);
    expect(firstUnclaimed([late, early], claimed)).toBeUndefined();
  });
});
