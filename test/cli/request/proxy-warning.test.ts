import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../src/cli/options.ts';
import { proxyWarning } from '../../../src/cli/request/proxy-warning.ts';

const PROXY = 'http://me:s3cret@proxy:3128';

function warningFor(env: Record<string, string>, ...argv: string[]): string | undefined {
  const command = readOptions(argv);
  if (command.do !== 'check') throw new Error('no check');
  return proxyWarning(command.target, env);
}

describe('a proxy of the environment', () => {
  it.each([
    ['https_proxy', 'https://a/'],
    ['HTTPS_PROXY', 'https://a/'],
    ['http_proxy', 'http://a/'],
    ['HTTP_PROXY', 'http://a/'],
    ['all_proxy', 'http://a/'],
    ['ALL_PROXY', 'https://a/'],
  ])('that %s names is not used for %s', (name, url) => {
    expect(warningFor({ [name]: PROXY }, url)).toBe(
      `${name} is set, but no proxy is used: calls go directly to a.`,
    );
  });

  it.each<[Record<string, string>, string[]]>([
    [{}, ['https://a/']],
    [{ https_proxy: '' }, ['https://a/']],
    [{ https_proxy: PROXY }, ['http://a/']],
    [{ all_proxy: PROXY }, ['localhost:3000']],
    [{ all_proxy: PROXY }, ['http://127.1.2.3/']],
    [{ all_proxy: PROXY }, ['http://[::1]/']],
    [{ all_proxy: PROXY }, ['http://a/', '--unix-socket', '/x']],
    [{ all_proxy: PROXY }, ['/ping']],
    [{ all_proxy: PROXY, no_proxy: '*' }, ['http://a/']],
    [{ all_proxy: PROXY, NO_PROXY: 'b, a' }, ['http://a/']],
    [{ all_proxy: PROXY, NO_PROXY: '.example.com' }, ['http://a.Example.com/']],
    [{ all_proxy: PROXY, NO_PROXY: 'example.com' }, ['http://a.example.com/']],
    [{ all_proxy: PROXY, NO_PROXY: 'a:8080' }, ['http://a:8080/']],
    [{ all_proxy: PROXY, NO_PROXY: '192.0.2.0/24' }, ['http://192.0.2.7/']],
    [{ all_proxy: PROXY, NO_PROXY: '[2001:db8::1]' }, ['http://[2001:db8::1]/']],
    [{ all_proxy: PROXY, NO_PROXY: '2001:db8::/32' }, ['http://[2001:db8::1]/']],
  ])('does not apply with %j to %j', (env, argv) => {
    expect(warningFor(env, ...argv)).toBeUndefined();
  });

  it.each(['ample.com', 'example.com:81', '192.0.2.0/24', '192.0.2.0/99', ':', '/', 'b'])(
    'applies if NO_PROXY is %s',
    (exceptions) => {
      const env = { all_proxy: PROXY, NO_PROXY: exceptions };
      expect(warningFor(env, 'http://example.com/')).toContain('all_proxy is set');
      expect(warningFor(env, 'http://198.51.100.1/')).toContain('all_proxy is set');
    },
  );
});
