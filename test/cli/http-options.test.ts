import { describe, expect, it } from 'vitest';
import { readOptions } from '../../src/cli/options.ts';
import { usageErrorOf } from '../helpers/errors.ts';
import { scratchFile } from '../helpers/scratch.ts';

const ADDRESS = 'http://127.0.0.1:9/ping';

function messageOf(...options: string[]) {
  const command = readOptions([ADDRESS, ...options]);
  if (command.do !== 'check' || command.target.kind !== 'http') throw new Error('no HTTP request');
  return command.target.message;
}

function refused(...options: string[]): string {
  return usageErrorOf(() => readOptions([ADDRESS, ...options]));
}

function planOf(calls: string) {
  const command = readOptions([ADDRESS, '-n', calls]);
  return command.do === 'check' ? command.plan : undefined;
}

describe('an HTTP request', () => {
  it('is a GET by default', () => {
    expect(messageOf()).toEqual({
      method: 'GET',
      headers: { accept: '*/*', 'user-agent': 'concurrency-check' },
    });
  });

  it('is a POST of a form with -d, joined as curl does', () => {
    expect(messageOf('-d', 'a=1', '-d', 'b=2')).toMatchObject({
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'a=1&b=2',
    });
  });

  it('has the method that -X gives', () => {
    expect(messageOf('-X', 'put', '-d', '{}').method).toBe('PUT');
  });

  it('sets, repeats, removes and empties headers with -H', () => {
    const { headers } = messageOf('-H', 'X-A: 1', '-H', 'x-a:2', '-H', 'Accept:', '-H', 'X-B;');
    expect(headers).toEqual({ 'user-agent': 'concurrency-check', 'x-a': ['1', '2'], 'x-b': [''] });
  });

  it('sends the contents of @FILE without line breaks', () => {
    const file = scratchFile('{"a":\n1}\r\n');
    expect(messageOf('-d', `@${file}`).body).toBe('{"a":1}');
  });
});

describe('a request that cannot be sent', () => {
  it.each(['nonsense', ': no name', 'bad name: x', 'x: a\nb'])(
    'is refused because of the header %j',
    (header) => {
      expect(refused('-H', header)).toMatch(/^-H: expected 'Name: value', received /);
    },
  );

  it('is refused because of no host, which HTTP/1.1 does not allow', () => {
    expect(refused('-H', 'Host:')).toMatch(/^-H Host: expected a host, received none; /);
    expect(messageOf('-H', 'host: b').headers).toMatchObject({ host: ['b'] });
  });

  it('is refused because of a method with a space in it', () => {
    expect(refused('-X', 'PO ST')).toMatch(/^-X: expected a method such as POST/);
  });

  it('is refused because of a missing file', () => {
    expect(refused('-d', '@missing')).toBe('-d @missing: no such file');
  });

  it('is refused because of an impossible header name', () => {
    expect(refused('--instance-header', 'a b')).toMatch(
      /^--instance-header: expected a header name such as x-instance-id, received a b$/,
    );
  });

  it('is refused because of connections to share over HTTP/1.1', () => {
    expect(refused('--connections', '4')).toMatch(/^--connections applies only with --http2; /);
    expect(refused('--http2', '--connections', '0')).toBe(
      '--connections: expected a whole number from 1 to 1000, received 0',
    );
  });

  it('is refused because of anything but the first byte', () => {
    expect(refused('--until', 'last-byte')).toBe(
      '--until: expected first-byte, received last-byte',
    );
  });

  it.each(['http://user:secret@h/', 'ftp://user:secret@h/', 'http://user:secret@h:port/'])(
    'is refused without repeating its credentials: %s',
    (target) => {
      const message = usageErrorOf(() => readOptions([target]));
      expect(message).not.toContain('secret');
      expect(usageErrorOf(() => readOptions([target, '/ping']))).not.toContain('secret');
    },
  );
});

describe('the number of calls', () => {
  it('grows with auto, up to 200 or to a given maximum', () => {
    expect(planOf('auto')).toMatchObject({ calls: 200, grow: true });
    expect(planOf('auto:50')).toMatchObject({ calls: 50, grow: true });
    expect(planOf('50')).toMatchObject({ calls: 50, grow: false });
  });

  it.each(['auto:', 'auto:0', 'auto:1', 'auto:x', 'auto:10001', 'auto:5:5', 'automatic'])(
    'cannot be %s',
    (calls) => {
      expect(usageErrorOf(() => planOf(calls))).toMatch(/expected a whole number from 2 to 10,000/);
    },
  );
});
