import { UsageError } from '../../errors.ts';
import { readInputFile } from '../../input-file.ts';
import { hasPlaceholder } from '../../targets/requests/call-values.ts';

/** Whether a value of --cookie names a file. As for curl's -b, it does if it has no `=`. */
export function isCookieFile(given: string): boolean {
  return !given.includes('=') && !hasPlaceholder(given);
}

/** A line of a cookie file. */
interface Cookie {
  readonly domain: string;
  /** Whether subdomains get it as well. */
  readonly below: boolean;
  readonly path: string;
  readonly onlySecure: boolean;
  /** In seconds since 1970; 0 for the end of the session. */
  readonly expiresS: number;
  readonly pair: string;
}

/**
 * Reads the cookies for an address from a file in Netscape's format, which curl and browser extensions
 * write. The value may be a secret instead of a file, so no message repeats it.
 * @throws UsageError if there is no such file, or if it has no cookie for this address.
 */
export function readCookieFile(file: string, { url, nowMs, option }: Asked): string {
  const origin = `${option}: expected NAME=VALUE or a cookie file, received a value without =`;
  const cookies = readInputFile(file, origin).toString().split(/\r?\n/).flatMap(parseLine);
  if (cookies.length === 0) {
    throw new UsageError(
      `${option}: expected a cookie file with lines of seven fields between tabs, as curl -c writes it, but found none`,
    );
  }
  const sent = cookies.filter((cookie) => isFor(cookie, url) && isAlive(cookie, nowMs));
  if (sent.length > 0) {
    return sent
      .toSorted((a, b) => b.path.length - a.path.length)
      .map(({ pair }) => pair)
      .join('; ');
  }
  throw new UsageError(
    `${option}: none of the ${cookies.length} cookies in the file is for ${url.host}${url.pathname} and still valid; get new ones, or leave the option out`,
  );
}

/** Where and when cookies are sent. */
interface Asked {
  readonly url: URL;
  readonly nowMs: number;
  /** As it was typed, for messages. */
  readonly option: string;
}

/** Cookies that scripts cannot read follow what looks like a comment. */
const HTTP_ONLY = /^#HttpOnly_/;

function parseLine(line: string): Cookie[] {
  const [domain = '', below, path = '', secure, expires, name, value] = line
    .replace(HTTP_ONLY, '')
    .split('\t');
  if (domain.startsWith('#') || name === undefined || value === undefined) return [];
  return [
    {
      domain: domain.replace(/^\./, '').toLowerCase(),
      below: below === 'TRUE',
      path,
      onlySecure: secure === 'TRUE',
      expiresS: Number(expires),
      pair: name === '' ? value : `${name}=${value}`,
    },
  ];
}

function isFor({ domain, below, path, onlySecure }: Cookie, url: URL): boolean {
  const { hostname, pathname, protocol } = url;
  const isHost = hostname === domain || (below && hostname.endsWith(`.${domain}`));
  const isPath = pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`);
  return isHost && isPath && (!onlySecure || protocol === 'https:' || isThisMachine(hostname));
}

/** The hosts that curl and browsers trust without TLS. */
function isThisMachine(hostname: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

function isAlive({ expiresS }: Cookie, nowMs: number): boolean {
  return expiresS === 0 || expiresS * 1_000 > nowMs;
}
