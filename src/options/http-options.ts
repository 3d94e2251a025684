import { validateHeaderName, validateHeaderValue } from 'node:http';
import { shown, typedName, valueOf, type Arguments } from './arguments.ts';
import { defined } from '../core/defined.ts';
import { maskSecrets } from '../core/secrets/secrets.ts';
import { UNTIL, type Until } from '../core/target-description.ts';
import { groupBy } from '../core/group-by.ts';
import { UsageError } from '../errors.ts';
import { hasPlaceholder } from '../targets/requests/call-values.ts';
import type { Piece } from '../targets/requests/fill-request.ts';
import { readNumber } from './number-options.ts';
import { DEFAULT_HEADERS, type HttpMessage } from '../targets/http-target.ts';
import { isCookieFile, readCookieFile } from './request/cookie-file.ts';
import { readBody } from './request/data-options.ts';
import { readForm, withBoundary, type Form } from './request/form-options.ts';

// The options that say what is sent. They have the names and the meaning that they have in curl.

/**
 * Reads an address, without its fragment.
 * @throws UsageError if it is not a URL or contains credentials, which the message does not repeat.
 */
export function readUrl(target: string): URL {
  if (!URL.canParse(target)) {
    throw new UsageError(
      `expected an address such as http://localhost:3000/ping, received ${redactCredentials(target)}`,
    );
  }
  const url = new URL(target);
  if (url.username !== '' || url.password !== '') {
    throw new UsageError(
      'expected an address without credentials, received one with them; use -u USER:PASSWORD instead',
    );
  }
  url.hash = '';
  return url;
}

/**
 * Reads the path that is asked for while calls wait.
 * @throws UsageError if it is no path.
 */
export function readBystander(args: Arguments): string | undefined {
  const path = valueOf(args, 'bystander');
  if (path === undefined) return undefined;
  if (!args.flags.has('why') && args.command === undefined) {
    throw new UsageError('--bystander applies only with --why');
  }
  if (path.startsWith('/') && !path.startsWith('//')) return path;
  throw new UsageError(
    `--bystander: expected a path such as /health, received ${maskSecrets(path)}`,
  );
}

/** A target as it was typed, without credentials and other secrets, for messages. */
export function redactCredentials(target: string): string {
  const address = /^(?<scheme>(?:[a-z][a-z0-9+.-]*:)?\/\/)?[^/].*@/is;
  return shown(maskSecrets(target.replace(address, '$<scheme>...@')));
}

/** A request as the command line specifies it. */
export interface Request {
  readonly url: URL;
  readonly message: HttpMessage;
}

/**
 * Reads what is sent to an address: -X, -H, -d and the like, -F, -G, -I, -u, -A and --cookie. With -G the
 * data becomes part of the address.
 * @throws UsageError if a method or header is malformed, or if a file cannot be read.
 */
export function readRequest(args: Arguments, address: URL): Request {
  const { query, body, form } = readContent(args);
  const method = args.flags.has('head') ? 'HEAD' : body === undefined ? 'GET' : 'POST';
  const type = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  const own = readOwnHeaders(args, address);
  const headers = readHeaders(args, { ...DEFAULT_HEADERS, ...type, ...own });
  return {
    url: query === undefined ? address : withQuery(address, query),
    message: {
      method: readMethod(args) ?? method,
      headers: form === undefined ? headers : withBoundary(headers, form),
      ...defined({ body }),
    },
  };
}

interface Content {
  readonly query?: Piece;
  readonly body?: HttpMessage['body'];
  /** What the body is. */
  readonly form?: Form;
}

function readContent(args: Arguments): Content {
  const form = readForm(args);
  if (form !== undefined) return { body: form.body, form };
  const data = readBody(args);
  if (args.flags.has('get')) return defined({ query: data });
  if (!args.flags.has('head') || data === undefined) return defined({ body: data });
  throw new UsageError('-I (--head) sends no data; leave one of them out, or add -G');
}

function withQuery(address: URL, data: Piece): URL {
  const url = new URL(address);
  url.search += `${url.search === '' ? '' : '&'}${Buffer.from(data).toString()}`;
  return url;
}

/** The headers that have an option of their own. Those of -H replace them. */
function readOwnHeaders(args: Arguments, address: URL): Record<string, string> {
  const cookies = args.values.get('cookie');
  const option = typedName(args, 'cookie');
  const user = valueOf(args, 'user');
  const agent = valueOf(args, 'user-agent');
  const headers = defined({
    cookie: cookies?.map((cookie) => readCookie(cookie, address, option)).join('; '),
    authorization: user === undefined ? undefined : basicCredentials(user, typedName(args, 'user')),
    'user-agent': agent,
  });
  for (const name of ['cookie', 'user-agent'] as const) {
    if (isHeaderValue(name, headers[name] ?? '')) continue;
    throw new UsageError(
      `${typedName(args, name)}: the value has characters that are not allowed in a header`,
    );
  }
  return headers;
}

