import { asPong } from '../../../handlers/pong.ts';
import { fromCache, servedByHeaders } from './answer-headers.ts';
import type { Exchange } from '../fire.ts';
import type { Served } from '../invocation.ts';
import { parseJson } from '../parse-json.ts';

/** An HTTP answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/**
 * What an answer says of its call. Not by status alone: serverless-offline reports a handler that
 * threw, did not load or took too long as 200 with an `errorMessage`.
 */
export function readAnswer(
  answer: Answer,
  { pongExpected, instanceHeader }: { pongExpected: boolean; instanceHeader?: string | undefined },
): Omit<Exchange, 'sentAt' | 'receivedAt'> {
  const { status, headers, body } = answer;
  const failed = (code: string, message: string) =>
    ({ outcome: 'failed', status, error: { code, message } }) as const;
  if (isRefusal(status, headers)) {
    return {
      outcome: 'throttled',
      status,
      error: { code: `status-${status}`, message: 'refused' },
    };
  }
  if (status >= 300) return failed(...refusedOrRedirected(answer));

  const content = parseJson(body);
  const pong = asPong(content);
  if (pong !== undefined) return { outcome: 'answered', status, served: servedBy(pong) };
  const handlerError = errorMessageOf(content);
  if (handlerError !== undefined) return failed('handler-error', handlerError);
  if (pongExpected) return failed('not-a-pong', `expected PONG!, received${detail(body)}`);
  const served = servedByHeaders(headers, instanceHeader);
  return {
    outcome: 'answered',
    status,
    bodyBytes: new TextEncoder().encode(body).length,
    ...(fromCache(headers) ? { cached: true } : {}),
    ...(served === undefined ? {} : { served }),
  };
}

function refusedOrRedirected({ status, headers, body }: Answer): [code: string, message: string] {
  if (status >= 400) return [`status-${status}`, `status ${status}${detail(body)}`];
  const to = headers['location'] ?? 'nowhere';
  return [
    'redirect',
    `redirected to ${String(to)}, and redirects are not followed: call that address`,
  ];
}

function isRefusal(status: number, headers: Answer['headers']): boolean {
  return status === 429 || (status === 503 && headers['retry-after'] !== undefined);
}

function servedBy(pong: NonNullable<ReturnType<typeof asPong>>): Served {
  const { PING: _, ...told } = pong;
  return told;
}

function errorMessageOf(content: unknown): string | undefined {
  if (typeof content !== 'object' || content === null || !('errorMessage' in content))
    return undefined;
  const { errorMessage } = content;
  const text = typeof errorMessage === 'string' ? errorMessage : JSON.stringify(errorMessage);
  return text.slice(0, 300);
}

function detail(body: string): string {
  const line = body.replaceAll(/\s+/g, ' ').trim();
  if (line === '') return ' (no body)';
  return `: ${line.length > 160 ? `${line.slice(0, 160)}…` : line}`;
}
