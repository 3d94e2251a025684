import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { contentsOf, makeCertificates } from '../helpers/certificates.ts';
import {
  closedPort,
  http2Server,
  httpServer,
  httpsServer,
  plainHttp2Server,
} from '../helpers/loopback.ts';
import { parseRun } from '../helpers/output.ts';
import { COMMAND, ROOT, run, type Ended } from '../helpers/run.ts';
import { scratchFile, scratchFolder } from '../helpers/scratch.ts';

const LICENSE = path.join(ROOT, 'LICENSE');
const PASSWORD = 's3cret';
const QUICK = ['-n', '3', '-b', '1', '--solo', '1', '--json', '-'];

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly from: string | undefined;
}

/** A server that keeps what it receives. */
async function recordingServer() {
  const received: Received[] = [];
  const server = await httpServer((request, response) => {
    const { method, url, headers } = request;
    const from = request.socket.remoteAddress;
    void text(request).then((body) => {
      received.push({ method, url, headers, body, from });
      return setTimeout(() => response.end('ok'), 20);
    });
  });
  return { ...server, received };
}

/** Expects that all calls were answered. */
function expectAnswered({ stdout, stderr }: Ended): void {
  expect(parseRun(stdout).bursts[0]?.timeline, stderr).toMatchObject({ calls: 3, answered: 3 });
}

