import type { Served } from '../invocation.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Headers by which servers commonly name the process, container or machine that answered. */
const WELL_KNOWN = [
  'x-instance-id',
  'x-worker-id',
  'x-pod-name',
  'x-container-id',
  'x-backend-server',
  'x-hostname',
  'fly-instance-id',
];

/**
 * What headers say of who served a call, and for how long. A well-known header counts only where it
 * is the only one of them: of two that differ, nobody can say which names what runs the code.
 */
export function servedByHeaders(
  headers: Headers,
  instanceHeader: string | undefined,
): Served | undefined {
  const instance =
    instanceHeader === undefined ? wellKnown(headers) : single(headers[instanceHeader]);
  const serviceMs = serverTimingMs(single(headers['server-timing']));
  if (instance === undefined && serviceMs === undefined) return undefined;
  return {
    ...(instance === undefined ? {} : { instance }),
    ...(serviceMs === undefined ? {} : { serviceMs }),
  };
}

/** Whether a cache says that it answered instead of the server (RFC 9111, section 5.1; X-Cache by custom). */
export function fromCache(headers: Headers): boolean {
  const age = Number(single(headers['age']) ?? 0);
  return age > 0 || /\bhit\b/i.test(single(headers['x-cache']) ?? '');
}

/**
 * The duration in a Server-Timing header (W3C): of the metric named total, else of the only one.
 * Several without a total may overlap or not, so that their sum says nothing.
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

function wellKnown(headers: Headers): string | undefined {
  const named = WELL_KNOWN.flatMap((name) => single(headers[name]) ?? []);
  return named.length === 1 ? named[0] : undefined;
}

function single(value: string | string[] | undefined): string | undefined {
  const one = Array.isArray(value) ? value[0] : value;
  return one === undefined || one === '' ? undefined : one;
}
