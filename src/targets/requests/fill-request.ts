import {
  fillIn,
  fillInPath,
  hasPlaceholder,
  showPlaceholders,
  type CallValues,
} from './call-values.ts';
import { defined } from '../../core/defined.ts';
import type { WireRequest } from '../prepare-calls.ts';

/** Numbers the calls of a run from 1, and gives each the next of the lines, if there are any. */
export function numberCalls(lines: readonly string[] = []): () => CallValues {
  let n = 0;
  return () => {
    n += 1;
    return defined({ n, line: lines[(n - 1) % lines.length] });
  };
}

/** What a request is made from. A body of several pieces, as a form has them, may mix text and files. */
export interface RequestTemplate extends Omit<WireRequest, 'body'> {
  readonly body?: Piece | readonly Piece[] | undefined;
}

/** Only text has placeholders. */
export type Piece = string | Uint8Array;

/**
 * Returns what makes the requests of some calls. Without a placeholder all of them are the same
 * object.
 */
export function requestMaker(
  given: RequestTemplate,
  lines?: readonly string[],
): (calls: number) => WireRequest[] {
  const template = { ...given, path: showPlaceholders(given.path) };
  if (!isTemplate(template)) {
    const request = { ...given, body: joinBody(given.body) };
    return (calls) => Array.from({ length: calls }, () => request);
  }
  const nextValues = numberCalls(lines);
  return (calls) => Array.from({ length: calls }, () => fillRequest(template, nextValues()));
}

/** Whether a request has a placeholder, so that calls differ. */
export function isTemplate({ path, headers, body }: Omit<RequestTemplate, 'method'>): boolean {
  const texts = [path, ...Object.values(headers).flat(), ...textsIn(body)];
  return texts.some((text) => hasPlaceholder(text));
}

/** The pieces of a body that are text. */
export function textsIn(body: RequestTemplate['body'] = []): string[] {
  return piecesOf(body).filter((piece) => typeof piece === 'string');
}

function piecesOf(body: Piece | readonly Piece[]): readonly Piece[] {
  return typeof body === 'string' || body instanceof Uint8Array ? [body] : body;
}

/** One piece stays as it is. */
function joinBody(body: RequestTemplate['body']): Piece | undefined {
  if (body === undefined) return undefined;
  const [first, ...more] = piecesOf(body);
  if (more.length === 0) return first;
  return Buffer.concat(piecesOf(body).map((piece) => Buffer.from(piece)));
}

function fillRequest(template: RequestTemplate, values: CallValues): WireRequest {
  const { method, path, headers, body } = template;
  const filled = Object.entries(headers).map(([name, value]) => [
    name,
    typeof value === 'string' ? fillIn(value, values) : value.map((one) => fillIn(one, values)),
  ]);
  return {
    method,
    path: fillInPath(path, values),
    headers: Object.fromEntries(filled),
    body: joinBody(body && piecesOf(body).map((piece) => fillPiece(piece, values))),
  };
}

function fillPiece(piece: Piece, values: CallValues): Piece {
  return typeof piece === 'string' ? fillIn(piece, values) : piece;
}

/** Signs requests; the same one only once. */
export async function signEach(
  requests: readonly WireRequest[],
  sign: (request: WireRequest) => Promise<WireRequest>,
): Promise<WireRequest[]> {
  const signed = new Map(
    await Promise.all(
      [...new Set(requests)].map(async (request) => [request, await sign(request)] as const),
    ),
  );
  return requests.map((request) => signed.get(request) ?? request);
}
