import { largest, smallest } from '../statistics.ts';

/** Headers in which servers say how long they took. Without a unit, the name of the header says it. */
const TIME_HEADERS = {
  /** Rack::Runtime, and so Rails. */
  'x-runtime': 's',
  /** The middleware of FastAPI's tutorial. */
  'x-process-time': 's',
  /** Express's response-time middleware, which writes the unit, too. */
  'x-response-time': 'ms',
  'x-envoy-upstream-service-time': 'ms',
} as const;

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, ms: 1, us: 0.001, µs: 0.001 };

/** Times differ by this much if each is rounded to a millisecond. */
const ROUNDED_MS = 2;
/** One layer of a server takes longer than the one inside it by more than this share of the longer time. */
const LAYERS_DIFFER = 0.1;

/** How long a server took by its headers, ms; or what each of several says if they disagree. */
export type HeaderTimes =
  | { readonly serviceMs: number }
  | { readonly conflictingMs: Readonly<Record<string, number>> };

/**
 * Reads how long the server took. Several headers may come from several layers; if they agree, the
 * longest time counts, since it is that of the outermost layer. `valueOf` returns a header's value.
 */
export function readHeaderTimes(
  valueOf: (header: string) => string | undefined,
): HeaderTimes | undefined {
  const found: (readonly [string, number | undefined])[] = [
    ['server-timing', serverTimingMs(valueOf('server-timing'))],
    ...Object.entries(TIME_HEADERS).map(
      ([name, unit]) => [name, parseMs(valueOf(name), unit)] as const,
    ),
  ];
  const times = found.flatMap(([name, ms]) => (ms === undefined ? [] : [[name, ms] as const]));
  const all = times.map(([, ms]) => ms);
  const [longest, shortest] = [largest(all), smallest(all)];
  if (longest === undefined || shortest === undefined) return undefined;
  const agree = longest - shortest <= Math.max(ROUNDED_MS, LAYERS_DIFFER * longest);
  return agree ? { serviceMs: longest } : { conflictingMs: Object.fromEntries(times) };
}

/** `0.012`, `12ms`, `0.3 s`; `undefined` for anything else. */
function parseMs(value: string | undefined, unitOfHeader: string): number | undefined {
  const groups = /^(?<number>\d+(?:\.\d*)?|\.\d+|\d+(?:\.\d+)?e-\d+)\s*(?<unit>s|ms|us|µs)?$/i.exec(
    value?.trim() ?? '',
  )?.groups;
  const factor = UNIT_MS[(groups?.['unit'] ?? unitOfHeader).toLowerCase()] ?? Number.NaN;
  const ms = Number(groups?.['number']) * factor;
  return Number.isFinite(ms) ? ms : undefined;
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
