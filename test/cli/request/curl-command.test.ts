import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../src/cli/options.ts';
import { replaceCurl } from '../../../src/cli/request/curl-command.ts';
import {
  FLAGS,
  HEADERS,
  IGNORED,
  IGNORED_WITH_VALUE,
  LONG_NAMES,
  PASSED_ON,
  REFUSED,
} from '../../../src/cli/request/curl-options.ts';
import { usageErrorOf } from '../../helpers/errors.ts';

const URL = 'https://a.example/x';

function targetOf(...argv: string[]) {
  const command = readOptions(argv);
  if (command.do !== 'check' || command.target.kind !== 'http') throw new Error('no HTTP request');
  return command.target;
}

describe('a command for curl', () => {
  it('is read as a browser copies it', () => {
    const copied = [
      ['https://shop.example/api/cart?x=1'],
      ['-X', 'POST'],
      ['-H', 'accept: application/json'],
      ['-H', 'content-type: application/json'],
      ['-b', 'id=1; theme=dark'],
      ['--data-raw', '{"id":"@1"}'],
      ['--compressed', '--insecure'],
    ].flat();
    expect(targetOf('-n', '20', 'curl', ...copied)).toMatchObject({
      shownUrl: 'https://shop.example/api/cart?x=1',
      message: {
        method: 'POST',
        headers: {
          accept: ['application/json'],
          'content-type': ['application/json'],
          cookie: 'id=1; theme=dark',
        },
        body: '{"id":"@1"}',
      },
      connection: { tls: { rejectUnauthorized: false } },
    });
  });

  it.each<[string[], string[]]>([
    [['-sSo', '/dev/null', '-w', '%{http_code}', URL], [URL]],
    [
      ['-sSXPUT', URL],
      [URL, '-XPUT'],
    ],
    [
      ['-Hx: 1', URL, '-H', 'y: -2'],
      [URL, '-Hx: 1', '-Hy: -2'],
    ],
    [
      ['--header', '-x: 1', URL],
      [URL, '-H-x: 1'],
    ],
    [
      ['-d', '', URL],
      [URL, '--data='],
    ],
    [['--url', URL], [URL]],
    [
      ['-H', 'Content-Length: 3', '-d', 'n={n}', URL],
      [URL, '-dn={n}'],
    ],
    [
      ['-F', 'a=b', '-c', 'jar', '--form-string', 'c=@d', '-b', 'jar', URL],
      [URL, '-Fa=b', '--form-string=c=@d', '--cookie=jar'],
    ],
    [
      ['-kI', URL],
      [URL, '--insecure', '--head'],
    ],
    [['-b', '', '--cookie', '', URL], [URL]],
    [['-k', '--cacert', 'nowhere', 'a.example'], ['http://a.example']],
    [
      ['-m', '2.5', URL],
      [URL, '--timeout=2500'],
    ],
    [
      ['-e', 'http://r/', '-r', '0-9', URL],
      [URL, '-HReferer: http://r/', '-HRange: bytes=0-9'],
    ],
    [
      ['--oauth2-bearer', 't', URL],
      [URL, '-HAuthorization: Bearer t'],
    ],
    [
      ['--json', '{}', URL],
      [URL, '--data-binary={}', '-HContent-Type: application/json', '-HAccept: application/json'],
    ],
    [
      ['--json', '[1', '--json', ',2]', '-H', 'accept : */*', URL],
      [URL, '-Haccept : */*', '--data-binary=[1,2]', '-HContent-Type: application/json'],
    ],
  ])('%j means %j', (curl, words) => {
    expect(replaceCurl(['curl', ...curl]).words).toEqual(words);
  });

  it('keeps our options before it and the server behind it', () => {
    const command = ['--', 'node', 'curl.mjs'];
    expect(replaceCurl(['-n', '3', 'curl', '-s', URL, ...command]).words).toEqual([
      URL,
      '-n',
      '3',
      ...command,
    ]);
  });

  it.each([
    ['a value of another option', ['--against', 'curl', URL]],
    ['a second target', [URL, 'curl', '-s']],
    ['the server to start', [URL, '--', 'curl', '-s']],
  ])('is not %s', (_, argv) => {
    expect(replaceCurl(argv).words).toBe(argv);
  });

  it.each([
    [[], 'expected one address after curl, received 0'],
    [[URL, URL], 'expected one address after curl, received 2'],
    [[URL, '-d'], 'curl -d needs a value'],
    [[URL, '-L'], 'curl -L is not supported: redirects are not followed'],
    [[URL, '-sL'], 'curl -L is not supported'],
    [[URL, '-T', 'a'], 'curl -T is not supported: use -X PUT'],
    [[URL, '-x', 'p'], 'curl -x is not supported: calls go to the server directly'],
    [[URL, '--ciphers', 'x'], 'curl --ciphers is not supported: leave it out'],
    [[URL, '-?'], 'curl -? is not supported'],
    [[URL, '-n', '20'], 'the number of calls comes before the word curl'],
    [[URL, '--solo', '2'], 'curl --solo: this is an option of concurrency-check; put it before'],
    [[URL, '-m', 'x'], 'curl -m: expected a number of seconds'],
    [[URL, '--json', '@a', '--json', '1'], 'curl --json: expected one file'],
    [[URL, '-b', 'no-such-file'], 'received a value without =: no such file'],
    [[URL, '-F', 'a=b', '-d', 'c'], '-F (--form) cannot be combined with -d'],
  ])('is refused: %j', (curl, message) => {
    expect(usageErrorOf(() => readOptions(['curl', ...curl]))).toContain(message);
  });
});

describe('an option of curl', () => {
  it('means one thing only', () => {
    const names = [PASSED_ON, FLAGS, HEADERS, IGNORED, IGNORED_WITH_VALUE, REFUSED].flatMap(
      (known) => [...known.keys()],
    );
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(new Set(Object.values(LONG_NAMES)).size).toBe(Object.keys(LONG_NAMES).length);
  });
});

describe('an address that curl expands', () => {
  it.each(['[1-3]', '[a-c:2]', '{a,b}'])('is refused with what to write: %s', (glob) => {
    const message = usageErrorOf(() => targetOf('curl', `${URL}/${glob}`));
    expect(message).toContain(`curl would send a request for each address of ${glob}: write {n}`);
    expect(message).toContain(`add -g to send ${glob} as it is`);
  });

  it('is sent as it is with -g', () => {
    expect(targetOf('curl', '-g', `${URL}/[1-3]`).shownUrl).toBe(`${URL}/[1-3]`);
    expect(targetOf('curl', `${URL}/[1-3]`, '--globoff').shownUrl).toBe(`${URL}/[1-3]`);
  });

  it.each(['?a[]=1', '?a[x]=1', '/{n}'])('is none: %s', (end) => {
    expect(targetOf('curl', `${URL}${end}`).shownUrl).toBe(`${URL}${end}`);
  });
});

it('has no referrer of the redirects that are not followed', () => {
  const { message } = targetOf('curl', '-e', 'http://r/;auto', URL);
  expect(message.headers).toHaveProperty('referer', ['http://r/']);
});
