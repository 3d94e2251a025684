import { defined } from '../defined.ts';
import { largest } from '../statistics.ts';
import { readCsv, type Row } from './csv.ts';
import type { Recorded, RecordedCall, Unreadable } from './recorded-call.ts';
import { statusOutcome } from './status-outcome.ts';

// oha writes seconds since its own start, and only calls that were answered. A request's duration includes
// connecting.

/** The header of what `oha --output-format csv` writes. */
export const OHA_HEADER = 'request-start,';

/** Put between two runs of oha in one file, ms, since their clocks have nothing in common. */
const BETWEEN_RUNS_MS = 1_000;

/** Reads what `oha --output-format csv` wrote: one run, or several that were appended to one file. */
export function readOha(text: string): Recorded | Unreadable {
  const calls: RecordedCall[] = [];
  let first = 1;
  let startsAt = 0;
  for (const lines of splitRuns(text.trimEnd().split(/\r?\n/))) {
    const { rows, incomplete } = readCsv(lines, { first });
    const run = rows.map((row) => callOf(row, startsAt));
    const isWhole = run.every(({ sentAt, receivedAt }) => Number.isFinite(sentAt + receivedAt));
    if (incomplete !== undefined || !isWhole) {
      return { code: 'incomplete', format: 'oha', ...defined({ line: incomplete }) };
    }
    calls.push(...run);
    first += lines.length;
    startsAt = BETWEEN_RUNS_MS + (largest(run.map(({ receivedAt }) => receivedAt)) ?? 0);
  }
  if (calls.length === 0) return { code: 'without-calls', format: 'oha' };
  return { format: 'oha', creator: 'oha', dated: false, calls };
}

/** Each run begins with its header. */
function splitRuns(lines: readonly string[]): string[][] {
  const runs: string[][] = [];
  for (const line of lines) {
    if (line.startsWith(OHA_HEADER)) runs.push([line]);
    else runs.at(-1)?.push(line);
  }
  return runs;
}

function callOf(row: Row, startsAt: number): RecordedCall {
  const [
    start = NaN,
    connecting = NaN,
    firstByte = NaN,
    duration = NaN,
    bytes = NaN,
    status = NaN,
  ] = COLUMNS.map((column) => Number(row[column] || NaN));
  const startedAt = startsAt + 1_000 * start;
  const receivedAt = startedAt + 1_000 * duration;
  const firstByteAt = firstByte > 0 ? startedAt + 1_000 * firstByte : undefined;
  return {
    sentAt: startedAt + 1_000 * connecting,
    receivedAt,
    ...defined({ firstByteAt }),
    bodyBytes: bytes,
    ...statusOutcome(status),
  };
}

const COLUMNS = [
  'request-start',
  'DNS+dialup',
  'Response-delay',
  'request-duration',
  'bytes',
  'status',
] as const;
