import type { Caller } from './caller.ts';
import { defaultLimit, type ClientName } from './known-clients.ts';

/** What probably limits a client, or will if it makes more calls. */
export type Likely =
  /** Each call is awaited before the next one is made. */
  | { readonly code: 'loop'; readonly client?: ClientName }
  /** A browser holds back a request for a URL that it is already asking for. */
  | { readonly code: 'browser-same-url' }
  | { readonly code: 'browser-connections'; readonly limit: number }
  /** The default limit of this client. */
  | { readonly code: 'default-limit'; readonly client: ClientName; readonly limit: number }
  /** Not its default, so a setting or the program around it. */
  | {
      readonly code: 'other-limit';
      readonly client: ClientName;
      readonly limit: number;
      readonly preset: number;
    }
  /** The client itself has no limit. `threads` if the number is the default size of Python's thread pool. */
  | { readonly code: 'no-limit'; readonly client: ClientName; readonly threads?: true }
  /** Several requests on one HTTP/2 connection. */
  | { readonly code: 'streams'; readonly limit: number }
  /** An unknown client, or a process for each call: a pool, or batches. */
  | { readonly code: 'pool'; readonly limit: number }
  /** No limit showed, but no more calls were in flight than the client allows by default. */
  | { readonly code: 'below-limit'; readonly client: ClientName; readonly preset: number };

/** The machine that the client runs on, which is this one. */
export interface Machine {
  /** How many cores a process may use. */
  readonly cores: number;
}

/** What probably limits a client; `undefined` if nothing shows a limit. */
export function likelyLimit(caller: Caller, machine: Machine): Likely | undefined {
  const { verdict, client } = caller;
  switch (verdict.kind) {
    case 'one-at-a-time':
      if (client === 'browser' && isOneRequest(caller)) return { code: 'browser-same-url' };
      return client === undefined ? { code: 'loop' } : { code: 'loop', client };
    case 'limited':
      return behindLimit(verdict.limit, caller, machine);
    case 'together':
    case 'at-least':
      return belowLimit(caller);
    case 'undecided':
      return undefined;
  }
}

/** Whether all calls are the same; the first may be for the page that makes two or more others. */
export function isOneRequest({ arrivals }: Pick<Caller, 'arrivals'>): boolean {
  const requests = arrivals.map(({ request }) => request);
  const fromPage = requests.slice(1);
  return new Set(requests).size === 1 || (fromPage.length > 1 && new Set(fromPage).size === 1);
}

function behindLimit(limit: number, caller: Caller, { cores }: Machine): Likely {
  const { client, http } = caller;
  if (http.includes('2')) return { code: 'streams', limit };
  if (client === undefined || isOneCallEach(caller)) return { code: 'pool', limit };
  const preset = defaultLimit(client);
  const isDefault = limit === preset;
  if (client === 'browser' && isDefault) return { code: 'browser-connections', limit };
  if (isDefault) return { code: 'default-limit', client, limit };
  if (preset !== undefined) return { code: 'other-limit', client, limit, preset };
  const isPool = PYTHON.includes(client) && limit === defaultThreads(cores);
  return { code: 'no-limit', client, ...(isPool && { threads: true }) };
}

/** Whether each call is a command that makes one call: a curl that makes several reuses connections. */
function isOneCallEach({ client, reused }: Caller): boolean {
  return client === 'curl' && reused === 0;
}

/** Clients in Python that block a thread for each call. */
const PYTHON: readonly ClientName[] = ['requests', 'urllib3', 'botocore'];

/** Threads of a ThreadPoolExecutor without `max_workers` (Python docs, "concurrent.futures"). */
function defaultThreads(cores: number): number {
  return Math.min(32, cores + 4);
}

function belowLimit(caller: Caller): Likely | undefined {
  const { client, peak, http } = caller;
  if (client === undefined || http.includes('2') || isOneCallEach(caller)) return undefined;
  const preset = defaultLimit(client);
  if (preset === undefined || peak > preset) return undefined;
  return { code: 'below-limit', client, preset };
}
