import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { handler } from '../../handlers/page.ts';

const answer = await handler();
const html = answer.body ?? '';
const headers = answer.headers ?? {};

/** The directives of the Content-Security-Policy by name. */
const policy = new Map(
  String(headers['content-security-policy'])
    .split('; ')
    .map((directive): [string, string] => {
      const [name = '', ...values] = directive.split(' ');
      return [name, values.join(' ')];
    }),
);

const contentsOf = (tag: string): string[] =>
  [...html.matchAll(new RegExp(`<${tag}>([^]*?)</${tag}>`, 'g'))].map(([, inner = '']) => inner);

const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

describe('the page', () => {
  it('is HTML that browsers revalidate, do not frame, and do not take for another type', () => {
    expect(answer.statusCode).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
  });

  it.each([
    [true, 'one-process'],
    [false, 'instance-per-call'],
  ])(
    'says how the local service runs its calls: on the main thread %s',
    async (isMainThread, mode) => {
      expect(html).not.toContain('data-mode');
      vi.stubEnv('IS_OFFLINE', 'true');
      vi.doMock('node:worker_threads', () => ({ isMainThread }));
      vi.resetModules();
      const local = await import('../../handlers/page.ts');
      vi.doUnmock('node:worker_threads');
      vi.unstubAllEnvs();
      expect((await local.handler()).body).toContain(`\n<html lang="en" data-mode="${mode}">`);
    },
  );

  it('has one script and one style, and its policy allows exactly these', () => {
    const [scripts, styles] = [contentsOf('script'), contentsOf('style')];
    expect([scripts, styles].map(({ length }) => length)).toEqual([1, 1]);
    expect(Object.fromEntries(policy)).toEqual({
      'default-src': "'none'",
      'script-src': hashOf(scripts[0] ?? ''),
      'style-src': hashOf(styles[0] ?? ''),
      'connect-src': "'self'",
      'img-src': 'data:',
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
      'require-trusted-types-for': "'script'",
    });
  });

  it('loads nothing from elsewhere', () => {
    // A link leads elsewhere only if somebody follows it.
    const own = html
      .replace(/<script>[^]*<\/script>/, '')
      .replace(/<style>[^]*<\/style>/, '')
      .replaceAll(/<a href="[^"]*">/g, '<a>');
    expect(own).not.toMatch(/\bsrc=|\bstyle=|\bon[a-z]+=|https?:(?!\/\/www\.w3\.org)/);
    expect([...own.matchAll(/href="([^"]{0,20})/g)].map(([, to]) => to)).toEqual([
      'data:image/svg+xml,%',
    ]);
    expect(contentsOf('style')[0]).not.toMatch(/url\(|@import/);
  });

  it('is smaller than 160 kB', () => {
    expect(html.length).toBeLessThan(160_000);
  });
});
