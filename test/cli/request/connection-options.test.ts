import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../src/cli/options.ts';
import { usageErrorOf } from '../../helpers/errors.ts';
import { fixture } from '../../helpers/fixtures.ts';
import { scratchFile } from '../../helpers/scratch.ts';

function connectionOf(url: string, ...options: string[]) {
  const command = readOptions([url, ...options]);
  if (command.do !== 'check' || command.target.kind !== 'http') throw new Error('no HTTP request');
  return command.target.connection;
}

const refused = (url: string, ...options: string[]): string =>
  usageErrorOf(() => connectionOf(url, ...options));

const CERTIFICATE = fixture('self-signed/certificate.pem');
const KEY = fixture('self-signed/key.pem');

describe('--connect-to', () => {
  it.each([
    ['http://a/', 'a:80:b:81', { host: 'b', port: 81 }],
    ['https://a/', 'a:443:b:', { host: 'b', port: 443 }],
    ['http://a:3000/', '::b:', { host: 'b', port: 3000 }],
    ['http://a/', ':::8080', { host: 'a', port: 8080 }],
    ['http://[::2]/', '[::2]::[::1]:8080', { host: '::1', port: 8080 }],
    ['http://a/', 'A:80:b:81', { host: 'b', port: 81 }],
  ])('%s %s', (url, given, address) => {
    expect(connectionOf(url, '--connect-to', given)).toEqual({ address });
  });

  it('takes the first that concerns the target', () => {
    const options = ['b::c:1', 'a::d:2', '::e:3'].flatMap((one) => ['--connect-to', one]);
    expect(connectionOf('http://a/', ...options)).toEqual({ address: { host: 'd', port: 2 } });
  });

  it.each(['a', 'a:80:b', 'a:80:b:81:c', 'a:x:b:80'])('is refused: %s', (given) => {
    expect(refused('http://a/', '--connect-to', given)).toBe(
      `--connect-to: expected HOST1:PORT1:HOST2:PORT2, received ${given}`,
    );
  });

  it('is refused if it has no effect', () => {
    expect(refused('http://a/', '--connect-to', 'a:81:b:1')).toBe(
      '--connect-to: expected a value for a:80, received a:81:b:1',
    );
  });
});

describe('--resolve', () => {
  it.each([
    ['http://a/', 'a:80:127.0.0.1', { host: '127.0.0.1', port: 80 }],
    ['https://a/', '*:443:[::1]', { host: '::1', port: 443 }],
    ['http://a/', '+a:80:::1', { host: '::1', port: 80 }],
  ])('%s %s', (url, given, address) => {
    expect(connectionOf(url, '--resolve', given)).toEqual({ address });
  });

  it('finds the host that --connect-to names', () => {
    const options = ['--connect-to', 'a::b:81', '--resolve', 'b:81:127.0.0.2'];
    expect(connectionOf('http://a/', ...options)).toEqual({
      address: { host: '127.0.0.2', port: 81 },
    });
  });

  it.each([
    ['a:80', 'expected HOST:PORT:ADDRESS'],
    ['a:80:b', 'expected HOST:PORT:ADDRESS'],
    ['a:80:127.0.0.1,127.0.0.2', 'with one IP address'],
    ['b:80:127.0.0.1', 'expected a value for a:80'],
  ])('is refused: %s', (given, message) => {
    expect(refused('http://a/', '--resolve', given)).toContain(message);
  });
});

describe('--unix-socket and --interface', () => {
  it('are read', () => {
    expect(connectionOf('http://a/', '--unix-socket', '/x.sock')).toEqual({
      socketPath: '/x.sock',
    });
    expect(connectionOf('http://a/', '--interface', '127.0.0.1,127.0.0.2')).toEqual({
      sourceAddresses: ['127.0.0.1', '127.0.0.2'],
    });
  });

  it.each([
    [['--unix-socket', '/x', '--connect-to', '::b:'], '--unix-socket and --connect-to exclude'],
    [['--interface', '203.0.113.9'], '--interface: expected addresses of this machine, such as'],
    [['--interface', 'no-such-interface'], 'received no-such-interface'],
    [['--interface', '127.0.0.1', '--connect-to', '::[::1]:'], 'of the same kind'],
  ])('are refused: %j', (options, message) => {
    expect(refused('http://a/', ...options)).toContain(message);
  });
});

describe('the options of TLS', () => {
  it('are read from their files', () => {
    expect(connectionOf('https://a/')).toEqual({});
    expect(connectionOf('https://a/', '-k')).toEqual({ tls: { rejectUnauthorized: false } });
    const { tls } = connectionOf('https://a/', '--cacert', CERTIFICATE);
    expect(Object.keys(tls ?? {})).toEqual(['ca']);
    const client = connectionOf('https://a/', '--cert', `${CERTIFICATE}:pw`, '--key', KEY);
    expect(Object.keys(client.tls ?? {}).toSorted()).toEqual(['cert', 'key', 'passphrase']);
    expect(client.tls?.passphrase).toBe('pw');
  });

  it.each([
    ['http://a/', ['-k'], '-k applies only to https:// addresses'],
    ['http://a/', ['--cacert', CERTIFICATE], '--cacert applies only to https:// addresses'],
    ['https://a/', ['--cacert', 'nowhere'], '--cacert nowhere: no such file'],
    ['https://a/', ['--cacert', KEY], '--cacert: expected'],
    ['https://a/', ['--key', KEY], '--key needs the certificate that it belongs to'],
    ['https://a/', ['--cert', CERTIFICATE], '--cert: expected a private key in PEM'],
    ['https://a/', ['--cert', KEY], '--cert: expected'],
  ])('%s %j is refused', (url, options, message) => {
    expect(refused(url, ...options)).toContain(message);
  });

  it('are refused without a file of the right kind', () => {
    const text = scratchFile('no certificate');
    expect(refused('https://a/', '--cacert', text)).toBe(
      '--cacert: expected PEM, with the lines -----BEGIN and -----END',
    );
  });
});
