import * as v from 'valibot';
import { lambdaReportSchema, type LambdaPhase, type LambdaReport } from '../invocation.ts';
import { parseJson } from '../parse-json.ts';

// The last 4 KB of a call's log, as the Invoke API returns them (LogType: Tail), in either of
// Lambda's log formats: text lines, or a JSON object each, whose platform events are those of the
// Telemetry API (AWS Lambda Developer Guide, "Lambda Telemetry API Event schema reference").

export interface LogTail {
  readonly report?: LambdaReport;
  /** A line that should report something, and does so in a form that is not known. */
  readonly unread?: string;
}

/** One line of the log, as far as it concerns us; without what it reports, where that cannot be read. */
type Line =
  | { readonly kind: 'report'; readonly requestId?: string; readonly report?: LambdaReport }
  | { readonly kind: 'phase'; readonly phase?: LambdaPhase };

/** Reads what Lambda says of the call with this request id. What it does not say is absent, never 0. */
export function readLogTail(log: string, requestId: string | undefined): LogTail {
  const lines = log.split('\n').flatMap((text) => {
    const line = readLine(text.trim());
    return line === undefined ? [] : [{ text: text.trim(), line }];
  });
  const reports = lines.flatMap(({ text, line }) =>
    line.kind === 'report' ? [{ text, ...line }] : [],
  );
  // A function may print what looks like a report; only Lambda's own has the id of this call, last.
  const own = reports.findLast((line) => requestId === undefined || line.requestId === requestId);
  const phases = lines.flatMap(({ line }) => (line.kind === 'phase' ? (line.phase ?? []) : []));
  const said = own === undefined ? reports : [own];
  const unread = [
    ...said.filter(({ report }) => report === undefined),
    ...lines.filter(({ line }) => line.kind === 'phase' && line.phase === undefined),
  ][0]?.text;
  return {
    ...(own?.report === undefined
      ? {}
      : { report: { ...own.report, ...(phases.length > 0 ? { phases } : {}) } }),
    ...(unread === undefined ? {} : { unread }),
  };
}

function readLine(line: string): Line | undefined {
  if (line.startsWith('{')) return readEvent(line);
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

/** A duration by a name that is not known may be one of ours renamed: then nothing is to be made of it. */
function areKnown(names: readonly string[], durations: readonly string[]): boolean {
  return names.every((name) => !/duration(ms)?$/i.test(name) || durations.includes(name));
}

/** `REPORT RequestId: ...<tab>Duration: 3.10 ms<tab>Billed Duration: 4 ms ...` */
function readReport(line: string): Line {
  const fields = readFields(line);
  const requestId = fields.get('RequestId');
  if (!areKnown([...fields.keys()], DURATIONS)) return reported(requestId, {});
  return reported(requestId, {
    durationMs: measure(fields.get('Duration'), 'ms'),
    billedMs: measure(fields.get('Billed Duration'), 'ms'),
    memoryMb: measure(fields.get('Memory Size'), 'MB'),
    maxMemoryMb: measure(fields.get('Max Memory Used'), 'MB'),
    initMs: measure(fields.get('Init Duration'), 'ms'),
    restoreMs: measure(fields.get('Restore Duration'), 'ms'),
    billedRestoreMs: measure(fields.get('Billed Restore Duration'), 'ms'),
    status: fields.get('Status'),
  });
}

/** `INIT_REPORT Init Duration: 9999.81 ms<tab>Phase: init<tab>Status: timeout` */
function readPhase(name: LambdaPhase['name'], line: string): Line {
  const fields = readFields(line);
  const duration = fields.get(name === 'init' ? 'Init Duration' : 'Restore Duration');
  return attempted(name, measure(duration, 'ms'), {
    status: fields.get('Status'),
    errorType: fields.get('Error Type'),
  });
}

/** Names and values; between them are tabs, or at least two blanks where tabs were lost. */
function readFields(line: string): Map<string, string> {
  const text = line.replace(/^\w+\s+/, '');
  const fields = text.split(/\t+|\s{2,}/).flatMap((field): [string, string][] => {
    const [, name, value] = /^([^:]+):\s*(.*)$/.exec(field.trim()) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value]];
  });
  return new Map(fields);
}

/** The number where the unit is the one that is known; NaN, which no check lets pass, where it is not. */
function measure(text: string | undefined, unit: string): number | undefined {
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

/** A JSON object, whole: where the tail begins in the middle of one, that is no event of ours. */
function readEvent(line: string): Line | undefined {
  const event = parseJson(line);
  const type = member(event, 'type');
  const record = member(event, 'record');
  if (type === 'platform.report') return readReportEvent(record);
  const name = typeof type === 'string' && Object.hasOwn(PHASE_OF, type) && PHASE_OF[type];
  // By the schema a restoration need not have metrics, and then it has no duration.
  if (!name || (name === 'restore' && member(record, 'metrics') === undefined)) return undefined;
  const { status, errorType, metrics } = readRecord(record) ?? {};
  return attempted(name, metrics?.durationMs, { status, errorType });
}

function readReportEvent(record: unknown): Line {
  const requestId = member(record, 'requestId');
  const { status, metrics } = readRecord(record) ?? {};
  return reported(typeof requestId === 'string' ? requestId : undefined, {
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
  return success && areKnown(Object.keys(output.metrics), METRICS) ? output : undefined;
}

function reported(requestId: string | undefined, given: object): Line {
  const { success, output } = v.safeParse(lambdaReportSchema, known(given));
  return {
    kind: 'report',
    ...(requestId === undefined ? {} : { requestId }),
    ...(success ? { report: output } : {}),
  };
}

function attempted(name: LambdaPhase['name'], durationMs: number | undefined, given: object): Line {
  const isDuration = durationMs !== undefined && durationMs >= 0 && Number.isFinite(durationMs);
  if (!isDuration) return { kind: 'phase' };
  return { kind: 'phase', phase: { name, durationMs, ...known(given) } };
}

function known(given: object): object {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function member(content: unknown, name: string): unknown {
  if (typeof content !== 'object' || content === null) return undefined;
  return Object.entries(content).find(([key]) => key === name)?.[1];
}
