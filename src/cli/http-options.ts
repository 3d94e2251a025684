import { readFileSync } from 'node:fs';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { shown, typedName, valueOf, type Arguments } from './arguments.ts';
import { defined } from '../core/defined.ts';
import { maskSecrets } from '../core/secrets/secrets.ts';
import { UNTIL, type Until } from '../core/target-description.ts';
import { groupBy } from '../core/group-by.ts';
import { describeFileError, UsageError } from '../errors.ts';
import { readNumber } from './number-options.ts';
import { DEFAULT_HEADERS, type HttpMessage } from '../targets/http-target.ts';

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
      "expected an address without credentials, received one with them; use -H 'Authorization: ...' instead",
    );
  }
  url.hash = '';
  return url;
}

/** A target as it was typed, without credentials and other secrets, for messages. */
export function redactCredentials(target: string): string {
  const address = /^(?<scheme>(?:[a-z][a-z0-9+.-]*:)?\/\/)?[^/].*@/is;
  return shown(maskSecrets(target.replace(address, '$<scheme>...@')));
}

/**
 * Reads -X, -H and -d.
 * @throws UsageError if a method or header is malformed, or if a file cannot be read.
 */
export function readHttpMessage(args: Arguments): HttpMessage {
  const data = args.values.get('data');
  const body = data?.map((one) => readData(one, typedName(args, 'data'))).join('&');
  const form = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  return {
    method: readMethod(args, body === undefined ? 'GET' : 'POST'),
    headers: readHeaders(args, { ...DEFAULT_HEADERS, ...form }),
    ...defined({ body }),
  };
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
    '--connections applies only with --http2; over HTTP/1.1 each call has a connection of its own',
  );
}

function readMethod(args: Arguments, fallback: string): string {
  const given = valueOf(args, 'request');
  if (given === undefined) return fallback;
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
    if (values.length === 0) delete headers[name];
    else headers[name] = values;
  }
  return headers;
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
    ? `a value of ${name.trim()} with characters that no header can have`
    : `the name ${JSON.stringify(name)}`;
}

/**
 * Reads the value of --data: `@FILE` stands for the contents of the file without its line breaks.
 * @throws UsageError if the file cannot be read.
 */
export function readData(given: string, option: string): string {
  if (!given.startsWith('@')) return given;
  const file = given.slice(1);
  try {
    return readFileSync(file, 'utf8').replaceAll(/[\r\n]/g, '');
  } catch (error) {
    throw new UsageError(`${option} ${given}: ${describeFileError(error)}`, { cause: error });
  }
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
