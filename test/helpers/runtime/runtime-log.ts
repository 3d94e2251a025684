import type { Answered } from './runtime-client.ts';

/** What Lambda reports for a call in addition to the function's output. */
export interface Measured {
  readonly requestId: string;
  readonly durationMs: number;
  readonly memoryMb: number;
  readonly maxMemoryMb: number;
  /** Only for the first call in an environment. */
  readonly initMs?: number;
}

/** The Invoke API returns at most this much of a call's log. */
const TAIL_BYTES = 4_096;

/** The end of a call's log in base64, as requested by `X-Amz-Log-Type: Tail`. */
export function logTail({ printed }: Answered, measured: Measured, json: boolean): string {
  const { start, report } = json ? jsonEvents(measured) : textLines(measured);
  return Buffer.from(start + printed + report)
    .subarray(-TAIL_BYTES)
    .toString('base64');
}

interface Around {
  readonly start: string;
  readonly report: string;
}

function textLines({ requestId, durationMs, memoryMb, maxMemoryMb, initMs }: Measured): Around {
  const fields = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${billed(durationMs, initMs)} ms`,
    `Memory Size: ${memoryMb} MB`,
    `Max Memory Used: ${maxMemoryMb} MB`,
    ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
  ];
  return {
    start: `START RequestId: ${requestId} Version: $LATEST\n`,
    report: `END RequestId: ${requestId}\n${fields.join('\t')}\t\n`,
  };
}

function jsonEvents({ requestId, durationMs, memoryMb, maxMemoryMb, initMs }: Measured): Around {
  const metrics = {
    durationMs: thousandths(durationMs),
    billedDurationMs: billed(durationMs, initMs),
    memorySizeMB: memoryMb,
    maxMemoryUsedMB: maxMemoryMb,
    ...(initMs === undefined ? {} : { initDurationMs: thousandths(initMs) }),
  };
  return {
    start: event('platform.start', { requestId, version: '$LATEST' }),
    report: event('platform.report', { requestId, metrics, status: 'success' }),
  };
}

function event(type: string, record: object): string {
  return `${JSON.stringify({ time: new Date().toISOString(), type, record })}\n`;
}

/** The billed time in whole milliseconds, rounded up. Init is billed too. */
function billed(durationMs: number, initMs = 0): number {
  return Math.ceil(durationMs + initMs);
}

function thousandths(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
