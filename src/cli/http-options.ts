import { readFileSync } from 'node:fs';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { valueOf, type Arguments } from './arguments.ts';
import { groupBy } from '../core/group-by.ts';
import { describeFileError, UsageError } from '../errors.ts';
import { USUAL_HEADERS, type HttpMessage } from '../targets/http-target.ts';

// The options of curl that say what is sent, with curl's meaning.

/** @throws UsageError; credentials are not printed back. */
export function readUrl(target: string): URL {
  if (!URL.canParse(target)) {
    const shown = target.replace(/\/\/.*@/, '//...@');
    throw new UsageError(
      `expected an address such as http://localhost:3000/ping, received ${shown}`,
    );
  }
  const url = new URL(target);
  if (url.username !== '' || url.password !== '') {
    throw new UsageError(
      "expected an address without credentials; give them with -H 'Authorization: ...'",
    );
  }
  url.hash = '';
  return url;
}

/** What somebody typed as a target, fit to be printed. */
export function withoutCredentials(target: string): string {
  return target.replace(/\/\/.*@/s, '//...@');
}

export function readHttpMessage(args: Arguments): HttpMessage {
  const data = args.values.get('data');
  const body = data?.map(readData).join('&');
  const form = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  return {
    method: readMethod(valueOf(args, 'request'), body === undefined ? 'GET' : 'POST'),
    headers: readHeaders(args.values.get('header') ?? [], {
      ...USUAL_HEADERS,
      ...form,
    }),
    ...(body === undefined ? {} : { body }),
  };
}

export function readInstanceHeader(args: Arguments): string | undefined {
  const name = valueOf(args, 'instance-header');
  if (name === undefined) return undefined;
  if (isHeaderName(name)) return name.toLowerCase();
  throw new UsageError(`--instance-header: expected the name of a header, received ${name}`);
}

function readMethod(given: string | undefined, usual: string): string {
  if (given === undefined) return usual;
  if (/^[A-Za-z]{1,32}$/.test(given)) return given.toUpperCase();
  throw new UsageError(`--request: expected a method such as POST, received ${given}`);
}

/** `Name: value` sets a header, `Name:` removes one that is sent by itself, `Name;` sends it empty. */
function readHeaders(
  given: readonly string[],
  usual: Readonly<Record<string, string>>,
): Record<string, string | string[]> {
  const own = groupBy(given.map(readHeader), ({ name }) => name);
  const headers: Record<string, string | string[]> = { ...usual };
  for (const [name, lines] of own) {
    const values = lines.flatMap(({ value }) => value ?? []);
    if (values.length === 0) delete headers[name];
    else headers[name] = values;
  }
  return headers;
}

function readHeader(line: string): { name: string; value: string | undefined } {
  const [, rawName = '', separator, rawValue = ''] = /^([^:;]*)([:;])(.*)$/s.exec(line) ?? [];
  const name = rawName.trim().toLowerCase();
  const value = rawValue.trim();
  if (separator !== undefined && isHeaderName(name) && isHeaderValue(name, value)) {
    return { name, value: separator === ':' && value === '' ? undefined : value };
  }
  throw new UsageError(`--header: expected 'Name: value', received ${JSON.stringify(line)}`);
}

/** `@FILE` sends what is in the file, without its line ends. */
export function readData(given: string): string {
  if (!given.startsWith('@')) return given;
  const file = given.slice(1);
  try {
    return readFileSync(file, 'utf8').replaceAll(/[\r\n]/g, '');
  } catch (error) {
    throw new UsageError(`--data ${given}: ${describeFileError(error)}`, { cause: error });
  }
}

function isHeaderName(name: string): boolean {
  return succeeds(() => validateHeaderName(name));
}

function isHeaderValue(name: string, value: string): boolean {
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
