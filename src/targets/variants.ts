import { defined } from '../core/defined.ts';
import type { Answer } from '../core/answers/answer.ts';
import { httpTarget, type HttpOptions } from './http-target.ts';
import { isSameUrl } from './requests/same-for-all.ts';
import type { NewSessions, Target, TargetVariants } from './target.ts';

/** A path that no server is likely to have: not to be found takes the same way through a server. */
const NO_SUCH_PATH = '/-/bystander';

/** The parameter that makes requests differ; servers ignore what they do not know. */
const QUERY_NAME = 'concurrency-check';

/** How many calls may have an address of their own. */
const MOST_SOURCES = 250;

/** Over HTTP/2, calls share a connection unless there is one for each. */
const CONNECTION_EACH = { connections: Number.POSITIVE_INFINITY };

/** Enough cookies for the calls of a probe that tries those of one session. */
const ENOUGH_COOKIES = 100;

/** A target, and the same called in other ways. None changes the method or the body of the request. */
export function targetWithVariants(options: HttpOptions, bystanderPath?: string): Target {
  const cookies = new Set<string>();
  const target = httpTarget({
    ...options,
    onAnswer: (answer) => {
      const cookie = cookiesSetBy(answer);
      if (cookie !== undefined && cookies.size < ENOUGH_COOKIES) cookies.add(cookie);
    },
  });
  return { ...target, variants: variantsOf(options, { bystanderPath, cookies }) };
}

interface Known {
  readonly bystanderPath: string | undefined;
  /** The cookies that answers to the target itself set, as requests send them. */
  readonly cookies: ReadonlySet<string>;
}

function variantsOf(
  options: HttpOptions,
  { bystanderPath = NO_SUCH_PATH, cookies }: Known,
): TargetVariants {
  const { url, lines } = options;
  const sendsCookie = options.message.headers['cookie'] !== undefined;
  return {
    bystander: { path: bystanderPath, target: bystander(options, bystanderPath) },
    ...(isSameUrl(url) ? { otherRequests: otherRequests(options) } : {}),
    ...(sendsCookie ? {} : { newSessions: () => newSessions(options, [...cookies]) }),
    // The lines would be those of the file, not the cookies of sessions.
    ...(sendsCookie && lines === undefined ? { sessions: sessions(options) } : {}),
    ...(options.http2 === undefined ? {} : { otherConnections: otherConnections(options) }),
    ...(isLoopback(options) ? { otherSources: otherSources(options) } : {}),
  };
}

function bystander(options: HttpOptions, path: string): Target {
  const headers = Object.entries(options.message.headers).filter(
    ([name]) => !name.startsWith('content-'),
  );
  return plain({
    ...options,
    url: new URL(path, options.url),
    message: { method: 'GET', headers: Object.fromEntries(headers) },
  });
}

function otherRequests(options: HttpOptions): Target {
  const url = new URL(options.url);
  url.searchParams.append(QUERY_NAME, '{n}');
  return plain({ ...options, url });
}

/** `open` makes calls without a cookie; `own` makes calls with the cookies that those were given. */
function sessions(options: HttpOptions): NonNullable<TargetVariants['sessions']> {
  const cookies = new Set<string>();
  const { cookie: sent, ...headers } = options.message.headers;
  const names = namesIn([sent ?? ''].flat().join('; '));
  const open = plain({
    ...options,
    message: { ...options.message, headers },
    onAnswer: (answer) => {
      const cookie = cookiesSetBy(answer);
      // Without any of those that were sent, such as one for the language, it stands for no other session.
      if (cookie !== undefined && namesIn(cookie).some((name) => names.includes(name))) {
        cookies.add(cookie);
      }
    },
  });
  return { open, own: () => withCookieEach(options, [...cookies]) };
}

function namesIn(cookie: string): string[] {
  return cookie.split(';').map((pair) => pair.split('=')[0]?.trim() ?? '');
}

function newSessions(options: HttpOptions, cookies: readonly string[]): NewSessions | undefined {
  const [cookie] = cookies;
  if (cookie === undefined) return undefined;
  const { message } = options;
  const headers = { ...message.headers, cookie };
  const own = withCookieEach(options, cookies);
  return { shared: plain({ ...options, message: { ...message, headers } }), ...defined({ own }) };
}

/** Calls that have these cookies in turn; `undefined` if there is only one, or if they have lines of a file in turn. */
function withCookieEach(options: HttpOptions, cookies: readonly string[]): Target | undefined {
  const { message, lines } = options;
  if (lines !== undefined || cookies.length < 2) return undefined;
  const headers = { ...message.headers, cookie: '{line}' };
  return plain({ ...options, message: { ...message, headers }, lines: cookies });
}

/** What a client that got these cookies sends back; `undefined` if there are none. */
function cookiesSetBy({ headers: { 'set-cookie': set = [] } }: Answer): string | undefined {
  const pairs = [set].flat().map((one) => one.split(';')[0] ?? '');
  return pairs.length === 0 ? undefined : pairs.join('; ');
}

function otherConnections(options: HttpOptions): Target {
  return plain({ ...options, http2: CONNECTION_EACH });
}

/**
 * Any address of 127.0.0.0/8 is this machine, on Linux without further ado. These differ in their third number, too:
 * nginx's ip_hash looks at no more than that.
 */
function otherSources(options: HttpOptions): Target {
  const sourceAddresses = Array.from(
    { length: MOST_SOURCES },
    (_, index) => `127.0.${index + 2}.${index + 2}`,
  );
  const { connection, http2 } = options;
  return plain({
    ...options,
    connection: { ...connection, sourceAddresses },
    http2: http2 && CONNECTION_EACH,
  });
}

function isLoopback({ url, connection }: HttpOptions): boolean {
  const { socketPath, address, sourceAddresses } = connection ?? {};
  const host = address?.host ?? url.hostname;
  const isOpen = socketPath === undefined && sourceAddresses === undefined;
  return isOpen && process.platform === 'linux' && /^(?:localhost|127\.)/.test(host);
}

/** Neither needs to say PONG! nor to name its instance. */
function plain(options: HttpOptions): Target {
  return httpTarget({ ...options, pongExpected: false, instanceHeader: undefined });
}
