import * as v from 'valibot';
import { defined } from '../defined.ts';
import { lambdaReportSchema, type LambdaPhase, type LambdaReport } from '../invocation.ts';
import { parseJson } from '../parse-json.ts';
import { ownProperty } from './own-property.ts';

// Reads the last 4 KB of the log of a call, as the Invoke API returns it (LogType: Tail), in either
// of Lambda's log formats: plain text, or one JSON object a line. The platform events in JSON are
// those of the Telemetry API (AWS Lambda Developer Guide, "Lambda Telemetry API Event schema
// reference").

/** What Lambda itself reports in a log. */
export interface LogTail {
  readonly report?: LambdaReport;
  /** A line that reports something in an unknown form. */
  readonly unread?: string;
}

/** One line of a platform report. `report` or `phase` is absent if it could not be read. */
type Line =
  | { readonly kind: 'report'; readonly requestId?: string; readonly report?: LambdaReport }
  | { readonly kind: 'phase'; readonly phase?: LambdaPhase };

/**
 * Reads the report on the call with this request id, or the last report if the id is unknown. What
 * the log does not say is absent, never 0.
 */
export function readLogTail(log: string, requestId: string | undefined): LogTail {
  const lines = log.split('\n').flatMap((text) => {
    const line = readLine(text.trim());
    return line === undefined ? [] : [{ text: text.trim(), line }];
  });
  const reports = lines.flatMap(({ text, line }) =>
    line.kind === 'report' ? [{ text, ...line }] : [],
  );
  // A function may print what looks like a report. Lambda's own has the id of this call and is last.
  const own = reports.findLast((line) => requestId === undefined || line.requestId === requestId);
  const phases = lines.flatMap(({ line }) => (line.kind === 'phase' ? (line.phase ?? []) : []));
  const candidates = own === undefined ? reports : [own];
  const unread = [
    ...candidates.filter(({ report }) => report === undefined),
    ...lines.filter(({ line }) => line.kind === 'phase' && line.phase === undefined),
  ][0]?.text;
  const report = own?.report && (phases.length > 0 ? { ...own.report, phases } : own.report);
  return defined({ report, unread });
}

function readLine(line: string): Line | undefined {
  if (line.startsWith('{')) return readLogEvent(line);
  if (/^REPORT\b/.test(line)) return readReport(line);
  const phase = /^(INIT|RESTORE)_REPORT\b/.exec(line)?.[1];
  return phase === undefined ? undefined : readPhase(phase === 'INIT' ? 'init' : 'restore', line);
}

const DURATIONS = [
  'Duration',
  'Billed Duration',
  'Init Duration',
  'Restore Duration',
  'Billed Restore Duration',
];

/** A duration with an unknown name may be a known one renamed, so its line is not trusted. */
function allDurationsKnown(names: readonly string[], durations: readonly string[]): boolean {
  return names.every((name) => !/duration(ms)?$/i.test(name) || durations.includes(name));
}

/** `REPORT RequestId: ...<tab>Duration: 3.10 ms<tab>Billed Duration: 4 ms ...` */
function readReport(line: string): Line {
  const fields = readFields(line);
  const requestId = fields.get('RequestId');
  if (!allDurationsKnown([...fields.keys()], DURATIONS)) return reportLine(requestId, {});
  return reportLine(requestId, {
    durationMs: parseMeasure(fields.get('Duration'), 'ms'),
    billedMs: parseMeasure(fields.get('Billed Duration'), 'ms'),
    memoryMb: parseMeasure(fields.get('Memory Size'), 'MB'),
    maxMemoryMb: parseMeasure(fields.get('Max Memory Used'), 'MB'),
    initMs: parseMeasure(fields.get('Init Duration'), 'ms'),
    restoreMs: parseMeasure(fields.get('Restore Duration'), 'ms'),
    billedRestoreMs: parseMeasure(fields.get('Billed Restore Duration'), 'ms'),
    status: fields.get('Status'),
  });
}

