import { httpTarget, type HttpOptions } from './http-target.ts';
import type { Target, TargetVariants } from './target.ts';

/** A path that no server is likely to have: not to be found takes the same way through a server. */
const NO_SUCH_PATH = '/-/bystander';

/** The parameter that makes requests differ; servers ignore what they do not know. */
const QUERY_NAME = 'concurrency-check';

/** How many calls may have an address of their own: the rest of the last octet of 127.0.0.0/24. */
const MOST_SOURCES = 250;

/** The same target called in other ways. None changes the method or the body of the request. */
export function variantsOf(
  options: HttpOptions,
  bystanderPath: string = NO_SUCH_PATH,
): TargetVariants {
  const { description } = options;
  return {
    bystander: { path: bystanderPath, target: bystander(options, bystanderPath) },
    ...(description.requestsDiffer === true ? {} : { otherRequests: otherRequests(options) }),
    ...(options.message.headers['cookie'] === undefined ? {} : { sessions: sessions(options) }),
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
  const cookies: string[] = [];
  const { cookie: _, ...headers } = options.message.headers;
  const open = plain({
    ...options,
    message: { ...options.message, headers },
    onAnswer: ({ headers: { 'set-cookie': set = [] } }) => {
      const pairs = [set].flat().map((one) => one.split(';')[0] ?? '');
      if (pairs.length > 0) cookies.push(pairs.join('; '));
    },
  });
  const own = (): Target | undefined =>
    cookies.length === 0
      ? undefined
      : plain({
          ...options,
          message: { ...options.message, headers: { ...headers, cookie: '{line}' } },
          lines: [...cookies],
        });
  return { open, own };
}

/** Any address of 127.0.0.0/8 is this machine, on Linux without further ado. */
function otherSources(options: HttpOptions): Target {
  const sourceAddresses = Array.from(
    { length: MOST_SOURCES },
    (_, index) => `127.0.0.${index + 2}`,
  );
  return plain({ ...options, connection: { ...options.connection, sourceAddresses } });
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
