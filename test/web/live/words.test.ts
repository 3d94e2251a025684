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

describe("the browser's part", () => {
  it('is little where all calls left', () => {
    expect(browserWords(FREE)).toEqual([
      'All 6 calls left before the first answer came; the browser held none for longer than 4.0 ms.',
    ]);
  });

  it('is the six connections', () => {
    const share = { ...FREE, calls: 10, longestHeldMs: 1_000, heldMs: 4_000, totalMs: 14_000 };
    expect(browserWords(share)).toEqual([
      'Over HTTP/1.1 a browser opens at most six connections to a host. At most 6 were on the way at the same time; 4 of 10 calls left only after an answer had come.',
      "The browser's own part: the longest held waited 1.00 s before it left, and of all the time that the calls took, 29 % passed in the browser.",
      'Judged are the 6 that left together; more than that the browser cannot show of the service.',
    ]);
  });

  it('is the cache, where the URL is the same for all', () => {
    const share = { ...FREE, together: 1, onTheWay: 1, sameUrl: true, heldMs: 3_000 };
    const [first, second, ...more] = browserWords(share);
    expect(first).toMatch(/^The same URL for all: .* They left one after the other; 5 of 6 calls/);
    expect(second).toMatch(/50 % passed in the browser/);
    expect(more).toEqual([]);
  });

  it('is not blamed on six connections where the protocol has no such limit', () => {
    expect(browserWords({ ...FREE, calls: 10, protocol: 'h2' })[0]).toMatch(
      /^The browser did not let all calls go at once/,
    );
  });

  it.each([
    ['of two calls', { calls: 2, together: 1, onTheWay: 1 }],
    ['of six calls', { calls: 6, together: 3, onTheWay: 3 }],
    ['of many that never filled the connections', { calls: 20, together: 4, onTheWay: 5 }],
  ])('is not blamed on six connections where short calls are the cause: %s', (_, seen) => {
    const [first] = browserWords({ ...FREE, ...seen, typicalMs: 2 });
    expect(first).toMatch(/^Calls of 2.0 ms are shorter than the time in which the browser sends/);
  });

  it('is not explained where few long calls were held', () => {
    const [first] = browserWords({ ...FREE, calls: 4, together: 2, onTheWay: 2 });
    expect(first).toMatch(/^The browser did not let all calls go at once/);
  });

  it('may be nothing in spite of the same URL', () => {
    expect(browserWords({ ...FREE, sameUrl: true })[0]).toMatch(/does not hold the same URL back/);
  });
});

describe('a call that was not answered', () => {
  it.each([
    [undefined, /does not answer.*npm run demo/],
    [403, /signed.*access=iam/],
    [429, /only so many calls/],
    [404, /no such route/],
    [500, /answered with an error: refused/],
  ])('is explained: %s', (status, words) => {
    expect(failureWords(unanswered(0, status).invocation)).toMatch(words);
  });

  it('is not explained where there is nothing to explain', () => {
    expect(served([{ from: 1, to: 2 }]).map(failureWords)).toEqual([undefined]);
  });

  it('is counted with those like it', () => {
    const calls = [unanswered(0, 429), unanswered(1, 429), unanswered(2)];
    const words = failuresWords(calls.map(({ invocation }) => invocation));
    expect(words).toHaveLength(2);
    expect(words[0]).toMatch(/^2 of 3 calls: The service lets only so many/);
  });
});

describe('how long it will take', () => {
  it('is told where it is long enough to wait for', () => {
    expect(forecastWords({ before: 3, atOnce: 6 }, 800)).toBe(
      'about 3.20 s if they run together, 7.20 s one after the other',
    );
    expect(forecastWords({ before: 0, atOnce: 6 }, 10)).toBe('');
  });
});
