import { TLS_OPTIONS } from '../../options/request/tls-options.ts';
import { UsageError } from '../../errors.ts';
import { OPTIONS, type OptionName } from '../../options/arguments.ts';
import { tokensOf } from '../split-arguments.ts';
import {
  FLAGS,
  HEADERS,
  IGNORED,
  IGNORED_WITH_VALUE,
  LONG_NAMES,
  PASSED_ON,
  REFUSED,
} from './curl-options.ts';
import { assertOneAddress } from './curl-globs.ts';
import { addScheme } from '../../options/request/scheme.ts';

/** curl ignores them for an http:// address. */
const ONLY_WITH_TLS: ReadonlySet<OptionName> = new Set<OptionName>(TLS_OPTIONS);

/** An option of curl as it was typed, and its value. */
interface CurlOption {
  /** The long name, without dashes. */
  readonly name: string;
  /** As it was typed: `-H` or `--header`. */
  readonly typed: string;
  readonly takeValue: () => string;
}

/** What curl is asked for, in the options of this command. */
interface Request {
  readonly urls: string[];
  readonly options: { readonly name: OptionName; readonly value?: string }[];
  readonly typed: Map<OptionName, string>;
  /** Whether addresses are sent as they are: -g. */
  isLiteral?: boolean;
  json?: string;
}

/** A command line without curl. */
interface Replaced {
  readonly words: readonly string[];
  /** The options behind curl as they were typed: `-b`, which is --cookie here. */
  readonly typed: ReadonlyMap<OptionName, string>;
}

/**
 * Replaces `curl CURL-ARGS...` by the options of this command that mean the same. The others come
 * after them, so they take precedence. Returns the same words if there is no curl among them.
 * @throws UsageError if an option of curl would change what is sent and is not supported.
 */
export function replaceCurl(argv: readonly string[]): Replaced {
  const end = argv.indexOf('--');
  const own = end < 0 ? argv : argv.slice(0, end);
  const first = tokensOf(own).find(({ kind }) => kind === 'positional');
  if (first?.kind !== 'positional' || first.value !== 'curl')
    return { words: argv, typed: new Map() };
  const request: Request = { urls: [], options: [], typed: new Map() };
  readWords(own.slice(first.index + 1), request);
  const command = end < 0 ? [] : argv.slice(end);
  const words = [...wordsOf(request), ...own.slice(0, first.index), ...command];
  return { words, typed: request.typed };
}

/** Browsers copy the length of their body. It is counted again, because the body may be another. */
const LENGTH = /^content-length\s*:/i;

function wordsOf({ urls, options, json, isLiteral }: Request): string[] {
  const [url, ...more] = urls;
  if (url === undefined || more.length > 0) {
    throw new UsageError(`expected one address after curl, received ${urls.length}`);
  }
  if (isLiteral !== true) assertOneAddress(url);
  const address = addScheme(url, 'any-host');
  const isSecure = /^https:/i.test(address);
  const all = [...options, ...(json === undefined ? [] : jsonOptions(json, options))];
  const words = all
    .filter(({ name }) => isSecure || !ONLY_WITH_TLS.has(name))
    .filter(({ name, value = '' }) => name !== 'header' || !LENGTH.test(value))
    .map(({ name, value }) => ownWord(name, value));
  return [address, ...words];
}

/** `-HX: 1` or `--data-raw=...`: in one word, because a value may look like an option. */
function ownWord(name: OptionName, value: string | undefined): string {
  const { short }: { readonly type: string; readonly short?: string } = OPTIONS[name];
  if (value === undefined) return `--${name}`;
  return short === undefined || value === '' ? `--${name}=${value}` : `-${short}${value}`;
}

function readWords(words: readonly string[], request: Request): void {
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word.startsWith('--')) readOption(longOption(word, rest), request);
    else if (word.startsWith('-') && word !== '-') readLetters(word.slice(1), rest, request);
    else request.urls.push(word);
  }
}

