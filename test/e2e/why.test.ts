import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { parseRun, type RunFile } from '../helpers/output.ts';
import { httpServer } from '../helpers/loopback.ts';
import { run, start, type Running } from '../helpers/run.ts';
import { expectToMatchSchema } from '../helpers/schema.ts';
import { scratchFolder } from '../helpers/scratch.ts';

/** A Node program with a lock for all calls of /lock, and one for each URL of /key. */
const LOCKS = `
  import { createServer } from 'node:http';
  const ends = new Map();
  const locked = (key, respond) => {
    const mine = (ends.get(key) ?? Promise.resolve()).then(
      () => new Promise((resolve) => setTimeout(resolve, 200)),
    );
    ends.set(key, mine);
    mine.then(respond);
  };
  createServer(({ url }, response) => {
    const { pathname } = new URL(url, 'http://host');
    if (pathname === '/lock') return locked('all', () => response.end('ok'));
    if (pathname === '/key') return locked(url, () => response.end('ok'));
    response.writeHead(404).end();
  }).listen(Number(process.argv[2]), '127.0.0.1');`;

/** Checks a path of a program that the check starts. */
async function checkPath(
  at: string,
  options: readonly string[] = [],
): Promise<{
  readonly report: string;
  readonly progress: string;
  readonly file: RunFile;
  readonly json: string;
}> {
  const folder = scratchFolder();
  const [script, json] = [path.join(folder, 'server.mjs'), path.join(folder, 'run.json')];
  writeFileSync(script, LOCKS);
  const target = `http://127.0.0.1:{port}${at}`;
  const fired = [target, '-n', '6', '-b', '1', ...options, '--json', json];
  const { stdout, stderr } = await run([...fired, '--', 'node', script, '{port}']);
  expect(stdout, stderr).not.toBe('');
  const file = parseRun(readFileSync(json, 'utf8'));
  expectToMatchSchema(file);
  return { report: stdout, progress: stderr, file, json };
}

/** A report on one line; a command that goes on in the next line ends with a backslash. */
const oneLine = (report: string): string => report.replaceAll(/(?: \\\n)?\s+/g, ' ');

describe('--why', () => {
  it('finds a lock of a route, which holds up every request', async () => {
    const { report, progress, file, json } = await checkPath('/lock');
    expect(file.why, report).toMatchObject({ cause: 'route-lock', certainty: 'likely' });
    expect(report).toMatch(/^WHY {3}calls wait for a lock in this route +likely$/m);
    expect(oneLine(report)).toMatch(
      new RegExp(`prove after the change: .* --against ${json} '?http.* -n 6 -b 1 `),
    );
    const again = await run(['--from', json]);
    expect(oneLine(again.stdout)).toMatch(
      new RegExp(`prove after the change: .* --against ${json} '?http.* -n 6 -b 1 `),
    );
    expect(progress).toContain('Calls waited; sending up to ');
    // None of the calls that look for a cause counts for the verdict.
    expect(file.bursts).toHaveLength(2);
  });

  it('finds a lock for each request, which others do not wait for', async () => {
    const { report, file } = await checkPath('/key');
    expect(file.why, report).toMatchObject({ cause: 'same-request-lock', certainty: 'sure' });
  });

  it('goes on to other requests if the server opens no sessions', async () => {
    const { report, progress, file } = await checkPath('/key', ['--cookie', 'id=1']);
    expect(file.why, report).toMatchObject({ cause: 'same-request-lock', certainty: 'sure' });
    // Six for the bystander, three bursts of six, and six that try to open sessions.
    expect(progress).toContain('sending up to 30 more');
  });

  it('asks for the path that it is given, and makes no other calls if none waited', async () => {
    const asked: string[] = [];
    const { port } = await httpServer(({ url = '' }, response) => {
      asked.push(url);
      setTimeout(() => response.end('ok'), 200);
    });
    const { status } = await run([`http://127.0.0.1:${port}/free`, '-n', '4', '-b', '1', '--why']);
    expect(status).toBe(0);
    expect(new Set(asked)).toEqual(new Set(['/free']));
  });

  it('tries the cookie that the server set if no call waited, and says so', async () => {
    const cookies: (string | undefined)[] = [];
    const { port } = await httpServer(({ headers }, response) => {
      cookies.push(headers.cookie);
      response.setHeader('set-cookie', 'id=7; HttpOnly');
      setTimeout(() => response.end('ok'), 100);
    });
    const args = [`http://127.0.0.1:${port}/free`, '-n', '4', '-b', '1', '--why'];
    const { stdout, stderr } = await run(args);
    expect(stderr).toContain('No call waited; sending up to 8 more with the cookie');
    expect(cookies.filter((cookie) => cookie === 'id=7')).toHaveLength(4);
    expect(stdout).not.toContain('WHY');
  });

  it('asks if a limit turned calls away that got another answer with a normal status', async () => {
    let inProgress = 0;
    const { port } = await httpServer((_, response) => {
      const answer = (content: object): void => void response.end(JSON.stringify(content));
      if (inProgress >= 3) {
        answer({ error: 'busy' });
        return;
      }
      inProgress += 1;
      setTimeout(() => {
        inProgress -= 1;
        answer({ result: 'ok' });
      }, 300);
    });
    const args = [`http://127.0.0.1:${port}/busy`, '-n', '12', '-b', '1', '--why'];
    const { status, stdout, stderr } = await run(args);
    expect(status).toBe(3);
    expect(stdout).toContain('9 of 12 answers have other fields than the solo calls');
    // Six for the bystander, four like those of the burst, and four bursts of twelve.
    expect(stderr).toContain('Some calls got another answer at once; sending up to 58 more');
  });

  it('reports the verdict on SIGINT, and that the search was cut short', async () => {
    const file = path.join(scratchFolder(), 'run.json');
    const running: { current?: Running } = {};
    let last = Promise.resolve();
    const server = await httpServer(({ url = '' }, response) => {
      if (url === '/lock') last = last.then(() => pause(150)).then(() => void response.end('ok'));
      else running.current?.child.kill('SIGINT');
    });
    const address = `http://127.0.0.1:${server.port}/lock`;
    running.current = start([address, '-n', '6', '-b', '1', '--why', '--json', file]);
    const { status, stdout, stderr } = await running.current.ended;
    expect(status, stderr).toBe(130);
    expect(stderr).toContain('Interrupted while looking for the cause; the verdict is complete.');
    expect(stdout).not.toContain('add --why');
    const json = parseRun(readFileSync(file, 'utf8'));
    expectToMatchSchema(json);
    expect(json).toMatchObject({ probes: [], interrupted: true });
    await server.emptied();
  });

  it('applies only to HTTP addresses, and --bystander only with it', async () => {
    const { status, stderr } = await run(['/ping', '--why']);
    expect(status).toBe(2);
    expect(stderr).toContain('--why does not apply to the local service');
    const alone = await run(['http://127.0.0.1:9/', '--bystander', '/health']);
    expect(alone.stderr).toContain('--bystander applies only with --why');
    const relative = await run(['http://127.0.0.1:9/', '--why', '--bystander', 'health']);
    expect(relative.stderr).toContain('expected a path such as /health');
  });
});
