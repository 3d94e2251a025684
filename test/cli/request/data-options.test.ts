import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../src/cli/options.ts';
import { usageErrorOf } from '../../helpers/errors.ts';
import { scratchFile, scratchFolder } from '../../helpers/scratch.ts';

function targetOf(...options: string[]) {
  const command = readOptions(['http://a/x', ...options]);
  if (command.do !== 'check' || command.target.kind !== 'http') throw new Error('no HTTP request');
  return command.target;
}

const bodyOf = (...options: string[]) => targetOf(...options).message.body;

describe('the body', () => {
  it('is made of all pieces in their order', () => {
    const pieces = ['--data-raw', '@a', '-d', 'b=1', '--data-urlencode', 'c=d e', '-d', ''];
    expect(bodyOf(...pieces)).toBe('@a&b=1&c=d+e&');
  });

  it('is the content of a file, with or without its line breaks', () => {
    const file = scratchFile('{"a":\n1}\r\n');
    expect(bodyOf('-d', `@${file}`)).toBe('{"a":1}');
    expect(bodyOf('--data-binary', `@${file}`)).toBe('{"a":\n1}\r\n');
    expect(bodyOf('--data-binary', 'a\nb')).toBe('a\nb');
  });

  it('keeps bytes that are no text', () => {
    const file = path.join(scratchFolder(), 'bytes');
    writeFileSync(file, Buffer.from([0xff, 0x00, 0x0a]));
    expect(bodyOf('--data-binary', `@${file}`, '-d', 'a')).toEqual(
      Buffer.from([0xff, 0x00, 0x0a, 0x26, 0x61]),
    );
  });

  it.each([
    ['a b&c', 'a+b%26c'],
    ['=a=b', 'a%3Db'],
    ['n=é!', 'n=%C3%A9%21'],
    ['a b=c', 'a b=c'],
    ["n=*~'()-._", 'n=%2A~%27%28%29-._'],
    ['n={n} {line}', 'n={n}+{line}'],
  ])('is encoded as curl does: %s', (given, encoded) => {
    const lines = given.includes('{line}') ? ['--lines', scratchFile('1\n')] : [];
    expect(bodyOf('--data-urlencode', given, ...lines)).toBe(encoded);
  });

  it('is encoded from a file', () => {
    const file = scratchFile('a=\n');
    expect(bodyOf('--data-urlencode', `@${file}`)).toBe('a%3D%0A');
    expect(bodyOf('--data-urlencode', `n@${file}`)).toBe('n=a%3D%0A');
  });

  it.each(['--data-binary', '--data-urlencode'])('is refused without its file: %s', (option) => {
    expect(usageErrorOf(() => bodyOf(option, '@nowhere'))).toBe(`${option} @nowhere: no such file`);
  });
});

describe('-G', () => {
  it('puts the data into the address', () => {
    const target = targetOf('-G', '-d', 'a=1', '--data-urlencode', 'b=c d', '-d', 'n={n}');
    expect(target.shownUrl).toBe('http://a/x?a=1&b=c+d&n={n}');
    expect(target.message).toMatchObject({ method: 'GET' });
    expect(target.message.body).toBeUndefined();
    expect(target.message.headers).not.toHaveProperty('content-type');
  });
});

describe('-I', () => {
  it('sends no data', () => {
    expect(targetOf('-I').message.method).toBe('HEAD');
    expect(targetOf('-I', '-G', '-d', 'a').message.method).toBe('HEAD');
    expect(usageErrorOf(() => targetOf('-I', '-d', 'a'))).toContain('-I (--head) sends no data');
  });
});

describe('a header with an option of its own', () => {
  it.each<[string[], Record<string, unknown>]>([
    [['-u', 'me:s3cret'], { authorization: 'Basic bWU6czNjcmV0' }],
    [['-u', 'me'], { authorization: 'Basic bWU6' }],
    [['-A', 'x'], { 'user-agent': 'x' }],
    [
      ['--cookie', 'a=1; ', '--cookie', 'b={n}'],
      { cookie: 'a=1; b={n}', 'user-agent': 'concurrency-check' },
    ],
    [['-u', 'a:b', '-H', 'Authorization: c'], { authorization: ['c'] }],
  ])('%j', (options, headers) => {
    expect(targetOf(...options).message.headers).toMatchObject(headers);
  });

  it('is left out if it is empty', () => {
    expect(targetOf('-A', '').message.headers).not.toHaveProperty('user-agent');
  });

  it.each([
    [['-u', '{n}:x'], '-u: {n} and {line} do not work in credentials'],
    [['--cookie', 'a'], '--cookie: expected NAME=VALUE or a cookie file'],
    [
      ['--cookie', 'a=\u0001'],
      '--cookie: the value has characters that are not allowed in a header',
    ],
    [['-A', 'Ж'], '-A: the value has characters that are not allowed in a header'],
  ])('is refused: %j', (options, message) => {
    expect(usageErrorOf(() => targetOf(...options))).toContain(message);
  });
});
