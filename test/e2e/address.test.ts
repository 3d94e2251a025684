import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { httpServer } from '../helpers/loopback.ts';
import { parseRun } from '../helpers/output.ts';
import { run } from '../helpers/run.ts';
import { expectToMatchSchema } from '../helpers/schema.ts';
import { scratchFile, scratchFolder } from '../helpers/scratch.ts';

// Addresses that are judged. command.test.ts has what needs no verdict.

describe('the exit status', () => {
  it('is 1 if a call fails, unless that is allowed', async () => {
    let calls = 0;
    const server = await httpServer((_, response) => {
      calls += 1;
      const status = calls % 12 === 5 ? 500 : 200;
      setTimeout(() => response.writeHead(status).end('ok'), 200);
    });
    const args = [
      `http://127.0.0.1:${server.port}/`,
      '-n',
      '8',
      '-b',
      '1',
      '--expect',
      'overlapping',
    ];
    const strict = await run(args);
    expect(strict.status, strict.stderr).toBe(1);
    expect(strict.stderr).toMatch(
      /^concurrency-check: expected no call to fail, but 1 of \d+ calls did/m,
    );
    expect(await run([...args, '--max-failures', '20'])).toMatchObject({ status: 0 });
  });
});

describe('a server that goes away', () => {
  it.each([
    ['after the solo calls', 1, ['-n', '10']],
    ['after a burst', 10, ['-n', '10', '-b', '5']],
    ['while bursts grow', 4, ['-n', 'auto']],
  ])('%s is named once, and called no more', async (_, atOnce, args) => {
    let [calls, inFlight, peak] = [0, 0, 0];
    const server = await httpServer((__, response) => {
      calls += 1;
      inFlight += 1;
      peak = Math.max(peak, inFlight);
      const answer = (): void => {
        response.end('ok', () => {
          inFlight -= 1;
          if (calls >= 3 && peak === atOnce && inFlight === 0) server.stop();
        });
      };
      setTimeout(answer, 50);
    });
    const { status, stdout, stderr } = await run([`http://127.0.0.1:${server.port}/`, ...args]);
    expect(status).toBe(3);
    const words = stdout.replaceAll(/\s+/g, ' ');
    expect(words.match(/The server went away/g)).toHaveLength(1);
    expect(words).toMatch(/calls of burst [12] were refused or cut off/);
    expect(words).toContain('find out why it ended, and start it again');
    expect(`${stdout}${stderr}`).not.toContain('ECONNREFUSED');
    expect(stderr).not.toContain('failed');
  });
});

describe('an address', () => {
  it('is called and judged', async () => {
    const file = path.join(scratchFolder(), 'run.json');
    const server = await httpServer(
      (_, response) => void setTimeout(() => response.end('ok'), 200),
    );
    const address = `http://127.0.0.1:${server.port}/`;
    const { status, stdout } = await run([address, '-n', '4', '--json', file]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^(?:OVERLAPPING|CONCURRENT) /m); // Linux shows which process serves
    const json = parseRun(readFileSync(file, 'utf8'));
    expectToMatchSchema(json);
    expect(json.bursts.map(({ timeline: { calls, answered } }) => [calls, answered])).toEqual([
      [4, 4],
      [4, 4],
    ]);
    // On a busy machine calls that were noticed late are made again.
    expect(server.sockets.length).toBeGreaterThanOrEqual(3 + 2 * 4);
  });

  it('that serves one call at a time is tried with fewer calls if more would not end in time', async () => {
    let before = Promise.resolve();
    const server = await httpServer((_, response) => {
      before = before.then(() => pause(250)).then(() => void response.end('ok'));
    });
    const args = ['-n', '4', '-b', '1', '--timeout', '1800', '--json', '-', '--expect', 'serial'];
    const { status, stdout } = await run([`http://127.0.0.1:${server.port}/`, ...args]);
    const { bursts } = parseRun(stdout);
    expect(bursts.map(({ timeline: { calls, answered } }) => [calls, answered])).toEqual([
      [4, 4],
      [2, 2],
    ]);
    expect(status).toBe(0);
  });

  it('whose answers lack the header of the instance gets the names of others', async () => {
    const server = await httpServer((_, response) => {
      response.setHeader('X-Served-By', 'w1');
      setTimeout(() => response.end('ok'), 200);
    });
    const address = `http://127.0.0.1:${server.port}/`;
    const args = [address, '-n', '4', '-b', '1', '--json', '-', '--instance-header'];
    const { stdout, stderr } = await run([...args, 'X-Worker']);
    expect(stderr).toContain(
      'warning: No answer has the header x-worker, so the instance is unknown; other headers that might name it: x-served-by. Try --instance-header x-served-by.\n',
    );
    expectToMatchSchema(parseRun(stdout));
    const { stdout: again } = await run(['--from', scratchFile(stdout), '--json', '-']);
    expect(JSON.parse(again)).toEqual(JSON.parse(stdout));
    const known = await run([...args, 'X-Served-By']);
    expect(known.status).toBe(0);
    expect(known.stderr).not.toContain('No answer has');
  });

  it('is judged although a single connection was lost', async () => {
    let lost = 0;
    const server = await httpServer((request, response) => {
      lost += 1;
      if (lost === 1) request.socket.destroy();
      else setTimeout(() => response.end('ok'), 200);
    });
    const { status, stdout, stderr } = await run([`http://127.0.0.1:${server.port}/`, '-n', '4']);
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^(?:OVERLAPPING|CONCURRENT)   at least 4 calls at a time/m);
  });
});
