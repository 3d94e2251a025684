import type { Fact, FoundCause } from '../../core/why/diagnosis.ts';
import { LEAST_CONNECTIONS, sourceSeen, STICKY } from './sources.ts';

type Variant = NonNullable<Extract<Fact, { code: 'kept-together' }>['variant']>;

type About = Pick<FoundCause, 'seen' | 'certainty' | 'server'>;

/** How to spread calls over the servers that there are. */
export function spreadEvenly(about: About): string[] {
  const { seen, certainty } = about;
  for (const fact of seen) {
    if (fact.code !== 'kept-together' || fact.variant === undefined) continue;
    return [SPREADING[fact.variant](about)];
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
const SPREADING: Readonly<Record<Variant, (about: About) => string>> = {
  'other-connections': () =>
    'let clients open several connections, or use a balancer that spreads requests, not connections (gRPC Blog, "gRPC Load Balancing"): all calls of a connection stay where it was accepted.',
  'other-sessions': (about) =>
    `turn sticky sessions off, and keep sessions where every server can read them${sourceSeen(STICKY, about)}.`,
  'other-sources': (about) =>
    `balance by the number of connections instead of the source address${sourceSeen(LEAST_CONNECTIONS, about)}: all calls of a client, or of a proxy in front, stay at one server.`,
  'other-requests': (about) =>
    `balance by the number of connections instead of the URL${sourceSeen(LEAST_CONNECTIONS, about)}.`,
};
