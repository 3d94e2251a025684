import { describe, expect, it } from 'vitest';
import type { BrowserShare } from '../../../web/live/judging.ts';
import {
  browserWords,
  failuresWords,
  failureWords,
  forecastWords,
} from '../../../web/live/words.ts';
import { unanswered } from '../../helpers/runs/browser-bursts.ts';
import { served } from '../../helpers/runs/bursts.ts';

const FREE: BrowserShare = {
  calls: 6,
  together: 6,
  onTheWay: 6,
  typicalMs: 1_000,
  longestHeldMs: 4,
  heldMs: 12,
  totalMs: 6_000,
  sameUrl: false,
  protocol: 'http/1.1',
};

describe('browserWords', () => {
  it('reports that all calls left', () => {
    expect(browserWords(FREE)).toEqual([
      'All 6 calls left before the first was answered. The browser held none back for more than 4.0 ms.',
    ]);
  });

  it('blames six connections', () => {
    const share = { ...FREE, calls: 10, longestHeldMs: 1_000, heldMs: 4_000, totalMs: 14_000 };
    expect(browserWords(share)).toEqual([
      'Over HTTP/1.1, a browser opens at most six connections to a host. At most 6 calls were in flight at once; 4 of 10 left only after another was answered.',
      'It held a call back for up to 1.00 s, and accounts for 29 % of the time that the calls took.',
      'The verdict covers the 6 calls that left together. The browser cannot show more of the service.',
    ]);
  });

  it('blames the cache if all calls have the same URL', () => {
    const share = { ...FREE, together: 1, onTheWay: 1, sameUrl: true, heldMs: 3_000 };
    const [first, second, ...more] = browserWords(share);
    expect(first).toMatch(
      /^All calls have the same URL, .* The calls left one after the other; 5 of 6 left/,
    );
    expect(second).toMatch(/accounts for 50 % of the time/);
    expect(more).toEqual([]);
  });

  it('does not blame six connections if the protocol has no such limit', () => {
    expect(browserWords({ ...FREE, calls: 10, protocol: 'h2' })[0]).toMatch(
      /^The browser did not send all calls at once/,
    );
  });

  it.each([
    ['of two calls', { calls: 2, together: 1, onTheWay: 1 }],
    ['of six calls', { calls: 6, together: 3, onTheWay: 3 }],
    ['of many that never filled the connections', { calls: 20, together: 4, onTheWay: 5 }],
  ])('does not blame six connections if short calls are the cause: %s', (_, seen) => {
    const [first] = browserWords({ ...FREE, ...seen, typicalMs: 2 });
    expect(first).toMatch(/^Calls of 2.0 ms are too short/);
  });

  it('gives no cause if few long calls were held back', () => {
    const [first] = browserWords({ ...FREE, calls: 4, together: 2, onTheWay: 2 });
    expect(first).toMatch(/^The browser did not send all calls at once/);
  });

  it('reports a browser that does not hold the same URL back', () => {
    expect(browserWords({ ...FREE, sameUrl: true })[0]).toMatch(
      /did not hold calls to the same URL back/,
    );
  });
});

describe('failureWords', () => {
  it.each([
    [undefined, /does not answer.*npm run demo/],
    [403, /signed.*access=iam/],
    [429, /limits how many calls/],
    [404, /no such route/],
    [500, /answered with an error: refused/],
  ])('explains status %s', (status, words) => {
    expect(failureWords(unanswered(0, status).invocation)).toMatch(words);
  });

  it('is undefined for an answered call', () => {
    expect(served([{ from: 1, to: 2 }]).map(failureWords)).toEqual([undefined]);
  });

  it('counts calls with the same reason', () => {
    const calls = [unanswered(0, 429), unanswered(1, 429), unanswered(2)];
    const words = failuresWords(calls.map(({ invocation }) => invocation));
    expect(words).toHaveLength(2);
    expect(words[0]).toMatch(/^2 of 3 calls: The service limits how many/);
  });
});

describe('forecastWords', () => {
  it('forecasts runs of 1 s and more', () => {
    expect(forecastWords({ before: 3, atOnce: 6 }, 800)).toBe(
      'about 3.20 s if they run together, 7.20 s if one after the other',
    );
    expect(forecastWords({ before: 0, atOnce: 6 }, 10)).toBe('');
  });
});
