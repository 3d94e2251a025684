/** What somebody asks the page to do. */
export interface Wish {
  readonly route: Route;
  readonly calls: number;
  /** For the routes that wait; the one that computes has a fixed amount of work. */
  readonly delayMs: number;
  /** The trap of the question: one address for all calls, as in two tabs. */
  readonly sameUrl: boolean;
}

export const ROUTES = ['ping', 'ping/blocking', 'ping/cpu'] as const;
export type Route = (typeof ROUTES)[number];

export const CALLS = { least: 2, most: 50, fallback: 6 } as const;
export const DELAY_MS = { least: 0, most: 25_000, fallback: 1_000 } as const;

/** Reads what a form holds; what is missing, or is no whole number in range, becomes the usual one. */
export function readWish(given: ReadonlyMap<string, string>): Wish {
  return {
    route: ROUTES.find((route) => route === given.get('route')) ?? 'ping',
    calls: within(given.get('calls'), CALLS),
    delayMs: within(given.get('delay'), DELAY_MS),
    sameUrl: given.get('same') === 'on',
  };
}

/** What is wrong with the numbers that a form holds, by field; a field that it does not offer is right. */
export function problemsOf(given: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  for (const [name, range] of Object.entries({ calls: CALLS, delay: DELAY_MS })) {
    const text = given.get(name);
    if (text === undefined || isWithin(text, range)) continue;
    const came = text.trim() === '' ? '' : `, not ${text.trim()}`;
    problems.set(name, `Expected a whole number from ${rangeWords(range)}${came}.`);
  }
  return problems;
}

/** `0 to 25,000`. */
export function rangeWords({ least, most }: Range): string {
  return `${least.toLocaleString('en')} to ${most.toLocaleString('en')}`;
}

interface Range {
  readonly least: number;
  readonly most: number;
  readonly fallback: number;
}

function within(text: string | undefined, range: Range): number {
  return text !== undefined && isWithin(text, range) ? Number(text) : range.fallback;
}

function isWithin(text: string, { least, most }: Range): boolean {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isInteger(number) && number >= least && number <= most;
}

/** The folder in which the service lies: behind a stage or an emulator that is not the root. */
export function baseOf({ origin, pathname }: { origin: string; pathname: string }): URL {
  const folder = pathname.endsWith('/') ? pathname : `${pathname}/`;
  return new URL(origin + folder);
}

/** What is called, without what makes calls distinct. */
export function addressOf({ route, delayMs }: Wish, base: URL): URL {
  const address = new URL(route, base);
  if (route !== 'ping/cpu') address.searchParams.set('delay', `${delayMs}`);
  return address;
}

/** What is measured: `GET /ping?delay=800, 6 calls, distinct addresses`. */
export function wishWords(wish: Wish, base: URL): string {
  const { pathname, search } = addressOf(wish, base);
  const addresses = wish.sameUrl ? 'the same URL for all' : 'distinct addresses';
  return `GET ${pathname}${search}, ${wish.calls} calls, ${addresses}`;
}

/** The same address with a parameter that nobody reads, so that no two calls look alike. */
export function distinct(address: URL, mark: string): string {
  const url = new URL(address);
  url.searchParams.set('x', mark);
  return url.href;
}

/** An address of each call of a burst; `mark` tells this burst from others. */
export function burstUrls(wish: Wish, base: URL, mark: string): string[] {
  const address = addressOf(wish, base);
  return Array.from({ length: wish.calls }, (_, call) =>
    wish.sameUrl ? address.href : distinct(address, `${mark}-${call + 1}`),
  );
}

/** The same burst without a browser, for a shell. */
export function byHand(wish: Wish, base: URL): Record<'curl' | 'wget' | 'command', string> {
  const url = quoted(addressOf(wish, base).href);
  const loop = (call: string): string =>
    `for i in $(seq ${wish.calls}); do ${call} ${url} & done; wait`;
  return {
    curl: loop('curl -s'),
    wget: loop('wget -qO-'),
    command: `npm run concurrency-check -- ${url} -n ${wish.calls}`,
  };
}

/** In single quotes, since a path may hold a dollar sign, as `$default` does. */
function quoted(url: string): string {
  return `'${url.replaceAll("'", '%27')}'`;
}