function longOption(word: string, rest: string[]): CurlOption {
  return { name: word.slice(2), typed: word, takeValue: () => nextValue(word, rest) };
}

/** Letters can be joined; the value of the last one may follow it in the same word: `-sXPOST`. */
function readLetters(letters: string, rest: string[], request: Request): void {
  let left = letters;
  while (left !== '') {
    const [letter = ''] = left;
    left = left.slice(letter.length);
    const typed = `-${letter}`;
    const takeValue = (): string => {
      const value = left === '' ? nextValue(typed, rest) : left;
      left = '';
      return value;
    };
    const name = Object.hasOwn(LONG_NAMES, letter) ? LONG_NAMES[letter] : undefined;
    readOption({ name: name ?? letter, typed, takeValue }, request);
  }
}

function nextValue(typed: string, rest: string[]): string {
  const value = rest.shift();
  if (value === undefined) throw new UsageError(`curl ${typed} needs a value`);
  return value;
}

function readOption({ name, typed, takeValue }: CurlOption, request: Request): void {
  const { options, urls } = request;
  const own = PASSED_ON.get(name);
  const flag = FLAGS.get(name);
  const header = HEADERS.get(name);
  if (own !== undefined) passOn(own, { typed, takeValue }, request);
  else if (flag !== undefined) options.push({ name: flag });
  else if (header !== undefined) options.push({ name: 'header', value: header(takeValue()) });
  else if (name === 'max-time') options.push(timeoutOption(typed, takeValue()));
  else if (name === 'url') urls.push(takeValue());
  else if (name === 'json') readJson(takeValue(), request);
  else if (name === 'globoff') request.isLiteral = true;
  else if (IGNORED_WITH_VALUE.has(name)) takeValue();
  else if (!IGNORED.has(name)) throw new UsageError(refusal(name, typed));
}

function passOn(
  name: OptionName,
  { typed, takeValue }: Omit<CurlOption, 'name'>,
  request: Request,
): void {
  const value = takeValue();
  // curl -b '' sends no cookies, but keeps those that it receives.
  if (name === 'cookie' && value === '') return;
  request.options.push({ name, value });
  request.typed.set(name, typed);
}

function timeoutOption(typed: string, seconds: string): { name: OptionName; value: string } {
  const ms = Math.round(1_000 * Number(seconds));
  if (ms > 0) return { name: 'timeout', value: `${ms}` };
  throw new UsageError(`curl ${typed}: expected a number of seconds`);
}

/** curl sends several pieces of JSON one after the other. */
function readJson(value: string, request: Request): void {
  const pieces = [...(request.json === undefined ? [] : [request.json]), value];
  if (pieces.length > 1 && pieces.some((piece) => piece.startsWith('@'))) {
    throw new UsageError('curl --json: expected one file, or data without a file');
  }
  request.json = pieces.join('');
}

function jsonOptions(json: string, given: Request['options']): Request['options'] {
  const hasHeader = (header: string): boolean =>
    given.some(
      ({ name, value = '' }) =>
        name === 'header' && new RegExp(`^${header}\\s*[:;]`, 'i').test(value),
    );
  const headers = ['Content-Type', 'Accept']
    .filter((header) => !hasHeader(header))
    .map((header) => ({ name: 'header' as const, value: `${header}: application/json` }));
  return [{ name: 'data-binary', value: json }, ...headers];
}

function refusal(name: string, typed: string): string {
  if (isOwn(name)) {
    return `curl ${typed}: this is an option of concurrency-check; put it before the word curl`;
  }
  const reason = REFUSED.get(name) ?? 'leave it out if the request does not depend on it';
  return `curl ${typed} is not supported: ${reason}`;
}

/** Whether only this command has such an option. */
function isOwn(name: string): boolean {
  return Object.hasOwn(OPTIONS, name) && !REFUSED.has(name);
}
