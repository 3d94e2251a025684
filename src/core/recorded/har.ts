import * as v from 'valibot';
import { readAnswer } from '../answers/answer.ts';
import { defined } from '../defined.ts';
import { parseJson } from '../parse-json.ts';
import { sum } from '../statistics.ts';
import type { Recorded, RecordedCall, Unreadable } from './recorded-call.ts';
import { statusOutcome } from './status-outcome.ts';

// HTTP Archive 1.2. In `blocked`, Chromium's DevTools say how long the browser held a call back. Playwright
// leaves that out, so its files do not show when a call left.

const msSchema = v.optional(v.nullable(v.number()));

const entrySchema = v.object({
  startedDateTime: v.string(),
  time: msSchema,
  request: v.object({ method: v.string(), url: v.string(), httpVersion: v.optional(v.string()) }),
  response: v.object({
    status: v.number(),
    headers: v.optional(v.array(v.object({ name: v.string(), value: v.string() })), []),
    content: v.optional(v.object({ size: v.optional(v.number()) }), {}),
    _transferSize: v.optional(v.nullable(v.number())),
    _fetchedViaServiceWorker: v.optional(v.nullable(v.boolean())),
  }),
  timings: v.object({
    blocked: msSchema,
    dns: msSchema,
    connect: msSchema,
    send: msSchema,
    wait: msSchema,
    receive: msSchema,
  }),
  _fromCache: v.optional(v.nullable(v.string())),
  _resourceType: v.optional(v.string()),
});

const harSchema = v.object({
  log: v.object({
    creator: v.optional(v.object({ name: v.string(), version: v.optional(v.string()) })),
    entries: v.array(entrySchema),
  }),
});

type Entry = v.InferOutput<typeof entrySchema>;

/** Reads the calls of a HAR file. It keeps no headers, cookies or bodies. */
export function readHar(text: string): Recorded | Unreadable {
  const har = v.safeParse(harSchema, parseJson(text));
  if (!har.success) return { code: 'incomplete', format: 'har' };
  const { creator, entries: all } = har.output.log;
  const entries = all.filter(isCall);
  if (entries.length === 0) return { code: 'without-calls', format: 'har' };
  const by = creator && [creator.name, creator.version].filter(Boolean).join(' ');
  const named = defined({ creator: by });
  if (entries.every(({ timings }) => !isKnown(timings.blocked))) {
    return { code: 'hides-sending', ...named };
  }
  const sent = entries.filter((entry) => !isFromCache(entry));
  const cached = entries.length - sent.length || undefined;
  const calls = sent.filter(isUsable).map(callOf);
  const leftOut = sent.length - calls.length || undefined;
  if (leftOut !== undefined && calls.length === 0)
    return { code: 'all-left-out', entries: leftOut };
  return { format: 'har', dated: true, ...named, ...defined({ cached, leftOut }), calls };
}

/** Whether the file says where a call went and when it left. One that failed may lack its timings. */
function isUsable({ startedDateTime, request, response, timings }: Entry): boolean {
  const isPlaced = URL.canParse(request.url) && !Number.isNaN(Date.parse(startedDateTime));
  return isPlaced && (isKnown(timings.blocked) || response.status <= 0);
}

/**
 * Preflights are the browser's own, WebSockets stay open, and other schemes (`data:`) call no server. An
 * entry without a valid address may have been a call.
 */
function isCall({ request, response, _resourceType }: Entry): boolean {
  return (
    request.method !== 'OPTIONS' &&
    (/^https?:/i.test(request.url) || !URL.canParse(request.url)) &&
    response.status !== SWITCHING_PROTOCOLS &&
    _resourceType !== 'websocket'
  );
}

const SWITCHING_PROTOCOLS = 101;

/** An answer that came over the network has at least a status line. */
function isFromCache({ response, _fromCache }: Entry): boolean {
  const { status, _transferSize, _fetchedViaServiceWorker } = response;
  return Boolean(_fromCache ?? _fetchedViaServiceWorker) || (status > 0 && _transferSize === 0);
}

function callOf(entry: Entry): RecordedCall {
  const { startedDateTime, time, request, timings } = entry;
  const { blocked, dns, connect, send, wait, receive } = timings;
  const afterSendingMs = total(send, wait, receive);
  // In a HAR, the time for TLS is part of that for connecting.
  const wholeMs = isKnown(time) ? time : total(blocked, dns, connect) + afterSendingMs;
  const receivedAt = Date.parse(startedDateTime) + wholeMs;
  return {
    method: request.method,
    url: request.url,
    sentAt: receivedAt - afterSendingMs,
    receivedAt,
    heldMs: total(blocked),
    http1: /^http\/1/i.test(request.httpVersion ?? ''),
    ...answerOf(entry),
  };
}

/** In a HAR, -1 means that something did not happen. */
function isKnown(ms: number | null | undefined): ms is number {
  return typeof ms === 'number' && ms >= 0;
}

function total(...parts: readonly (number | null | undefined)[]): number {
  return sum(parts.filter(isKnown));
}

/** What an answer says of its call. The address of a redirect may hold secrets, so it is left out. */
function answerOf({ response }: Entry): Omit<RecordedCall, 'sentAt' | 'receivedAt'> {
  const { status, headers: listed, content } = response;
  if (status < 200 || (status >= 300 && status < 400)) return statusOutcome(status);
  const headers = Object.fromEntries(listed.map(({ name, value }) => [name.toLowerCase(), value]));
  const bodyBytes = Math.max(0, content.size ?? 0);
  return readAnswer({ status, headers, body: '', bodyBytes }, { pongExpected: false });
}
