import * as v from 'valibot';
import { defined } from '../defined.ts';
import { parseJson } from '../parse-json.ts';
import { readCsv, type Row } from './csv.ts';
import type { Recorded, RecordedCall, Unreadable } from './recorded-call.ts';
import { withoutValues } from './request.ts';
import { statusOutcome } from './status-outcome.ts';

// k6 writes several samples for each request, all with the time at which it ended. `http_req_duration` is
// the time from sending it to the end of its answer; connecting comes before that.

const DURATION = 'http_req_duration';

const pointSchema = v.object({
  metric: v.literal(DURATION),
  type: v.literal('Point'),
  data: v.object({
    time: v.string(),
    value: v.pipe(v.number(), v.minValue(0)),
    tags: v.record(v.string(), v.string()),
  }),
});

/** Reads what `k6 run --out json=FILE` wrote. */
export function readK6Json(text: string): Recorded | Unreadable {
  const lines = text.trimEnd().split('\n');
  const calls: RecordedCall[] = [];
  for (const [index, line] of lines.entries()) {
    const isPoint = line.includes(DURATION) && line.includes('"Point"');
    // A run that was cut off may have left half a line.
    if (!isPoint && index < lines.length - 1) continue;
    const content = parseJson(line);
    const point = v.safeParse(pointSchema, content);
    if (content === undefined || (isPoint && !point.success)) {
      return { code: 'incomplete', format: 'k6', line: index + 1 };
    }
    if (!point.success) continue;
    const { time, value, tags } = point.output.data;
    calls.push(callOf(readTime(time), value, tags));
  }
  return recordedCalls(calls);
}

/** Reads what `k6 run --out csv=FILE` wrote. */
export function readK6Csv(text: string): Recorded | Unreadable {
  const { rows, incomplete } = readCsv(text.trimEnd().split(/\r?\n/));
  if (incomplete !== undefined) return { code: 'incomplete', format: 'k6', line: incomplete };
  const durations = rows.filter(({ metric_name }) => metric_name === DURATION);
  const times = durations.map(({ timestamp = '' }) => timestamp);
  if (times.length > 0 && times.every((time) => WHOLE_SECONDS.test(time))) {
    return { code: 'whole-seconds' };
  }
  return recordedCalls(
    durations.map((row) =>
      callOf(readTime(row['timestamp'] ?? ''), Number(row['metric_value']), row),
    ),
  );
}

/** Ten digits are seconds until the year 2286. Without a fraction they are too coarse. */
const WHOLE_SECONDS = /^\d{10}$|:\d\d(?:Z|[+-]\d\d:\d\d)$/;

function recordedCalls(calls: readonly RecordedCall[]): Recorded | Unreadable {
  if (calls.length === 0) return { code: 'without-calls', format: 'k6' };
  if (calls.some(({ sentAt }) => !Number.isFinite(sentAt))) {
    return { code: 'incomplete', format: 'k6' };
  }
  return { format: 'k6', creator: 'k6', dated: true, calls };
}

/** Digits of a Unix time in ms; more digits are a fraction. */
const MS_DIGITS = 13;

/** A date, or a Unix time in ms, µs or ns; ms since 1970, and `NaN` of anything else. */
function readTime(time: string): number {
  if (/^\d+$/.test(time)) return Number(time) / 10 ** (time.length - MS_DIGITS);
  const [, seconds = '', fraction = '', zone = ''] = DATE.exec(time) ?? [];
  return Date.parse(seconds + zone) + 1_000 * Number(`0${fraction}`);
}

/** RFC 3339. `Date.parse` drops what is finer than a millisecond. */
const DATE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function callOf(endedAt: number, durationMs: number, tags: Row): RecordedCall {
  const { method, url, name, status = '', error_code: code = '', proto = '' } = tags;
  const given = name === url ? undefined : name && withoutValues(name);
  return {
    sentAt: endedAt - durationMs,
    receivedAt: endedAt,
    http1: /^HTTP\/1/i.test(proto),
    ...defined({ method, url, name: given || undefined }),
    ...statusOutcome(Number(status)),
    ...(Number(status) === 0 ? { error: errorOf(code) } : {}),
  };
}

/** The texts of k6's errors may contain the request's address, so only their numbers are kept. */
function errorOf(code: string): NonNullable<RecordedCall['error']> {
  const known = ERRORS.get(code);
  return (
    known ?? {
      code: `k6-${code || 'unknown'}`,
      message: `error ${code || 'without a number'} of k6`,
    }
  );
}

/** k6's own list: "Error codes". */
const ERRORS: ReadonlyMap<string, NonNullable<RecordedCall['error']>> = new Map([
  ['1050', { code: 'timeout', message: 'no answer within the timeout of k6' }],
  ['1212', { code: 'ECONNREFUSED', message: 'connection refused' }],
  ['1220', { code: 'ECONNRESET', message: 'connection reset' }],
]);
