import { describe, expect, it } from 'vitest';
import { browserCall, nextUnclaimed, type Timing } from '../../../web/live/resource-timing.ts';

const SEEN = {
  askedAt: 100,
  receivedAt: 460,
  said: { outcome: 'answered', status: 200 },
} as const;

const NOTES: Timing = {
  fetchStart: 101,
  requestStart: 150,
  responseStart: 450,
  responseEnd: 455,
  nextHopProtocol: 'http/1.1',
};

describe('a call', () => {
  it('is sent when it left the browser, by the notes of the browser', () => {
    expect(browserCall({ call: 2, zero: 100 }, SEEN, NOTES)).toEqual({
      invocation: { call: 2, outcome: 'answered', status: 200, sentAt: 50, receivedAt: 355 },
      askedAt: 1,
      answeredAt: 350,
      protocol: 'http/1.1',
    });
  });

  it.each([undefined, { ...NOTES, requestStart: 0 }])(
    'is as the page saw it where the browser tells nothing',
    (notes) => {
      expect(browserCall({ call: 0, zero: 100 }, SEEN, notes)).toEqual({
        invocation: { call: 0, outcome: 'answered', status: 200, sentAt: 0, receivedAt: 360 },
        askedAt: 0,
      });
    },
  );
});

describe('notes on one address', () => {
  it('are taken in the order in which calls ended, each once', () => {
    const [late, early] = [{ responseEnd: 20 }, { responseEnd: 10 }];
    const claimed = new Set<{ responseEnd: number }>();
    expect(nextUnclaimed([late, early], claimed)).toBe(early);
    claimed.add(early);
    expect(nextUnclaimed([late, early], claimed)).toBe(late);
    claimed.add(late);
    expect(nextUnclaimed([late, early], claimed)).toBeUndefined();
  });
});
