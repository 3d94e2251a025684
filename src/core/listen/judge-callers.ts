import { defined } from '../defined.ts';
import { groupBy } from '../group-by.ts';
import type { Interval } from '../timeline/overlap.ts';
import type { Arrival, ListenRecord } from './arrival.ts';
import type { Caller, CallerVerdict, NoLimit, Undecided } from './caller.ts';
import { followFlights, type Flights } from './flights.ts';
import { clientOf } from './known-clients.ts';
import { isOneRequest, likelyLimit, type Machine } from './likely.ts';

/** Groups calls by address and user agent, and judges each client, in the order of their first calls. */
export function judgeCallers(
  { arrivals, endedAt }: ListenRecord,
  machine: Machine,
): readonly Caller[] {
  const inOrder = arrivals.toSorted((a, b) => a.arrivedAt - b.arrivedAt);
  const groups = groupBy(inOrder, ({ address, userAgent }) => JSON.stringify([address, userAgent]));
  return [...groups.values()].map((own) => judgeCaller(own, endedAt, machine));
}

function judgeCaller(arrivals: readonly Arrival[], now: number, machine: Machine): Caller {
  const flights = followFlights(arrivals.map((arrival) => spanOf(arrival, now)));
  const { peak, filledWithinMs, refills } = flights;
  const { address = '', userAgent } = arrivals[0] ?? {};
  const connections = new Set(arrivals.map(({ connection }) => connection)).size;
  const caller = {
    address,
    ...defined({ userAgent, client: clientOf(userAgent) }),
    arrivals,
    peak,
    connections,
    reused: arrivals.length - connections,
    http: [...new Set(arrivals.map(({ http }) => http))].toSorted(),
    filledWithinMs,
    refills,
  };
  const judged = { ...caller, verdict: verdictOn(flights, caller) };
  return { ...judged, ...defined({ likely: likelyLimit(judged, machine) }) };
}

/** When a call was in flight. One that still is ends with the recording. */
export function spanOf({ arrivedAt, endedAt }: Arrival, now: number): Interval {
  return { start: arrivedAt, end: endedAt ?? now };
}

/** Calls that are answered sooner than this may end before the next one is even read, ms. */
const SHORT_MS = 50;

/** One call may come just when another ends by chance, so a limit takes at least this many. */
const LEAST_REFILLS = 2;

/** A limit also takes at least this share of the later calls: the client may delay a few. */
const MOST_LATER = 0.9;

/** A client that sends its calls as soon as it can sends the first ones within this share of a call. */
const SENT_TOGETHER = 0.5;

function verdictOn(flights: Flights, caller: Pick<Caller, 'arrivals' | 'client'>): CallerVerdict {
  const { peak, typicalMs, refills, medianPauseMs = 0 } = flights;
  const calls = caller.arrivals.length;
  if (calls === 1) return undecided({ code: 'one-call' });
  if (peak === calls) return { kind: 'together' };
  if (typicalMs < SHORT_MS) return undecided({ code: 'too-short', typicalMs });
  const because = noLimit(flights, caller);
  if (because === undefined) {
    return peak === 1 ? { kind: 'one-at-a-time' } : { kind: 'limited', limit: peak };
  }
  if (peak > 1) return { kind: 'at-least', because };
  if (calls === 2 && refills.prompt > 0) return undecided({ code: 'two-calls' });
  return undecided({ code: 'far-apart', medianGapMs: medianPauseMs });
}

function undecided(reason: Undecided): CallerVerdict {
  return { kind: 'undecided', reason };
}

/** Why calls show no limit; `undefined` if they waited in the client: they came just when others had ended. */
function noLimit(
  { filledWithinMs, typicalMs, refills }: Flights,
  { arrivals, client }: Pick<Caller, 'arrivals' | 'client'>,
): NoLimit | undefined {
  const { later, prompt } = refills;
  if (filledWithinMs > SENT_TOGETHER * typicalMs) return { code: 'paced', typicalMs };
  if (later === 0) return { code: 'none-later' };
  if (prompt < MOST_LATER * later) return { code: 'unprompted' };
  // Two tabs with the same address make only two calls, but browsers are known to send these one by one.
  const isKnown = client === 'browser' && isOneRequest({ arrivals });
  return prompt >= LEAST_REFILLS || isKnown ? undefined : { code: 'few-later' };
}