describe('a request', () => {
  it.each<[string, string[], Partial<Received>]>([
    ['-X', ['-X', 'delete'], { method: 'DELETE' }],
    ['-I', ['-I'], { method: 'HEAD' }],
    ['-d', ['-d', `@${LICENSE}`], { body: readFileSync(LICENSE, 'utf8').replaceAll('\n', '') }],
    ['--data-raw', ['--data-raw', '@a'], { method: 'POST', body: '@a' }],
    ['--data-binary', ['--data-binary', `@${LICENSE}`], { body: readFileSync(LICENSE, 'utf8') }],
    ['--data-urlencode', ['--data-urlencode', 'a=b c'], { body: 'a=b+c' }],
    ['-X GET -d', ['-X', 'GET', '-d', 'a=ä'], { method: 'GET', body: 'a=ä' }],
    ['-X DELETE -d', ['-X', 'DELETE', '-d', 'a=b'], { method: 'DELETE', body: 'a=b' }],
    ['-G', ['-G', '-d', 'a=b'], { method: 'GET', url: '/x?a=b', body: '' }],
  ])('is sent as %s says', async (_, options, expected) => {
    const { port, received } = await recordingServer();
    expectAnswered(await run([`localhost:${port}/x`, ...options, ...QUICK]));
    for (const one of received) expect(one).toMatchObject(expected);
    expect(received.length).toBeGreaterThanOrEqual(4);
  });

  it('is a form that a browser could have sent, behind curl as well', async () => {
    const { port, received } = await recordingServer();
    const form = ['-F', 'n={n}', '-F', `license=@${LICENSE};type=text/x`];
    const jar = scratchFile(`localhost\tFALSE\t/\tFALSE\t0\tsid\t${PASSWORD}\n`);
    for (const args of [
      [`localhost:${port}/x`, ...form, '--cookie', jar, ...QUICK],
      [...QUICK, 'curl', '-sS', ...form, '-b', jar, '-c', jar, `http://localhost:${port}/x`],
    ]) {
      const ended = await run(args);
      expectAnswered(ended);
      expect(ended.stdout).not.toContain(PASSWORD);
    }
    expect(received.length).toBeGreaterThanOrEqual(8);
    for (const { method, headers, body } of received) {
      expect({ method, cookie: headers.cookie }).toEqual({
        method: 'POST',
        cookie: `sid=${PASSWORD}`,
      });
      const parsed = await new Response(body, {
        headers: { 'content-type': headers['content-type'] ?? '' },
      }).formData();
      expect(parsed.get('n')).toMatch(/^\d+$/);
      const file = parsed.get('license');
      if (!(file instanceof File)) throw new Error('no file');
      expect({ name: file.name, type: file.type }).toEqual({ name: 'LICENSE', type: 'text/x' });
      expect(await file.text()).toBe(readFileSync(LICENSE, 'utf8'));
    }
  });

  it('has the headers that -u, -A and --cookie give, which no file contains', async () => {
    const { port, received } = await recordingServer();
    const html = path.join(scratchFolder(), 'report.html');
    const secrets = ['-u', `me:${PASSWORD}`, '--cookie', `id=${PASSWORD}; n={n}`];
    const target = `http://localhost:${port}/x`;
    const ended = await run([target, ...secrets, '-A', 'me', '--html', html, ...QUICK]);
    expectAnswered(ended);
    const credentials = Buffer.from(`me:${PASSWORD}`).toString('base64');
    for (const { headers } of received) {
      expect(headers).toMatchObject({ authorization: `Basic ${credentials}`, 'user-agent': 'me' });
      expect(headers.cookie).toMatch(/^id=s3cret; n=\d+$/);
    }
    const written = [ended.stdout, ended.stderr, readFileSync(html, 'utf8')].join('\n');
    expect(written).not.toContain(PASSWORD);
    expect(written).not.toContain(credentials);
    expect(written.replaceAll(/<[^>]*>/g, '')).toContain(
      `${target} -u &quot;\${CREDENTIALS}&quot; --cookie &quot;\${COOKIE}&quot; -A me`,
    );
  });

  it('keeps its secrets when the server repeats them', async () => {
    const server = await httpServer(({ headers }, response) =>
      response.writeHead(500).end(`${headers.cookie} ${headers.authorization} ${PASSWORD}`),
    );
    const secrets = ['-u', `me:${PASSWORD}`, '--cookie', 'id=my-session'];
    const ended = await run([`http://localhost:${server.port}/`, ...secrets, ...QUICK]);
    expect(ended.status).toBe(3);
    expect(ended.stderr).toContain('failed: status 500: id=*** Basic *** ***');
    const written = `${ended.stdout}${ended.stderr}`;
    for (const secret of [PASSWORD, 'my-session', btoa(`me:${PASSWORD}`)]) {
      expect(written).not.toContain(secret);
    }
  });

  it.each([
    ['-d', '@-', /^(a=1&b=2)+$/],
    ['-F', 'f=@-', /^(-+\S+\r\n.* name="f"; filename="-"\r\n\r\na=1\n&b=2\n\r\n-+\S+--\r\n)+$/],
  ])('has the body that comes from standard input with %s %s', (option, value, expected) => {
    const file = path.join(scratchFolder(), 'received');
    const program = `require('node:http').createServer((request, response) => {
      request.on('data', (bytes) => require('node:fs').appendFileSync(process.argv[2], bytes));
      request.on('end', () => setTimeout(() => response.end('ok'), 20));
    }).listen(Number(process.argv[1]), '127.0.0.1')`;
    const server = ['--', process.execPath, '-e', program, '{port}', file];
    const target = 'http://127.0.0.1:{port}/';
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [COMMAND, target, option, value, ...QUICK, ...server],
      { input: 'a=1\n&b=2\n', encoding: 'utf8' },
    );
    expectAnswered({ status: 0, stdout, stderr });
    expect(readFileSync(file, 'utf8')).toMatch(expected);
  });

  it('is made from a command for curl', async () => {
    const { port, received } = await recordingServer();
    const copied = [
      [`http://localhost:${port}/api?x=1`, '-X', 'POST', '-H', 'accept: text/html'],
      ['-H', 'content-type: text/plain', '-b', 'id=1', '--data-raw', 'a=1', '--compressed'],
      ['-sS', '-o', '/dev/null'],
    ];
    expectAnswered(await run([...QUICK, 'curl', ...copied.flat()]));
    for (const one of received) {
      expect(one).toMatchObject({ method: 'POST', url: '/api?x=1', body: 'a=1' });
      expect(one.headers).toMatchObject({ accept: 'text/html', cookie: 'id=1' });
      expect(one.headers['content-type']).toBe('text/plain');
    }
  });

  it('has JSON for its body with --json behind curl, while ours before it is a file', async () => {
    const { port, received } = await recordingServer();
    const file = scratchFile('');
    const quick = ['-n', '3', '-b', '1', '--solo', '1', '--json', file];
    await run([...quick, 'curl', `localhost:${port}`, '--json', '{"a":1}']);
    expect(parseRun(readFileSync(file, 'utf8')).bursts[0]?.timeline.answered).toBe(3);
    for (const { headers, body } of received) {
      expect(body).toBe('{"a":1}');
      expect(headers).toMatchObject({
        accept: 'application/json',
        'content-type': 'application/json',
      });
    }
  });
});

