import type { Fact, FoundCause } from '../../core/why/diagnosis.ts';

type Variant = NonNullable<Extract<Fact, { code: 'kept-together' }>['variant']>;

/** How to spread calls over the servers that there are. */
export function spreadEvenly({
  seen,
  certainty,
}: Pick<FoundCause, 'seen' | 'certainty'>): string[] {
  for (const fact of seen) {
    if (fact.code !== 'kept-together' || fact.variant === undefined) continue;
    return [SPREADING[fact.variant]];
  }
  const isOfWorkers = seen.some(({ code }) => code === 'busiest-took-all');
  if (isOfWorkers && certainty === 'likely') return [NOT_ENOUGH];
  return [
    'put a balancer that counts connections in front, or make the workers take more than one call at a time.',
  ];
}

/** If there are more calls than workers. */
const NOT_ENOUGH =
  'make the workers take more than one call at a time, or run more of them: some calls would wait even if all were spread evenly. A balancer that counts connections would only spread them better.';

/** By what keeps calls together. */
const SPREADING: Readonly<Record<Variant, string>> = {
  'other-connections':
    'let clients open several connections, or use a balancer that spreads requests, not connections (gRPC Blog, "gRPC Load Balancing"): all calls of a connection stay where it was accepted.',
  'other-sessions':
    'turn sticky sessions off, and keep sessions where every server can read them (HAProxy docs, "cookie"; nginx docs, "sticky").',
  'other-sources':
    'balance by the number of connections instead of the source address (HAProxy docs, "balance leastconn"; nginx docs, "least_conn"): all calls of a client, or of a proxy in front, stay at one server.',
  'other-requests':
    'balance by the number of connections instead of the URL (HAProxy docs, "balance leastconn"; nginx docs, "least_conn").',
};
