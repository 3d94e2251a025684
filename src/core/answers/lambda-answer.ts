import { asPong } from '../../../handlers/pong.ts';
import { defined } from '../defined.ts';
import type { Exchange } from '../fire.ts';
import type { LambdaReport, Served } from '../invocation.ts';
import { readLogTail } from './lambda-log.ts';
import { parseJson } from '../parse-json.ts';
import { excerptOf } from './excerpt.ts';
import { ownProperty } from './own-property.ts';

/** What the Invoke API returned. */
export interface LambdaAnswer {
  readonly status: number;
  /** What the function returned, as JSON. */
  readonly payload: string;
  /** `Handled` or `Unhandled` if the function ended with an error. */
  readonly functionError?: string | undefined;
  /** The last 4 KB of the log of the call, decoded. */
  readonly log?: string | undefined;
  readonly requestId?: string | undefined;
}

/** All of a function's own error message that is kept. */
const MOST_MESSAGE_CHARACTERS = 300;
/** All that is kept of a log line that could not be read. */
const MOST_UNREAD_CHARACTERS = 500;

type Outcome = Omit<Exchange, 'sentAt' | 'receivedAt'>;

/** Reads the outcome of a call from the answer of a Lambda function, ours or any other. */
export function readLambdaAnswer(answer: LambdaAnswer): Outcome {
  const { status, payload, functionError } = answer;
  const content = parseJson(payload);
  const common = { status, ...defined({ served: servedFromLambda(answer, content) }) };
  if (functionError !== undefined) {
    return { ...common, outcome: 'failed', error: describeFunctionError(content, functionError) };
  }
  const statusCode = ownProperty(content, 'statusCode');
  if (typeof statusCode === 'number' && statusCode >= 400) {
    const message = `the function returned statusCode ${statusCode}${bodySuffix(ownProperty(content, 'body'))}`;
    return { ...common, outcome: 'failed', error: { code: `status-${statusCode}`, message } };
  }
  return { ...common, outcome: 'answered', bodyBytes: new TextEncoder().encode(payload).length };
}

/** A function behind an HTTP API returns its text in `body`. One that is only invoked may not. */
function servedFromLambda({ log, requestId }: LambdaAnswer, content: unknown): Served | undefined {
  const body = ownProperty(content, 'body');
  const pong = asPong(typeof body === 'string' ? parseJson(body) : content);
  const { report, unread } = log === undefined ? {} : readLogTail(log, requestId);
  const { PING: _, ...fromPong } = pong ?? { PING: '' };
  const served: Served = {
    ...defined({ requestId, cold: report === undefined ? undefined : isCold(report) }),
    ...fromPong,
    ...defined({
      report,
      serviceMs: report?.durationMs,
      unreadReport: unread?.slice(0, MOST_UNREAD_CHARACTERS),
    }),
  };
  return Object.keys(served).length === 0 ? undefined : served;
}

/**
 * Whether the log shows the first call on its instance: only that one reports an initialization or
 * the restoring of a snapshot. If that failed and was repeated, each attempt has its own report.
 */
function isCold({ initMs, restoreMs, phases }: LambdaReport): boolean {
  return initMs !== undefined || restoreMs !== undefined || phases !== undefined;
}

function describeFunctionError(
  content: unknown,
  functionError: string,
): { code: string; message: string } {
  const type = ownProperty(content, 'errorType');
  const message = textOf(ownProperty(content, 'errorMessage') ?? 'no message').slice(
    0,
    MOST_MESSAGE_CHARACTERS,
  );
  // Lambda gives no type for a timeout that it reports as text. The date and the request id before
  // this part differ from call to call.
  const timedOut = /\bTask timed out after .*/.exec(message)?.[0];
  if (type === 'Sandbox.Timedout' || (type === undefined && timedOut !== undefined)) {
    return {
      code: 'function-timeout',
      message: `${timedOut ?? message}; raise the timeout of the function`,
    };
  }
  const named = typeof type === 'string' ? `${type}: ${message}` : message;
  return { code: 'function-error', message: `the function failed (${functionError}): ${named}` };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function bodySuffix(body: unknown): string {
  const excerpt = typeof body === 'string' ? excerptOf(body) : '';
  return excerpt === '' ? '' : `: ${excerpt}`;
}
