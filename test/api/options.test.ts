import { describe, expect, it } from 'vitest';
import { check } from '../../src/api/api.ts';
import type { CheckOptions } from '../../src/api/check-options.ts';
import { CHECK_OPTIONS, toArguments } from '../../src/api/to-arguments.ts';
import { readRequest } from '../../src/options/requests.ts';
import { splitArguments } from '../../src/cli/split-arguments.ts';
import { UsageError } from '../../src/errors.ts';
import { usageErrorOf } from '../helpers/errors.ts';

const target = 'http://127.0.0.1:8000/ping';

/** Every option, with a value. The compiler sees to it that none is missing here. */
const EVERY: Required<
  Omit<CheckOptions, 'target' | 'command' | 'region' | 'signal' | `on${string}`>
> = {
  apiUrl: 'https://api.example.com',
  bursts: 3,
  bystander: '/health',
  cacert: 'ca.pem',
  calls: 16,
  cert: 'cert.pem',
  cold: true,
  connectTo: '::127.0.0.1:80',
  connections: 2,
  cookie: ['a=1', 'b=2'],
  data: 'x',
  dataBinary: 'x',
  dataRaw: 'x',
  dataUrlencode: 'x',
  delay: 10,
  form: 'a=b',
  formString: 'a=@b',
  get: true,
  head: true,
  header: { accept: 'text/plain', 'x-many': ['1', '2'] },
  http2: true,
  insecure: true,
  instanceHeader: 'x-instance',
  interface: '127.0.0.1',
  key: 'key.pem',
  lines: 'lines.txt',
  pass: 'secret',
  ready: '5s',
  request: 'PUT',
  resolve: 'a:80:127.0.0.1',
  solo: 4,
  timeout: 500,
  unixSocket: '/run/app.sock',
  until: 'first-byte',
  user: 'me:secret',
  userAgent: 'me',
  why: true,
};

const messageOf = (options: object): string =>
  usageErrorOf(() => readRequest(toArguments({ target, ...options })));

describe('the options of the API', () => {
  it('are those of the command line that concern a check, in camel case', () => {
    expect(Object.keys(EVERY).toSorted()).toEqual([...CHECK_OPTIONS.keys()].toSorted());
  });

  it('are read as if they had been typed', () => {
    const { solo, timeout, header, cookie, http2, connections } = EVERY;
    const typed =
      '--solo 4 --timeout 500 -H accept:text/plain -H x-many:1 -H x-many:2 --cookie a=1 --cookie b=2 --http2 --connections 2';
    const given = toArguments({ target, solo, timeout, header, cookie, http2, connections });
    expect(readRequest(given)).toEqual(readRequest(splitArguments([target, ...typed.split(' ')])));
  });

  it.each<[string, NonNullable<CheckOptions['header']>]>([
    ['Headers', new Headers({ accept: 'text/plain', 'x-many': '1, 2' })],
    ['a Map', new Map(Object.entries({ accept: 'text/plain', 'x-many': '1, 2' }))],
    ['pairs', Object.entries({ accept: 'text/plain', 'x-many': '1, 2' })],
    ['lines', ['accept: text/plain', 'x-many: 1, 2']],
  ])('take headers as %s', (_, header) => {
    const { given } = toArguments({ target, header });
    expect(given.map(({ value }) => value)).toEqual(['accept: text/plain', 'x-many: 1, 2']);
  });

  it('leave out what is undefined or false, and add http:// as the command line does', () => {
    const { targets, values, flags } = toArguments({
      target: 'localhost:3000/x',
      why: false,
      http2: true,
    });
    expect({ targets, values: values.size, flags: [...flags] }).toEqual({
      targets: ['http://localhost:3000/x'],
      values: 0,
      flags: ['http2'],
    });
  });

  it('take a URL and a command', () => {
    const command = ['node', 'server.mjs'];
    const { targets, command: words } = toArguments({ target: new URL(target), command });
    expect({ targets, words }).toEqual({ targets: [target], words: command });
  });
});

