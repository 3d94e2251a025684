import { expect, it } from 'vitest';
import { sameForAll } from '../../../src/targets/requests/same-for-all.ts';

type Message = Parameters<typeof sameForAll>[0]['message'];

/** What calls have in common beside their URL and source address. */
function commonTo(href: string, message: Partial<Message> = {}): string[] {
  const request = { method: 'GET', headers: {}, ...message };
  const found = sameForAll({ url: new URL(href, 'http://host'), message: request, connection: {} });
  return found.filter((one) => one !== 'url' && one !== 'address');
}

it.each([
  ['/', []],
  ['/ping', []],
  ['/api/v1/ping', []],
  ['/API/v1.2/ping/', []],
  ['/users/7', ['path']],
  ['/users/me', ['path']],
  ['/users/{n}', []],
  ['/ping?user=7', ['query']],
  ['/ping?user={line}', []],
  ['/ping?user=7&call={n}', ['query']],
  ['/ping?empty=', ['query']],
])('%s has in common: %j', (href, expected) => {
  expect(commonTo(href)).toEqual(expected);
});

it.each<[Partial<Message>, readonly string[]]>([
  [{ headers: { accept: '*/*', host: 'a' } }, []],
  [{ headers: { cookie: 'id=1' } }, ['cookie']],
  [{ headers: { cookie: 'id={line}' } }, []],
  [{ headers: { authorization: 'Bearer one' } }, ['credentials']],
  [{ headers: { authorization: 'Bearer {line}' } }, []],
  [{ headers: { 'x-api-key': 'one' } }, ['credentials']],
  [{ method: 'POST', body: '{"user":7}' }, ['body']],
  [{ method: 'POST', body: '{"user":{n}}' }, []],
  [{ method: 'POST', body: ['user={line}', new Uint8Array(1)] }, []],
  [{ method: 'POST', body: new Uint8Array(1) }, ['body']],
  [{ method: 'POST', body: '' }, []],
])('a request with %j has in common: %j', (message, expected) => {
  expect(commonTo('/ping', message)).toEqual(expected);
});

it.each([
  [{}, ['address']],
  [{ sourceAddresses: ['127.0.0.2'] }, ['address']],
  [{ sourceAddresses: ['127.0.0.2', '127.0.0.3'] }, []],
  [{ socketPath: '/run/app.sock' }, []],
])('connections like %j have in common: %j', (connection, expected) => {
  const message = { method: 'GET', headers: {} };
  expect(sameForAll({ url: new URL('http://host/{n}'), message, connection })).toEqual(expected);
});

it('all calls have the same URL unless it has a placeholder', () => {
  const request = { message: { method: 'GET', headers: { 'x-id': '{n}' } }, connection: {} };
  const found = ['/ping', '/{n}', '/ping?user={line}'].map((href) =>
    sameForAll({ url: new URL(href, 'http://host'), ...request }).includes('url'),
  );
  expect(found).toEqual([true, false, false]);
});
