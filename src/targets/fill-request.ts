import {
  fillIn,
  fillInPath,
  hasPlaceholder,
  showPlaceholders,
  type CallValues,
} from './call-values.ts';
import { defined } from '../core/defined.ts';
import type { WireRequest } from './prepare-calls.ts';

/** Numbers the calls of a run from 1, and gives each the next of the lines, if there are any. */
export function numberCalls(lines: readonly string[] = []): () => CallValues {
  let n = 0;
  return () => {
    n += 1;
    return defined({ n, line: lines[(n - 1) % lines.length] });
  };
}

/**
 * Returns what makes the requests of some calls. Without a placeholder all of them are the same
 * object.
 */
export function requestMaker(
  request: WireRequest,
  lines?: readonly string[],
): (calls: number) => WireRequest[] {
  const template = { ...request, path: showPlaceholders(request.path) };
  if (!isTemplate(template)) {
    return (calls) => Array.from({ length: calls }, () => request);
  }
  const nextValues = numberCalls(lines);
  return (calls) => Array.from({ length: calls }, () => fillRequest(template, nextValues()));
}

/** Whether a request has a placeholder, so that calls differ. */
export function isTemplate({ path, headers, body }: Omit<WireRequest, 'method'>): boolean {
  const texts = [
    path,
    ...Object.values(headers).flat(),
    ...(typeof body === 'string' ? [body] : []),
  ];
  return texts.some((text) => hasPlaceholder(text));
}

function fillRequest(template: WireRequest, values: CallValues): WireRequest {
  const { method, path, headers, body } = template;
  const filled = Object.entries(headers).map(([name, value]) => [
    name,
    typeof value === 'string' ? fillIn(value, values) : value.map((one) => fillIn(one, values)),
  ]);
  return {
    method,
    path: fillInPath(path, values),
    headers: Object.fromEntries(filled),
    body: typeof body === 'string' ? fillIn(body, values) : body,
  };
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