describe('a wrong option of the API', () => {
  const HEADERS =
    "--header: expected Headers, names with values such as { accept: 'text/plain' }, or lines, received an object";

  it.each([
    [{ callz: 4 }, 'unknown option callz; did you mean calls?'],
    [{ 'max-failures': 4 }, 'unknown option max-failures; docs/api.md lists all options'],
    [{ expect: 'serial' }, 'unknown option expect; docs/api.md lists all options'],
    [{ callz: undefined }, 'unknown option callz; did you mean calls?'],
    [{ callz: false }, 'unknown option callz; did you mean calls?'],
    [{ scan: { workers: [1, 2] } }, 'unknown option scan; docs/api.md lists all options'],
    [{ method: 'POST' }, 'unknown option method; did you mean request?'],
    [{ body: 'x' }, 'unknown option body; did you mean data?'],
    [{ concurrency: 8 }, 'unknown option concurrency; did you mean calls?'],
    [{ calls: 1 }, '--calls: expected a whole number from 2 to 10,000, received 1'],
    [{ calls: 2.5 }, '--calls: expected a whole number from 2 to 10,000, received 2.5'],
    [{ calls: [2, 3] }, '--calls: expected one value, received a list'],
    [{ calls: [] }, '--calls: expected one value, received a list'],
    [{ calls: false }, '--calls: expected text or a number, received false'],
    [{ header: false }, '--header: expected text or a number, received false'],
    [{ header: new Request(target) }, HEADERS],
    [{ header: new Date() }, HEADERS],
    [{ why: 'yes' }, '--why: expected true or false, received "yes"'],
    [{ user: true }, '--user: expected text or a number, received true'],
    [{ calls: null }, '--calls: expected text or a number, received null'],
    [{ user: '' }, '--user needs a value'],
    [{ header: { accept: null } }, '--header accept: expected text or a number, received null'],
    [{ header: [['accept']] }, '--header accept: expected text or a number, received none'],
    [{ header: { 'a b': 'c' } }, '--header: expected \'Name: value\', received the name "a b"'],
    [
      { cold: true },
      '--cold does not apply to HTTP addresses, only to deployed targets and lambda: targets',
    ],
  ])('%j is refused', (options, message) => {
    expect(messageOf(options)).toBe(message);
  });
});

describe('an option that the command line does not have', () => {
  const TARGET = "target: expected one target such as 'http://localhost:3000/ping', received";
  const COMMAND = "command: expected a list of words such as ['node', 'server.mjs']";

  it.each([
    [{ target: [target, target] }, `${TARGET} a list`],
    [{ target: undefined }, `${TARGET} none`],
    [{ target: { port: 8000 } }, `${TARGET} an object`],
    [{ command: 'node server.mjs' }, `${COMMAND}, received "node server.mjs"`],
    [{ command: ['sleep', 1] }, `${COMMAND}, each text, received 1`],
    [{ command: null }, `${COMMAND}, received null`],
    [{ signal: { throwIfAborted() {} } }, 'signal: expected an AbortSignal, received an object'],
    [{ signal: {} }, 'signal: expected an AbortSignal, received an object'],
    [{ onProgress: 1 }, 'onProgress: expected a function, received 1'],
    [{ onNotice: 'log' }, 'onNotice: expected a function, received "log"'],
    [{ region: 1 }, 'region: expected text, received 1'],
  ])('is refused if it is wrong: %j', (options, message) => {
    expect(messageOf(options)).toBe(message);
  });

  it('is accepted if it is right', () => {
    const { signal } = new AbortController();
    const hooks = { signal, onProgress: () => {}, onNotice: () => {}, region: 'eu-west-1' };
    expect(toArguments({ target, ...hooks }).targets).toEqual([target]);
  });

  it('may be the URL of another realm', () => {
    // @ts-expect-error The compiler knows the URL of this realm only.
    expect(toArguments({ target: { href: target } }).targets).toEqual([target]);
  });
});

describe('check without an object of options', () => {
  const EXPECTED = "options: expected an object such as { target: 'http://localhost:3000/ping' },";

  it.each([
    [undefined, `${EXPECTED} received none`],
    [null, `${EXPECTED} received null`],
    ['http://me:secret@localhost/', `${EXPECTED} received "http://***@localhost/"`],
    [[target], `${EXPECTED} received a list`],
  ])('is refused: %j', async (options, message) => {
    // @ts-expect-error The compiler refuses it, too.
    await expect(check(options)).rejects.toThrow(new UsageError(message));
  });
});
