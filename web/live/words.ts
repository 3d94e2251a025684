import { counted, formatMs } from '../../src/reporters/shared/format.ts';
import type { Invocation } from '../../src/core/invocation.ts';
import type { BrowserShare } from './judging.ts';

/** What the browser itself did to the calls, in whole sentences. */
export function browserWords(share: BrowserShare): string[] {
  const { calls, together, onTheWay, longestHeldMs, heldMs, totalMs } = share;
  if (together === calls) return [untouched(share)];
  return [
    `${cause(share)} ${together === 1 ? 'They left one after the other' : `At most ${onTheWay} were on the way at the same time`}; ${calls - together} of ${counted(calls, 'call')} left only after an answer had come.`,
    `The browser's own part: the longest held waited ${formatMs(longestHeldMs)} before it left, and of all the time that the calls took, ${Math.round((100 * heldMs) / totalMs)} % passed in the browser.`,
    ...(together > 1
      ? [
          `Judged are the ${together} that left together; more than that the browser cannot show of the service.`,
        ]
      : []),
  ];
}

function untouched({ calls, sameUrl, longestHeldMs }: BrowserShare): string {
  const left = `All ${calls} calls left before the first answer came; the browser held none for longer than ${formatMs(longestHeldMs)}.`;
  return sameUrl
    ? `${left} This browser does not hold the same URL back, or had no need to; others do.`
    : left;
}

/** Connections that a browser opens to a host over HTTP/1.1. */
const CONNECTIONS = 6;

/** On the way for less than this, a call is easily answered before the browser has sent the next. */
const SHORT_MS = 100;

function cause({ calls, sameUrl, together, onTheWay, protocol, typicalMs }: BrowserShare): string {
  if (sameUrl && together === 1) {
    return 'The same URL for all: the browser holds a second request back until the first is answered, since that answer might do for both.';
  }
  if (protocol === 'http/1.1' && calls > CONNECTIONS && onTheWay >= CONNECTIONS) {
    return 'Over HTTP/1.1 a browser opens at most six connections to a host.';
  }
  return typicalMs < SHORT_MS
    ? `Calls of ${formatMs(typicalMs)} are shorter than the time in which the browser sends them: the first was answered before the last had left.`
    : 'The browser did not let all calls go at once.';
}

/** How long calls take if they run together, and if they do not; empty where that is soon. */
export function forecastWords(calls: { before: number; atOnce: number }, eachMs: number): string {
  const together = (calls.before + 1) * eachMs;
  const oneByOne = (calls.before + calls.atOnce) * eachMs;
  if (oneByOne < 1_000) return '';
  return `about ${formatMs(together)} if they run together, ${formatMs(oneByOne)} one after the other`;
}

const REFUSED: Readonly<Record<number, string>> = {
  401: 'The service lets in only calls that are signed, and a page cannot sign (401).',
  403: 'The service lets in only calls that are signed (it was deployed with access=iam), and a page cannot sign: use the command, or deploy with access=open (403).',
  404: 'The service has no such route at this address (404).',
  429: 'The service lets only so many calls through and refused this one (429): wait a moment, or ask for fewer.',
  503: 'The service is not available just now, or has no capacity left (503): wait a moment, or ask for fewer.',
};

/** Why a call was not answered, for people; `undefined` where it was. */
export function failureWords({ outcome, status, error }: Invocation): string | undefined {
  if (outcome === 'answered') return undefined;
  if (status === undefined) {
    return 'The service does not answer: it has ended, or the network is gone. Start it again (npm run demo) and reload the page.';
  }
  return REFUSED[status] ?? `The service answered with an error: ${error?.message ?? status}.`;
}

/** Why calls of a burst were not answered: each reason once, with how many it kept. */
export function failuresWords(invocations: readonly Invocation[]): string[] {
  const reasons = new Map<string, number>();
  for (const invocation of invocations) {
    const words = failureWords(invocation);
    if (words !== undefined) reasons.set(words, (reasons.get(words) ?? 0) + 1);
  }
  return [...reasons].map(
    ([words, count]) => `${count} of ${counted(invocations.length, 'call')}: ${words}`,
  );
}
