import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOffline, type Offline } from '../helpers/servers.ts';

let server: Offline;

beforeAll(async () => {
  server = await startOffline();
});
afterAll(() => server?.stop());

interface Asked {
  readonly headers: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly port?: number;
  readonly path?: string;
}

async function ask({
  headers,
  method = 'GET',
  port = server.httpPort,
  path = '/ping?delay=0',
}: Asked) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, resolve);
    asked.once('error', reject).end(method === 'POST' ? '{"delay":0}' : undefined);
  });
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

const INVOKE = '/2015-03-31/functions/concurrency-check-dev-ping/invocations';

describe('the local service', () => {
  it.each(['localhost', '127.0.0.1:80', '[::1]:3000', 'LOCALHOST:3000', '192.168.0.7'])(
    'answers for %s',
    async (host) => {
      expect(await ask({ headers: { host } })).toMatchObject({ status: 200 });
    },
  );

  it.each(['evil.example', 'localhost.evil.example:3000', '127.0.0.1.evil.example', 'localhost.'])(
    'does not answer for %s, which may have been pointed to this machine',
    async (host) => {
      const { status, body } = await ask({ headers: { host } });
      expect(status).toBe(421);
      expect(body).not.toContain('PONG');
      const invoked = { headers: { host }, method: 'POST', port: server.lambdaPort, path: INVOKE };
      expect(await ask(invoked)).toMatchObject({ status: 421 });
    },
  );

  it.each(['GET', 'OPTIONS'])('lets no other page read the answer to %s', async (method) => {
    const origin = { origin: 'http://evil.example', 'access-control-request-method': 'GET' };
    const { headers } = await ask({ headers: origin, method });
    const allowed = Object.keys(headers).filter((name) => name.startsWith('access-control-'));
    expect(allowed).toEqual([]);
    const invoked = { headers: origin, method: 'POST', port: server.lambdaPort, path: INVOKE };
    expect((await ask(invoked)).headers['access-control-allow-origin']).toBeUndefined();
  });
});
