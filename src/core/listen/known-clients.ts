// What is known of HTTP clients. Each limit is from the documentation that docs/browser-trap.md cites.

interface KnownClient {
  /** What its user agent looks like. */
  readonly pattern: RegExp;
  /** The most calls to one host that it has in flight by default; absent if there is no limit. */
  readonly limit?: number;
}

/** Clients by their user agents; the first that matches counts. */
export const KNOWN_CLIENTS = {
  'aws-sdk-js': { pattern: /^aws-sdk-(?:js|nodejs)\//, limit: 50 },
  aiohttp: { pattern: /\baiohttp\//, limit: 100 },
  httpx: { pattern: /^python-httpx\//, limit: 100 },
  requests: { pattern: /^python-requests\// },
  urllib3: { pattern: /^python-urllib3\// },
  botocore: { pattern: /^(?:Boto3|Botocore|aws-cli)\//i },
  curl: { pattern: /^curl\//, limit: 50 },
  node: { pattern: /^(?:node|undici)$/ },
  axios: { pattern: /^axios\// },
  go: { pattern: /^Go-http-client\// },
  okhttp: { pattern: /^okhttp\//, limit: 5 },
  'apache-4': { pattern: /^Apache-HttpClient\/4/, limit: 2 },
  guzzle: { pattern: /^GuzzleHttp\//, limit: 25 },
  browser: { pattern: /^Mozilla\/5\.0 .*(?:Chrome|Firefox|Safari)\//, limit: 6 },
} as const satisfies Record<string, KnownClient>;

/** A known client. */
export type ClientName = keyof typeof KNOWN_CLIENTS;

const ENTRIES: readonly [string, KnownClient][] = Object.entries(KNOWN_CLIENTS);

/** The client that a user agent names; `undefined` if it is not known. */
export function clientOf(userAgent: string | undefined): ClientName | undefined {
  if (userAgent === undefined) return undefined;
  const [name] = ENTRIES.find(([, { pattern }]) => pattern.test(userAgent)) ?? [];
  return name !== undefined && isKnown(name) ? name : undefined;
}

function isKnown(name: string): name is ClientName {
  return Object.hasOwn(KNOWN_CLIENTS, name);
}

/** The most calls to one host that a client has in flight by default; `undefined` if there is no limit. */
export function defaultLimit(name: ClientName): number | undefined {
  const { limit }: KnownClient = KNOWN_CLIENTS[name];
  return limit;
}
