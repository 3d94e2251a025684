import type { FoundCause } from '../../core/why/diagnosis.ts';

/** By program: where it documents a setting. */
export type Sources = Readonly<Record<string, string>>;

/** ` (nginx docs, "limit_conn")`, if that program was seen, else nothing. */
export function sourceSeen(
  sources: Sources,
  { server, seen }: Pick<FoundCause, 'server' | 'seen'>,
): string {
  const ofFacts = seen.flatMap((fact) => ('program' in fact ? (fact.program ?? []) : []));
  const source = [...ofFacts, server?.program ?? ''].flatMap(
    (program) => sources[program] ?? [],
  )[0];
  return source === undefined ? '' : ` (${source})`;
}

/** What limits calls in progress. */
export const CALLS_IN_PROGRESS: Sources = {
  nginx: 'nginx docs, "limit_conn"',
  uvicorn: 'Uvicorn docs, "--limit-concurrency"',
};

/** What limits calls in progress or per second for each client address. */
export const CALLS_OF_CLIENTS: Sources = { nginx: 'nginx docs, "limit_conn" and "limit_req"' };

/** What limits calls per second. */
export const RATE: Sources = { nginx: 'nginx docs, "limit_req"' };

/** What limits calls that a proxy passes on. */
export const PASSED_ON: Sources = {
  nginx: 'nginx docs, "limit_conn", or "max_conns" of upstream servers',
  haproxy: 'HAProxy docs, "maxconn" of the server',
  varnishd: 'Varnish docs, ".max_connections" of the backend',
};

/** What keeps a session at one server. */
export const STICKY: Sources = {
  nginx: 'nginx docs, "sticky"',
  haproxy: 'HAProxy docs, "cookie"',
};

/** What balances by the number of connections. */
export const LEAST_CONNECTIONS: Sources = {
  nginx: 'nginx docs, "least_conn"',
  haproxy: 'HAProxy docs, "balance leastconn"',
};