describe('a connection', () => {
  it('comes from the addresses of --interface in turn', async () => {
    const { port, received } = await recordingServer();
    const target = `http://localhost:${port}/`;
    expectAnswered(await run([target, '--interface', '127.0.0.2,127.0.0.3', ...QUICK]));
    const froms = received.map(({ from }) => from);
    expect(new Set(froms)).toEqual(new Set(['127.0.0.2', '127.0.0.3']));
    const [some, others] = ['127.0.0.2', '127.0.0.3'].map(
      (address) => froms.filter((from) => from === address).length,
    );
    expect(Math.abs((some ?? 0) - (others ?? 0))).toBeLessThanOrEqual(1);
  });

  it.each([
    ['--connect-to', (port: number) => `example.org:80:127.0.0.1:${port}`, 'example.org'],
    ['--resolve', (port: number) => `example.org:${port}:127.0.0.1`, 'example.org:'],
  ])('goes where %s says', async (option, valueFor, host) => {
    const { port, received } = await recordingServer();
    const target = `http://example.org${option === '--resolve' ? `:${port}` : ''}/`;
    expectAnswered(await run([target, option, valueFor(port), ...QUICK]));
    for (const { headers } of received) expect(headers.host).toMatch(new RegExp(`^${host}`));
  });

  it('goes through a Unix socket', async () => {
    const socket = path.join(scratchFolder(), 'x.sock');
    const args = ['http://localhost/x', '--unix-socket', socket, ...QUICK];
    const refused = await run(args);
    expect(refused).toMatchObject({ status: 3 });
    expect(refused.stderr).toBe(
      `concurrency-check: cannot call http://localhost/x at unix:${socket}: there is no such socket. Start the server or fix the path\n`,
    );
    const noSocket = await run(['http://localhost/x', '--unix-socket', scratchFile(''), ...QUICK]);
    expect(noSocket.stderr).toMatch(
      /cannot call http:\/\/localhost\/x at unix:\/\S+: connection refused: .* fix the path\n/,
    );
    const server = createServer((_, response) => void setTimeout(() => response.end('ok'), 20));
    await once(server.listen(socket), 'listening');
    onTestFinished(() => void server.close());
    const ended = await run(args);
    expectAnswered(ended);
    expect(parseRun(ended.stdout).target?.connectedTo).toBe(`unix:${socket}`);
    const again = await run(['--from', scratchFile(ended.stdout)]);
    expect(again.stdout).toContain(`GET http://localhost/x at unix:${socket}`);
  });

  it('waits for the Unix socket of a server that is started', async () => {
    const socket = path.join(scratchFolder(), 'x.sock');
    const program = `require('node:http').createServer((_, response) => {
      setTimeout(() => response.end('ok'), 20);
    }).listen(process.argv[1])`;
    const args = ['http://localhost/x', '--unix-socket', socket, ...QUICK];
    expectAnswered(await run([...args, '--', process.execPath, '-e', program, socket]));
    const elsewhere = ['--ready', '1s', '--', process.execPath, '-e', program, `${socket}2`];
    const { stderr } = await run([...args, ...elsewhere]);
    expect(stderr).toContain(`did not answer at http://localhost at unix:${socket} within 1 s`);
  });
});