function readCookie(given: string, url: URL, option: string): string {
  if (isCookieFile(given)) return readCookieFile(given, { url, nowMs: Date.now(), option });
  return given.replace(/;\s*$/, '');
}

function basicCredentials(user: string, option: string): string {
  if (hasPlaceholder(user)) {
    throw new UsageError(
      `${option}: {n} and {line} do not work in credentials, which are base64-encoded; send the Authorization header with -H`,
    );
  }
  const withPassword = user.includes(':') ? user : `${user}:`;
  return `Basic ${Buffer.from(withPassword).toString('base64')}`;
}

/**
 * Reads --instance-header. Returns a name in lower case, or `undefined` if the option is not given.
 * @throws UsageError if no header can have this name.
 */
export function readInstanceHeader(args: Arguments): string | undefined {
  const name = valueOf(args, 'instance-header');
  if (name === undefined) return undefined;
  if (isHeaderName(name)) return name.toLowerCase();
  throw new UsageError(
    `--instance-header: expected a header name such as x-instance-id, received ${name}`,
  );
}

/**
 * Reads --until. Returns `undefined` if the option is not given: calls are judged by when answers end.
 * @throws UsageError if it is anything but first-byte.
 */
export function readUntil(args: Arguments): Until | undefined {
  const given = valueOf(args, 'until');
  if (given === undefined || given === UNTIL) return given;
  throw new UsageError(`--until: expected ${UNTIL}, received ${given}`);
}

/** HTTP/2 makes no more connections than this. */
const MOST_CONNECTIONS = 1_000;

/**
 * Reads --http2 and --connections. Returns `undefined` if calls go over HTTP/1.1.
 * @throws UsageError if there are connections to share without --http2.
 */
export function readHttp2(args: Arguments): { connections: number } | undefined {
  const range = { min: 1, max: MOST_CONNECTIONS, fallback: 1 };
  const connections = readNumber(args, 'connections', range);
  if (args.flags.has('http2')) return { connections };
  if (valueOf(args, 'connections') === undefined) return undefined;
  throw new UsageError(
    '--connections applies only with --http2; over HTTP/1.1 each call opens its own connection, so set the number of calls with -n',
  );
}

/**
 * The HTTP method of `--request`, if it is given.
 * @throws UsageError if it is no method.
 */
export function readMethod(args: Arguments): string | undefined {
  const given = valueOf(args, 'request');
  if (given === undefined) return undefined;
  if (/^[A-Za-z]{1,32}$/.test(given)) return given.toUpperCase();
  throw new UsageError(
    `${typedName(args, 'request')}: expected a method such as POST, received ${given}`,
  );
}

/** `Name: value` sets a header, `Name:` removes a default one, and `Name;` sends an empty one. */
function readHeaders(
  args: Arguments,
  defaults: Readonly<Record<string, string>>,
): Record<string, string | string[]> {
  const linesByName = groupBy(
    (args.values.get('header') ?? []).map((line) => parseHeader(line, typedName(args, 'header'))),
    ({ name }) => name,
  );
  const headers: Record<string, string | string[]> = { ...defaults };
  for (const [name, lines] of linesByName) {
    const values = lines.flatMap(({ value }) => value ?? []);
    if (values.length === 0 && name === 'host') throw new UsageError(withoutHost(args));
    if (values.length === 0) delete headers[name];
    else headers[name] = values;
  }
  if (headers['user-agent'] === '') delete headers['user-agent'];
  return headers;
}

function withoutHost(args: Arguments): string {
  return `${typedName(args, 'header')} Host: expected a host, received none; HTTP/1.1 requires one, so leave the option out or name a host`;
}

function parseHeader(line: string, option: string): { name: string; value: string | undefined } {
  const [, rawName = '', separator, rawValue = ''] = /^([^:;]*)([:;])(.*)$/s.exec(line) ?? [];
  const name = rawName.trim().toLowerCase();
  const value = rawValue.trim();
  if (separator !== undefined && isHeaderName(name) && isHeaderValue(name, value)) {
    return { name, value: separator === ':' && value === '' ? undefined : value };
  }
  throw new UsageError(
    `${option}: expected 'Name: value', received ${describeBadHeader(separator, rawName)}`,
  );
}

/** Quotes at most the name: the rest may be a secret. */
function describeBadHeader(separator: string | undefined, name: string): string {
  if (separator === undefined) return 'a line without a colon';
  return isHeaderName(name.trim().toLowerCase())
    ? `a value of ${name.trim()} with characters that are not allowed in a header`
    : `the name ${JSON.stringify(name)}`;
}

function isHeaderName(name: string): boolean {
  return succeeds(() => validateHeaderName(name));
}

/** Whether a header can have this value. */
export function isHeaderValue(name: string, value: string): boolean {
  return succeeds(() => validateHeaderValue(name, value));
}

function succeeds(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
