import { asPong } from '../../../handlers/pong.ts';
import type { Exchange } from '../fire.ts';
import type { LambdaReport, Served } from '../invocation.ts';
import { readLogTail } from './lambda-log.ts';
import { parseJson } from '../parse-json.ts';

/** What the Invoke API gave back. */
export interface LambdaAnswer {
  readonly status: number;
  readonly payload: string;
  /** `Handled` or `Unhandled`, where the function ended with an error. */
  readonly functionError?: string | undefined;
  /** The last 4 KB of the log, decoded. */
  readonly log?: string | undefined;
  readonly requestId?: string | undefined;
}

type Outcome = Omit<Exchange, 'sentAt' | 'receivedAt'>;

/** What the answer of a Lambda function says of its call: of our own service or of any other. */
export function readLambdaAnswer(answer: LambdaAnswer): Outcome {
  const { status, payload, functionError } = answer;
  const content = parseJson(payload);
  const served = servedBy(answer, content);
  const told = { status, ...(served === undefined ? {} : { served }) };
  if (functionError !== undefined) {
    return { ...told, outcome: 'failed', error: functionProblem(content, functionError) };
  }
  const statusCode = field(content, 'statusCode');
  if (typeof statusCode === 'number' && statusCode >= 400) {
    const message = `the function answered with statusCode ${statusCode}${detail(bodyOf(content))}`;
    return { ...told, outcome: 'failed', error: { code: `status-${statusCode}`, message } };
  }
  return { ...told, outcome: 'answered', bodyBytes: new TextEncoder().encode(payload).length };
}

/** A function for an HTTP API answers with its text in `body`; one that is called directly may not. */
function servedBy({ log, requestId }: LambdaAnswer, content: unknown): Served | undefined {
  const body = bodyOf(content);
  const pong = asPong(typeof body === 'string' ? parseJson(body) : content);
  const { report, unread } = log === undefined ? {} : readLogTail(log, requestId);
  const { PING: _, ...told } = pong ?? { PING: '' };
  const served: Served = {
    ...(requestId === undefined ? {} : { requestId }),
    ...(report === undefined ? {} : { cold: isFirst(report) }),
    ...told,
    ...(report === undefined ? {} : { report, serviceMs: report.durationMs }),
    ...(unread === undefined ? {} : { unreadReport: unread.slice(0, 500) }),
  };
  return Object.keys(served).length === 0 ? undefined : served;
}

/**
 * By the log alone: a first call has its initialization reported, or the restoring of a snapshot; where
 * that failed and was repeated, it has reports of its own instead.
 */
function isFirst({ initMs, restoreMs, phases }: LambdaReport): boolean {
  return initMs !== undefined || restoreMs !== undefined || phases !== undefined;
}

function functionProblem(
  content: unknown,
  functionError: string,
): { code: string; message: string } {
  const type = field(content, 'errorType');
  const message = textOf(field(content, 'errorMessage') ?? 'no message').slice(0, 300);
  // Before it stand the date and the request, which differ from call to call.
  const timedOut = /\bTask timed out after .*/.exec(message)?.[0];
  if (type === 'Sandbox.Timedout' || (type === undefined && timedOut !== undefined)) {
    return { code: 'function-timeout', message: `${timedOut ?? message}; raise its timeout` };
  }
  const named = typeof type === 'string' ? `${type}: ${message}` : message;
  return { code: 'function-error', message: `${functionError} error of the function: ${named}` };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function bodyOf(content: unknown): unknown {
  return field(content, 'body');
}

function field(content: unknown, name: string): unknown {
  if (typeof content !== 'object' || content === null || !Object.hasOwn(content, name))
    return undefined;
  return Object.entries(content).find(([key]) => key === name)?.[1];
}

function detail(body: unknown): string {
  if (typeof body !== 'string') return '';
  const line = body.replaceAll(/\s+/g, ' ').trim();
  return line === '' ? '' : `: ${line.slice(0, 160)}`;
}