describe.each([
  ['HTTP/1.1', httpsServer, []],
  ['HTTP/2', http2Server, ['--http2']],
] as const)(
  'over %s, a server with a certificate of a private authority',
  (_protocol, serve, options) => {
    const quick = [...options, ...QUICK];

    it('is called if it is trusted', async () => {
      const { ca, server: files } = makeCertificates('DNS:localhost,DNS:service.test', PASSWORD);
      const { port } = await serve(contentsOf(files), (_, response) => {
        setTimeout(() => response.end('ok'), 20);
      });
      const target = `https://localhost:${port}/`;
      const refused = await run([target, ...quick]);
      expect(refused.status).toBe(3);
      expect(refused.stderr).toContain(
        'give the certificate that signed it with --cacert FILE, or accept any certificate with -k',
      );
      expectAnswered(await run([target, '-k', ...quick]));
      expectAnswered(await run([target, '--cacert', ca, ...quick]));
      const elsewhere = ['--connect-to', `::localhost:${port}`, '--cacert', ca];
      expectAnswered(await run(['https://service.test/', ...elsewhere, ...quick]));
      const other = await run(['https://other.test/', ...elsewhere, ...quick]);
      expect(other.status).toBe(3);
      expect(other.stderr).toContain('Call it by a name in the certificate');
    });

    it('that asks for one of the client gets it', async () => {
      const files = makeCertificates('DNS:localhost', PASSWORD);
      const { ca, client, encryptedKey } = files;
      const names = new Set<unknown>();
      const asking = { ca: readFileSync(ca), requestCert: true, rejectUnauthorized: true };
      const { port } = await serve(
        { ...contentsOf(files.server), ...asking },
        ({ socket }, response) => {
          if (socket instanceof TLSSocket) names.add(socket.getPeerCertificate().subject.CN);
          setTimeout(() => response.end('ok'), 20);
        },
      );
      const target = [`https://localhost:${port}/`, '--cacert', ca, ...quick];
      const refused = await run(target);
      expect(refused.status).toBe(3);
      // Over HTTP/2 the server's reason may be lost.
      expect(refused.stderr).toMatch(
        /certificate.* [Gg]ive (a client certificate|one) with --cert FILE and --key FILE\n/,
      );
      expectAnswered(await run([...target, '--cert', client.cert, '--key', client.key]));
      const encrypted = [...target, '--key', encryptedKey, '--cert'];
      expectAnswered(await run([...encrypted, client.cert, '--pass', PASSWORD]));
      expectAnswered(await run([...encrypted, `${client.cert}:${PASSWORD}`]));
      const both = path.join(scratchFolder(), 'both.pem');
      writeFileSync(both, [client.cert, client.key].map((file) => readFileSync(file)).join(''));
      expectAnswered(await run([...target, '--cert', both]));
      expect([...names]).toEqual(['client']);

      const wrong = await run([...encrypted, `${client.cert}:wrong-${PASSWORD}`]);
      expect(wrong).toMatchObject({ status: 2 });
      expect(wrong.stderr).toContain('--cert and --key: the password of the key is wrong\n');
      expect((await run([...encrypted, client.cert])).stderr).toContain('give its password with');
      const foreign = [...target, '--cert', client.cert, '--key', files.server.key];
      expect((await run(foreign)).stderr).toContain('the key does not belong to the certificate\n');
    });
  },
);

it('a server that speaks only HTTP/2 is called over HTTP/1.1 in vain, and the message says so', async () => {
  const { server: files } = makeCertificates('DNS:localhost', PASSWORD);
  const { port } = await http2Server(contentsOf(files), (_, response) => response.end('ok'));
  const { status, stderr } = await run([`https://localhost:${port}/`, '-k', ...QUICK]);
  expect(status).toBe(3);
  expect(stderr).toContain('does not speak HTTP/1.1 here. Call it over HTTP/2 with --http2\n');
});

describe('a server that speaks something else at an http:// address', () => {
  it('may speak HTTP/2', async () => {
    const { port } = await plainHttp2Server((_, response) => response.end('ok'));
    const { status, stderr } = await run([`http://127.0.0.1:${port}/`, ...QUICK]);
    expect(status).toBe(3);
    expect(stderr).toContain('not valid HTTP');
    expect(stderr).toContain('. If it speaks only HTTP/2, try --http2; if it expects TLS, call');
  });

  it('may speak TLS', async () => {
    const { server: files } = makeCertificates('DNS:localhost', PASSWORD);
    const { port } = await httpsServer(contentsOf(files), (_, response) => response.end('ok'));
    const { status, stderr } = await run([`http://127.0.0.1:${port}/`, ...QUICK]);
    expect(status).toBe(3);
    expect(stderr).toContain('without an answer. If it expects TLS, call https://\n');
  });
});

describe('a proxy of the environment', () => {
  it('is not used, which is said once', async () => {
    const elsewhere = ['--resolve', `a.example:80:127.0.0.1`, '--timeout', '2000'];
    const env = { http_proxy: `http://me:${PASSWORD}@127.0.0.1:${await closedPort()}` };
    const { stderr } = await run(['http://a.example/', ...elsewhere], env);
    expect(stderr.match(/http_proxy is set, but no proxy is used/g)).toHaveLength(1);
    expect(stderr).not.toContain(PASSWORD);
  });
});
