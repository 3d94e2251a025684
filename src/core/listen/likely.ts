import type { Caller } from './caller.ts';
import { defaultLimit, type ClientName } from './known-clients.ts';

/** What probably limits a client, or may once it makes more calls. */
export type Likely =
  /** Each call is awaited before the next one is made. */
  | { readonly code: 'loop'; readonly client?: ClientName }
  /** A browser holds back a request for a URL that it is already asking for. */
  | { readonly code: 'browser-same-url' }
  | { readonly code: 'browser-connections'; readonly limit: number }
  /** The default limit of this client. */
  | { readonly code: 'default-limit'; readonly client: ClientName; readonly limit: number }
  /** Another number than its default: the setting, or the program around it. */
  | {
      readonly code: 'other-limit';
      readonly client: ClientName;
      readonly limit: number;
      readonly preset: number;
    }
  /** The client itself has no limit. `threads` is the size of a default pool of Python if that is the number. */
  | { readonly code: 'no-limit'; readonly client: ClientName; readonly threads?: true }
  /** Several requests on one HTTP/2 connection. */
  | { readonly code: 'streams'; readonly limit: number }
  /** A client that is not known, or a program for each call: a pool, or batches. */
  | { readonly code: 'pool'; readonly limit: number }
  /** All calls were in flight together, but there were fewer than the client allows by default. */
  | { readonly code: 'below-limit'; readonly client: ClientName; readonly preset: number };

/** What is known of the machine that a client runs on, which is ours. */
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

/** Whether all calls ask for the same, but for a page that was loaded first and makes two or more of them. */
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

/** Whether it is a command that makes one call and ends; one that made several would reuse connections. */
function isOneCallEach({ client, reused }: Caller): boolean {
  return client === 'curl' && reused === 0;
}

/** Clients that take a thread for each call. */
const PYTHON: readonly ClientName[] = ['requests', 'urllib3', 'botocore'];

/** The threads of a pool of Python without `max_workers` ("concurrent.futures", ThreadPoolExecutor). */
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
