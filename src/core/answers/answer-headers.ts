import { defined } from '../defined.ts';
import type { Served } from '../invocation.ts';
import { readHeaderTimes } from './header-times.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Headers in which servers commonly name the process, container or machine that answered. */
const INSTANCE_HEADERS = [
  'x-instance-id',
  'x-worker-id',
  'x-pod-name',
  'x-container-id',
  'x-backend-server',
  'x-hostname',
  'fly-instance-id',
];

/**
 * Reads from the headers which instance served a call and how long it took, ms. Without an
 * `instanceHeader`, a well-known header counts only if it is the only one: of several, it is
 * unknown which one names what runs the code.
 */
export function servedByHeaders(
  headers: Headers,
  instanceHeader: string | undefined,
): Served | undefined {
  const instance =
    instanceHeader === undefined ? wellKnownInstance(headers) : firstValue(headers[instanceHeader]);
  const times = readHeaderTimes((name) => firstValue(headers[name]));
  if (instance === undefined && times === undefined) return undefined;
  return { ...defined({ instance }), ...times };
}

/** Whether a cache answered instead of the server: Age (RFC 9111, section 5.1) or X-Cache says so. */
export function fromCache(headers: Headers): boolean {
  const age = Number(firstValue(headers['age']) ?? 0);
  return age > 0 || /\bhit\b/i.test(firstValue(headers['x-cache']) ?? '');
}

function wellKnownInstance(headers: Headers): string | undefined {
  const values = INSTANCE_HEADERS.flatMap((name) => firstValue(headers[name]) ?? []);
  return values.length === 1 ? values[0] : undefined;
}

function firstValue(value: string | string[] | undefined): string | undefined {
  const one = Array.isArray(value) ? value[0] : value;
  return one === undefined || one === '' ? undefined : one;
}