/** `INIT_REPORT Init Duration: 9999.81 ms<tab>Phase: init<tab>Status: timeout` */
function readPhase(name: LambdaPhase['name'], line: string): Line {
  const fields = readFields(line);
  const duration = fields.get(name === 'init' ? 'Init Duration' : 'Restore Duration');
  return phaseLine(name, parseMeasure(duration, 'ms'), {
    status: fields.get('Status'),
    errorType: fields.get('Error Type'),
  });
}

/** Splits a line into names and values, at tabs, or at two or more spaces if tabs were lost. */
function readFields(line: string): Map<string, string> {
  const text = line.replace(/^\w+\s+/, '');
  const fields = text.split(/\t+|\s{2,}/).flatMap((field): [string, string][] => {
    const [, name, value] = /^([^:]+):\s*(.*)$/.exec(field.trim()) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value]];
  });
  return new Map(fields);
}

/** The number before the unit; NaN, which no schema accepts, if the unit is another one. */
function parseMeasure(text: string | undefined, unit: string): number | undefined {
  if (text === undefined) return undefined;
  const [, digits, given] = /^(\d+(?:\.\d+)?) ?(\w+)$/.exec(text) ?? [];
  return given === unit ? Number(digits) : Number.NaN;
}

const number = v.exactOptional(v.number());
const metricsSchema = v.looseObject({
  durationMs: v.number(),
  billedDurationMs: number,
  memorySizeMB: number,
  maxMemoryUsedMB: number,
  initDurationMs: number,
  restoreDurationMs: number,
  billedRestoreDurationMs: number,
});
const recordSchema = v.object({
  status: v.exactOptional(v.string()),
  errorType: v.exactOptional(v.string()),
  metrics: metricsSchema,
});
const METRICS = Object.keys(metricsSchema.entries);

const PHASE_OF: Readonly<Record<string, LambdaPhase['name']>> = {
  'platform.initReport': 'init',
  'platform.restoreReport': 'restore',
};

/** Reads a whole JSON object. The tail may begin in the middle of one, which is ignored. */
function readLogEvent(line: string): Line | undefined {
  const event = parseJson(line);
  const type = ownProperty(event, 'type');
  const record = ownProperty(event, 'record');
  if (type === 'platform.report') return readReportEvent(record);
  const name = typeof type === 'string' && Object.hasOwn(PHASE_OF, type) && PHASE_OF[type];
  // The schema lets a restore report leave out its metrics, and with them the duration.
  if (!name || (name === 'restore' && ownProperty(record, 'metrics') === undefined))
    return undefined;
  const { status, errorType, metrics } = readRecord(record) ?? {};
  return phaseLine(name, metrics?.durationMs, { status, errorType });
}

function readReportEvent(record: unknown): Line {
  const requestId = ownProperty(record, 'requestId');
  const { status, metrics } = readRecord(record) ?? {};
  return reportLine(typeof requestId === 'string' ? requestId : undefined, {
    durationMs: metrics?.durationMs,
    billedMs: metrics?.billedDurationMs,
    memoryMb: metrics?.memorySizeMB,
    maxMemoryMb: metrics?.maxMemoryUsedMB,
    initMs: metrics?.initDurationMs,
    restoreMs: metrics?.restoreDurationMs,
    billedRestoreMs: metrics?.billedRestoreDurationMs,
    status,
  });
}

function readRecord(record: unknown): v.InferOutput<typeof recordSchema> | undefined {
  const { success, output } = v.safeParse(recordSchema, record);
  return success && allDurationsKnown(Object.keys(output.metrics), METRICS) ? output : undefined;
}

function reportLine(requestId: string | undefined, given: object): Line {
  const { success, output } = v.safeParse(lambdaReportSchema, defined(given));
  return {
    kind: 'report',
    ...defined({ requestId, report: success ? output : undefined }),
  };
}

function phaseLine(name: LambdaPhase['name'], durationMs: number | undefined, given: object): Line {
  const isDuration = durationMs !== undefined && durationMs >= 0 && Number.isFinite(durationMs);
  if (!isDuration) return { kind: 'phase' };
  return { kind: 'phase', phase: { name, durationMs, ...defined(given) } };
}
