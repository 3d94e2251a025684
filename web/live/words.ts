import { counted, formatMs } from '../../src/reporters/shared/format.ts';
import type { Invocation } from '../../src/core/invocation.ts';
import type { BrowserShare } from './judging.ts';

/** What the browser did to the calls, in sentences. */
export function browserWords(share: BrowserShare): string[] {
  const { calls, together, onTheWay, longestHeldMs, heldMs, totalMs } = share;
  if (together === calls) return [untouched(share)];
  return [
    `${cause(share)} ${together === 1 ? 'The calls left one after the other' : `At most ${onTheWay} calls were in flight at once`}; ${calls - together} of ${calls} left only after another was answered.`,
    `It held a call back for up to ${formatMs(longestHeldMs)}, and accounts for ${Math.round((100 * heldMs) / totalMs)} % of the time that the calls took.`,
    ...(together > 1
      ? [
          `The verdict covers the ${together} calls that left together. The browser cannot show more of the service.`,
        ]
      : []),
  ];
}

function untouched({ calls, sameUrl, longestHeldMs }: BrowserShare): string {
  const left = `All ${calls} calls left before the first was answered. The browser held none back for more than ${formatMs(longestHeldMs)}.`;
  return sameUrl ? `${left} It did not hold calls to the same URL back; other browsers do.` : left;
}

/** How many connections a browser opens to a host over HTTP/1.1. */
const CONNECTIONS = 6;

/** A call that takes less than this may be answered before the browser has sent the next one. */
const SHORT_MS = 100;

function cause({ calls, sameUrl, together, onTheWay, protocol, typicalMs }: BrowserShare): string {
  if (sameUrl && together === 1) {
    return 'All calls have the same URL, so the browser holds each back until the previous one is answered, in case it can reuse the answer.';
  }
  if (protocol === 'http/1.1' && calls > CONNECTIONS && onTheWay >= CONNECTIONS) {
    return 'Over HTTP/1.1, a browser opens at most six connections to a host.';
  }
  return typicalMs < SHORT_MS
    ? `Calls of ${formatMs(typicalMs)} are too short: the first was answered before the browser had sent the last.`
    : 'The browser did not send all calls at once.';
}

/** Why a burst is fired a second time. */
export function againWords(cold: number): string {
  return `${counted(cold, 'call')} of a first burst met cold instances, so the burst was fired again.`;
}

/** How long calls take if they run together, and if they do not; empty if that is below 1 s. */
export function forecastWords(calls: { before: number; atOnce: number }, eachMs: number): string {
  const together = (calls.before + 1) * eachMs;
  const oneByOne = (calls.before + calls.atOnce) * eachMs;
  if (oneByOne < 1_000) return '';
  return `about ${formatMs(together)} if they run together, ${formatMs(oneByOne)} if one after the other`;
}

const REFUSED: Readonly<Record<number, string>> = {
  401: 'The service accepts only signed calls, and a page cannot sign them (401). Use the command.',
  403: 'The service accepts only signed calls (it was deployed with access=iam), and a page cannot sign them (403). Use the command, or deploy with access=open.',
  404: 'The service has no such route (404).',
  429: 'The service limits how many calls it takes and refused this one (429). Wait a moment, or fire fewer.',
  503: 'The service is unavailable or out of capacity (503). Wait a moment, or fire fewer.',
};

/** Why a call was not answered; `undefined` if it was. */
export function failureWords({ outcome, status, error }: Invocation): string | undefined {
  if (outcome === 'answered') return undefined;
  if (status === undefined) {
    return 'The service does not answer: it has stopped, or the network is down. Start it again (npm run demo) and reload the page.';
  }
  return REFUSED[status] ?? `The service answered with an error: ${error?.message ?? status}.`;
}

/** Why calls of a burst were not answered: each reason once, with the number of calls. */
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
