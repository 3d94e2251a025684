import { defined } from '../defined.ts';
import type { Served } from '../invocation.ts';

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
 * `instanceHeader`, a well-known header counts only if it is the only one: of several, nobody can
 * say which names what runs the code.
 */
export function servedByHeaders(
  headers: Headers,
  instanceHeader: string | undefined,
): Served | undefined {
  const instance =
    instanceHeader === undefined ? wellKnownInstance(headers) : firstValue(headers[instanceHeader]);
  const serviceMs = serverTimingMs(firstValue(headers['server-timing']));
  if (instance === undefined && serviceMs === undefined) return undefined;
  return defined({ instance, serviceMs });
}

/** Whether a cache answered instead of the server: Age (RFC 9111, section 5.1) or X-Cache says so. */
export function fromCache(headers: Headers): boolean {
  const age = Number(firstValue(headers['age']) ?? 0);
  return age > 0 || /\bhit\b/i.test(firstValue(headers['x-cache']) ?? '');
}

/**
 * The duration in a Server-Timing header (W3C), ms: that of the metric `total`, or of the only one.
 * Several metrics without a total may overlap, so their sum means nothing.
 */
function serverTimingMs(header: string | undefined): number | undefined {
  const metrics = (header ?? '').split(',').flatMap((metric) => {
    const [name = '', ...parameters] = metric.split(';').map((part) => part.trim());
    const duration = parameters.find((parameter) => /^dur\s*=/i.test(parameter))?.split('=')[1];
    const ms = Number(duration?.trim().replaceAll('"', ''));
    return duration !== undefined && Number.isFinite(ms) && ms >= 0 ? [{ name, ms }] : [];
  });
  const total = metrics.find(({ name }) => name.toLowerCase() === 'total');
  return (total ?? (metrics.length === 1 ? metrics[0] : undefined))?.ms;
}

function wellKnownInstance(headers: Headers): string | undefined {
  const values = INSTANCE_HEADERS.flatMap((name) => firstValue(headers[name]) ?? []);
  return values.length === 1 ? values[0] : undefined;
}

function firstValue(value: string | string[] | undefined): string | undefined {
  const one = Array.isArray(value) ? value[0] : value;
  return one === undefined || one === '' ? undefined : one;
}
