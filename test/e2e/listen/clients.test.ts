import { execFile } from 'node:child_process';
import { connect } from 'node:http2';
import { promisify } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { startListening } from '../../helpers/run.ts';

// Real clients, and the report on each.

const run = promisify(execFile);
const shell = (script: string, url: string): Promise<unknown> =>
  run('bash', ['-c', script, 'bash', url]);

const read = async (url: string): Promise<string> => (await fetch(url)).text();

const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

/** Lets a client call, and returns the report. */
async function reportOn(
  client: (url: string) => Promise<unknown>,
  ...args: readonly string[]
): Promise<{ readonly status: number | null; readonly report: string }> {
  const { url, ended } = await startListening(...args);
  await client(url);
  const { status, stdout } = await ended;
  // Joins wrapped lines.
  return { status, report: stdout.replaceAll(/\n {2,}/g, ' ') };
}

const streams = async (url: string, count: number): Promise<void> => {
  const session = connect(url);
  const answers = numbers(count).map((n) => {
    const stream = session.request({ ':path': `/?n=${n}` });
    return new Promise<void>((resolve, reject) => {
      stream.once('error', reject).once('end', resolve).resume();
    });
  });
  await Promise.all(answers);
  session.close();
};

describe.concurrent('--listen', () => {
  it('names curl --parallel with its 50 transfers', async () => {
    const { status, report } = await reportOn((url) =>
      shell('curl -sZ "$1?x=[1-60]" -o /dev/null', url),
    );
    expect(report).toMatch(/^AT MOST 50 AT A TIME {3}of 60 calls/m);
    expect(report).toContain('LIKELY   the default of curl: --parallel-max 50');
    expect(status).toBe(0);
  });

  it('sees several curls in the background together', async () => {
    const { status, report } = await reportOn((url) =>
      shell('for i in 1 2 3 4 5; do curl -s "$1" & done; wait', url),
    );
    expect(report).toMatch(/^ALL 5 TOGETHER/m);
    expect(report).not.toMatch(/LIKELY|LIMIT/);
    expect(status).toBe(0);
  });

  it('sees fetch in Node.js send all calls at once', async () => {
    const { report } = await reportOn((url) =>
      Promise.all(numbers(80).map((n) => read(`${url}?x=${n}`))),
    );
    expect(report).toMatch(/^ALL 80 TOGETHER/m);
  });

  it('names a loop that awaits each fetch', async () => {
    const { status, report } = await reportOn(async (url) => {
      for (const n of numbers(4)) await read(`${url}any/path?x=${n}`);
    });
    expect(report).toMatch(/^ONE AT A TIME {3}each of 4 calls waited for the one before/m);
    expect(report).toContain('LIKELY   a loop that waits for each call before it makes the next');
    expect(report).toContain('await Promise.all(');
    expect(status).toBe(0);
  });

  it('names the AWS SDK for JavaScript with its 50 sockets', async () => {
    const { report } = await reportOn(async (url) => {
      const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
      const client = new LambdaClient({ endpoint: url, region: 'us-east-1', credentials });
      const calls = numbers(60).map(() => client.send(new InvokeCommand({ FunctionName: 'f' })));
      await Promise.all(calls);
      client.destroy();
    });
    expect(report).toMatch(/^AT MOST 50 AT A TIME {3}of 60 calls/m);
    expect(report).toContain('LIKELY   the default of the AWS SDK for JavaScript: maxSockets 50');
  });

  it('sees streams of one HTTP/2 connection together', async () => {
    const { report } = await reportOn((url) => streams(url, 120), '--delay', '600');
    expect(report).toMatch(/^ALL 120 TOGETHER/m);
    expect(report).toMatch(/connections {4}1 +HTTP\/2; 119 calls reused one/);
  });

  it('distinguishes two clients', async () => {
    const { report } = await reportOn((url) =>
      Promise.all([
        shell('for i in 1 2 3; do curl -s "$1"; done', url),
        ...numbers(5).map((n) => read(`${url}?x=${n}`)),
      ]),
    );
    expect(report).toMatch(/^node from 127\.0\.0\.1 +5 calls/m);
    expect(report).toMatch(/^ALL 5 TOGETHER/m);
    expect(report).toMatch(/^curl\/\S+ from 127\.0\.0\.1 +3 calls/m);
    expect(report).toMatch(/^ONE AT A TIME/m);
  });

  it('takes any path and method, and malformed delays', async () => {
    const paths = ['/', '//?delay=x', '/%zz?delay=-1', '/a?delay=100', '/a?delay=999999999'];
    const { report } = await reportOn((url) => {
      const calls = paths.map((path) => `curl -s --path-as-is -X PUT -d x "$1${path}"`);
      return shell(`${calls.join(' & ')} & wait`, url.replace(/\/$/, ''));
    });
    expect(report).toMatch(/^ALL 5 TOGETHER/m);
  });

  it('counts neither what a browser asks for by itself nor a preflight request', async () => {
    const { status, report } = await reportOn(async (url) => {
      expect((await fetch(`${url}favicon.ico`)).status).toBe(404);
      const preflight = await fetch(url, {
        method: 'OPTIONS',
        headers: { 'access-control-request-headers': 'x-mine' },
      });
      expect(preflight.headers.get('access-control-allow-headers')).toBe('x-mine');
      await read(`${url}?delay=100`);
    });
    expect(report).toContain('UNDECIDED   one call only');
    expect(status).toBe(3);
  });
});
