import { asPong } from '../../../handlers/pong.ts';
import { excerptOf } from './excerpt.ts';
import { fromCache, servedByHeaders } from './answer-headers.ts';
import { defined } from '../defined.ts';
import { refusedBy } from './refused-by.ts';
import type { Exchange } from '../fire.ts';
import type { Served } from '../invocation.ts';
import { maskSecrets } from '../secrets/secrets.ts';
import { parseJson } from '../parse-json.ts';

/** A complete HTTP answer. */
export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** Size of the body, bytes, if it was counted as it came in. */
  readonly bodyBytes?: number;
  /** Set if `body` is only its beginning: the size of that, bytes. */
  readonly keptBytes?: number;
}

/**
 * Reads the outcome of a call from its answer. With `pongExpected`, any answer other than PONG! is a
 * failure: if a handler throws, does not load or times out, serverless-offline answers with status 200
 * and an `errorMessage`. `instanceHeader` names the header with the instance, in lower case.
 */
export function readAnswer(
  answer: Answer,
  { pongExpected, instanceHeader }: { pongExpected: boolean; instanceHeader?: string | undefined },
): Omit<Exchange, 'sentAt' | 'receivedAt'> {
  const { status, headers, body, keptBytes } = answer;
  const by = defined({ refusedBy: refusedBy(answer) });
  const failed = (code: string, message: string) =>
    ({ outcome: 'failed', status, error: { code, message, ...by } }) as const;
  if (isRefusal(status, headers)) {
    const { error, ...rest } = refused(status);
    return { ...rest, error: { ...error, ...by } };
  }
  if (status < 200) return failed(`status-${status}`, switchedProtocols(answer));
  if (status >= 300) return failed(...describeErrorStatus(answer));

  const content = parseJson(body);
  const pong = asPong(content);
  if (pong !== undefined) return { outcome: 'answered', status, served: servedFromPong(pong) };
  if (pongExpected) {
    const handlerError = handlerErrorMessage(content);
    if (handlerError !== undefined) return failed('handler-error', handlerError);
    if (keptBytes !== undefined) return failed(...tooLarge(keptBytes));
    return failed('not-a-pong', `expected PONG!, received${describeBody(body)}`);
  }
  const served = servedByHeaders(headers, instanceHeader);
  return {
    outcome: 'answered',
    status,
    bodyBytes: answer.bodyBytes ?? new TextEncoder().encode(body).length,
    ...defined({ contentType: mediaType(headers), bodyKeys: keysOf(content) }),
    ...(fromCache(headers) ? { cached: true } : {}),
    ...defined({ served }),
  };
}

/** The outcome of a call that the server refused with this status. */
export function refused(
  status: number,
): Pick<Exchange, 'outcome' | 'status'> & Required<Pick<Exchange, 'error'>> {
  const message = `the server refused the call (status ${status})`;
  return { outcome: 'throttled', status, error: { code: `status-${status}`, message } };
}

/** The code and the message of a call whose answer is needed as a whole. */
export function tooLarge(keptBytes: number): [code: string, message: string] {
  const message = `the answer is larger than ${sizeText(keptBytes)}, the limit for this many calls`;
  return ['answer-too-large', message];
}

/** `4 MiB`, `655 KiB`, `1.5 MiB` */
function sizeText(bytes: number): string {
  const mebibytes = bytes / 1024 ** 2;
  return mebibytes < 1
    ? `${Math.floor(bytes / 1024)} KiB`
    : `${Math.floor(10 * mebibytes) / 10} MiB`;
}

/** No other answer below 200 ends a call (RFC 9110, section 15.2). */
function switchedProtocols({ status, headers }: Answer): string {
  const to = String(headers['upgrade'] ?? 'another protocol');
  return `status ${status}: the server switched to ${to}; expected an HTTP answer`;
}

function describeErrorStatus({ status, headers, body }: Answer): [code: string, message: string] {
  if (status >= 400) return [`status-${status}`, `status ${status}${describeBody(body)}`];
  const to = headers['location'];
  const message =
    to === undefined
      ? `status ${status} redirects, but there is no Location header`
      : `redirected to ${maskSecrets(String(to))}; redirects are not followed, so call that address instead`;
  return ['redirect', message];
}

function isRefusal(status: number, headers: Answer['headers']): boolean {
  return status === 429 || (status === 503 && headers['retry-after'] !== undefined);
}

/** `application/json` of `application/json; charset=utf-8`. */
function mediaType(headers: Answer['headers']): string | undefined {
  const [type = ''] = String(headers['content-type'] ?? '').split(';');
  return type === '' ? undefined : type.trim().toLowerCase().slice(0, MOST_OF_A_TRAIT);
}

/** Only this many characters of a trait are compared between answers. */
const MOST_OF_A_TRAIT = 200;

/** `id,name` of `{ "name": "a", "id": 1 }`. */
function keysOf(content: unknown): string | undefined {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return undefined;
  return Object.keys(content).toSorted().join(',').slice(0, MOST_OF_A_TRAIT);
}

function servedFromPong(pong: NonNullable<ReturnType<typeof asPong>>): Served {
  const { PING: _, ...served } = pong;
  return served;
}

function handlerErrorMessage(content: unknown): string | undefined {
  if (typeof content !== 'object' || content === null || !('errorMessage' in content))
    return undefined;
  const { errorMessage } = content;
  const text = typeof errorMessage === 'string' ? errorMessage : JSON.stringify(errorMessage);
  return text.slice(0, 300);
}

function describeBody(body: string): string {
  const excerpt = excerptOf(body);
  return excerpt === '' ? ' (no body)' : `: ${excerpt}`;
}
