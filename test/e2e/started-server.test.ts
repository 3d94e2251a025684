import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { httpServer } from '../helpers/loopback.ts';
import { fixture } from '../helpers/fixtures.ts';
import { parseRun } from '../helpers/output.ts';
import { eventually, groupMembers } from '../helpers/processes.ts';
import { start } from '../helpers/run.ts';
import { serving, startMarking, type MarkingProgram } from '../helpers/marking-program.ts';
import { expectToMatchSchema } from '../helpers/schema.ts';
import { scratchFolder } from '../helpers/scratch.ts';

const TARGET = 'http://127.0.0.1:{port}/ping';
const SELF_SIGNED = [fixture('self-signed/key.pem'), fixture('self-signed/certificate.pem')];
const QUICK = ['-n', '4', '-b', '1', '--solo', '1'];

function startCheck(
  program: string,
  { options = [], command }: { options?: string[]; command?: (script: string) => string[] } = {},
): MarkingProgram {
  return startMarking(program, (script) => {
    const words = command?.(script) ?? ['node', script, '{port}'];
    return [TARGET, ...QUICK, ...options, '--', ...words];
  });
}

describe('-- COMMAND', () => {
  it('writes what the server printed to every format', async () => {
    const folder = scratchFolder();
    const file = (name: string): string => path.join(folder, name);
    const blocking = 'const until = Date.now() + 100; while (Date.now() < until); done();';
    const { ended } = startCheck(serving(blocking), {
      options: ['--json', '-', '--html', file('html'), '--markdown', file('markdown')],
    });
    const { stdout } = await ended();
    const run = parseRun(stdout);
    expectToMatchSchema(run);
    const printed = run.bursts[0]?.printed?.map(({ word }) => word);
    expect(printed).toEqual([1, 2, 3, 4].flatMap(() => ['Hello', 'Goodbye']));
    const number = expect.any(Number);
    const command = ['node', expect.stringContaining('.mjs'), '{port}'];
    expect(run.server).toEqual({ command, readyAfterMs: number });
    const usage = { cpuMs: number, overMs: number, memoryBytes: number, processes: 1 };
    expect(run.bursts[0]?.usage).toEqual(usage);
    for (const name of ['html', 'markdown']) {
      expect(readFileSync(file(name), 'utf8')).toMatch(
        /the server printed \(Hello Goodbye\) ×[48]/,
      );
    }
  });

  it('goes with -n auto, and with --against', async () => {
    const file = path.join(scratchFolder(), 'run.json');
    const options = ['-n', 'auto:8', '--json', file];
    expect((await startCheck(serving(), { options }).ended()).stdout).toContain('Burst 2');
    const again = await startCheck(serving(), { options: ['-n', '8', '--against', file] }).ended();
    expect(again.stdout).toContain('Compared with');
    expect(again.stderr).not.toContain('not comparable');
  });

  it('ends children that the server has started', async () => {
    const forking = `
      import { fork } from 'node:child_process';
      if (process.argv[3] === undefined) fork(process.argv[1], [process.argv[2], 'child']);
      else { ${serving().replace(/import .*/, '')} }
      setInterval(() => {}, 1000);`;
    const { ended, marks } = startCheck(`import { createServer } from 'node:http';\n${forking}`);
    expect((await ended()).stdout).toContain('the server printed');
    expect(marks().filter((mark) => mark.startsWith('group')).length).toBe(2);
  });

  it('ends a server that a shell has left in the background', async () => {
    const { ended } = startCheck(serving(), {
      command: (script) => ['sh', '-c', `node ${script} $0 & exit 0`, '{port}'],
    });
    expect((await ended()).stdout).toContain('the server printed');
  });

  it('kills a server that ignores SIGTERM', async () => {
    const { ended, marks } = startCheck(`process.on('SIGTERM', () => mark('asked'));${serving()}`);
    expect((await ended()).stdout).toContain('the server printed');
    expect(marks()).toContain('asked');
  });
});

describe('a server that does not come up', () => {
  it('in time is reported with what it printed', async () => {
    const { ended } = startCheck(`console.log('on my way'); setInterval(() => {}, 1000);`, {
      options: ['--ready', '1500ms'],
    });
    const { status, stderr } = await ended();
    expect(status).toBe(3);
    expect(stderr).toContain('node did not answer at http://127.0.0.1:');
    expect(stderr).toContain('within 1.5 s (connection refused: nothing is listening there)');
    expect(stderr).toContain('Its last output:\n  on my way\n');
  });

  it('because it answers only 503 is reported with that', async () => {
    const { ended } = startCheck(serving('response.statusCode = 503; done();'), {
      options: ['--ready', '2s'],
    });
    const { status, stderr } = await ended();
    expect(status).toBe(3);
    expect(stderr).toMatch(
      /node answered at http:\S+, but only with status 503 within 2 s; expected any status but 502, 503, 504\. Fix .* --ready\./,
    );
  });

  it('because it accepts connections and answers nothing is reported with that', async () => {
    const { ended } = startCheck(serving(''), { options: ['--ready', '2s'] });
    const { status, stderr } = await ended();
    expect(status).toBe(3);
    expect(stderr).toMatch(
      /node accepted connections at http:\S+, but answered nothing within 2 s; expected an answer\. Fix .* --ready\./,
    );
  });

  it('because its answers take longer than a call may is reported with --timeout', async () => {
    const slow = serving('setTimeout(done, 1_500);');
    const options = ['--ready', '2500ms', '--timeout', '800'];
    const { status, stderr } = await startCheck(slow, { options }).ended();
    expect(status).toBe(3);
    expect(stderr).toMatch(
      /accepted connections at http:\S+, but tries for 2\.5 s each got no answer within 800 ms; .* raise --timeout\. .* --ready\./,
    );
  });

  it('because it speaks TLS is reported at once', async () => {
    const program = `import { createServer } from 'node:https';
      import { readFileSync } from 'node:fs';
      const [key, cert] = ${JSON.stringify(SELF_SIGNED)}.map((file) => readFileSync(file));
      createServer({ key, cert }, (_, response) => response.end())
        .listen(Number(process.argv[2]), '127.0.0.1');`;
    const { status, stderr } = await startCheck(program).ended();
    expect(status).toBe(3);
    expect(stderr).toMatch(
      /node speaks TLS at 127\.0\.0\.1:\d+, but the address begins with http:\/\/; use https:\/\/ instead/,
    );
  });

  it('because it ends is reported at once, the error first', async () => {
    const { ended } = startCheck(`console.log('on my way'); throw new TypeError('out of paper');`);
    const { status, stderr } = await ended();
    expect(status).toBe(3);
    const [first, ...more] = stderr.split('\n');
    expect(first).toBe(
      'concurrency-check: node ended before it answered (exit 1): TypeError: out of paper. Its last output:',
    );
    expect(more).toContain('  on my way');
  });

  it.each([
    [['no-such-command', '{port}'], 'cannot start no-such-command: no such command'],
    [['node server.mjs', '{port}'], 'separate words'],
    [['PORT={port}', 'node'], 'use env: -- env PORT='],
  ])('because the command %j does not exist', async (command, message) => {
    const { ended } = startCheck('', { command: () => command });
    const { status, stderr } = await ended();
    expect(status).toBe(3);
    expect(stderr).toContain(message);
  });
});

it('is not started if its port is taken', async () => {
  const { port } = await httpServer((_, response) => void response.end());
  const file = path.join(scratchFolder(), 'started');
  const script = `require('node:fs').writeFileSync(${JSON.stringify(file)}, '')`;
  const url = `http://127.0.0.1:${port}/`;
  const { status, stderr } = await start([url, '--', 'node', '-e', script]).ended;
  expect(status).toBe(3);
  expect(stderr).toContain(`port ${port} of 127.0.0.1 is already in use, so node was not started`);
  expect(existsSync(file)).toBe(false);
});

/** A server that prints nothing itself. */
const createServerThat = (answers: string): string => `
  import { createServer } from 'node:http';
  createServer((_, response) => { ${answers} }).listen(Number(process.argv[2]), '127.0.0.1');`;

describe('what the server printed last', () => {
  it('is shown if every call fails', async () => {
    const failing = `response.statusCode = 500; console.error("KeyError: 'user'"); response.end();`;
    const { status, stderr } = await startCheck(serving(failing)).ended();
    expect(status).toBe(3);
    expect(stderr).toMatch(/every solo call .*failed: .*500.*The server's last output:\n/);
    expect(stderr).toContain("  KeyError: 'user'\n");
  });

  it('is not shown if it came before the calls and names no error', async () => {
    const refusing = createServerThat('response.statusCode = 500; response.end();');
    const quiet = await startCheck(`console.log('listening'); ${refusing}`).ended();
    expect(quiet.stderr).toMatch(/every solo call .*failed: .*500/);
    expect(quiet.stderr).not.toMatch(/last output|listening/);
    const output = `console.log('Error: no database'); console.log('listening');`;
    const { stderr } = await startCheck(`${output} ${refusing}`).ended();
    expect(stderr).toContain("The server's last output:\n  Error: no database\n");
    expect(stderr).not.toContain('listening');
  });

  it('is shown if it ends during the run', async () => {
    const dying = `
      globalThis.calls = (globalThis.calls ?? 0) + 1;
      if (calls > 4) throw new RangeError('out of paper');
      setTimeout(done, 300);`;
    const { ended } = startCheck(serving(dying), { options: ['--json', '-'] });
    const { stdout, stderr } = await ended();
    expect(stderr).toContain(
      'warning: The server that was started ended during the run (exit 1): RangeError: out of paper',
    );
    const { server } = parseRun(stdout);
    expect(server?.ended).toEqual({ exitCode: 1 });
    expect(server?.lastLines).toContain('RangeError: out of paper');
  });
});

const withSecrets = (script: string): string[] =>
  `env DB_URL=redis://me:env-s3cret@a node ${script} {port} --token flag-s3cret`.split(' ');

describe('a secret of the command or of the request', () => {
  const secrets = ['flag-s3cret', 'env-s3cret', 'query-s3cret', 'header-s3cret'];
  it('is in no report of a server that repeats it and dies', async () => {
    const dying = `
      globalThis.calls = (globalThis.calls ?? 0) + 1;
      const all = [process.env.DB_URL, ...process.argv, request.url, request.headers['x-api-key']];
      if (calls > 4) throw new RangeError('no paper for ' + all.join(' '));
      setTimeout(done, 300);`;
    const options = ['-H', 'X-Api-Key: header-s3cret', '--json', '-'];
    const target = `${TARGET}?sig=query-s3cret`;
    const { ended } = startMarking(serving(dying), (script) =>
      [target, ...QUICK, ...options, '--'].concat(withSecrets(script)),
    );
    const { stdout, stderr } = await ended();
    expect(stderr).toContain('RangeError: no paper for redis://***@a');
    expect(parseRun(stdout).server?.command).toContain('***');
    for (const secret of secrets) expect(`${stdout}${stderr}`).not.toContain(secret);
  });

  it('is not in the words about one that does not start', async () => {
    const { ended } = startCheck(
      `throw new TypeError('bad: ' + process.argv.join(' ') + process.env.DB_URL);`,
      { command: withSecrets },
    );
    const { stderr } = await ended();
    expect(stderr).toContain('TypeError: bad: ');
    for (const secret of secrets) expect(stderr).not.toContain(secret);
  });
});

describe('Ctrl-C leaves no server behind', () => {
  const stubborn = `process.on('SIGTERM', () => mark('asked'));`;

  it('while it starts', async () => {
    const { running, marked, ended } = startCheck(
      `${stubborn} mark('up'); setInterval(() => {}, 1000);`,
    );
    await marked('up', 1);
    running.child.kill('SIGINT');
    expect(await ended()).toMatchObject({ status: 130, stdout: '' });
  });

  it('during the first call', async () => {
    const { running, marked, ended } = startCheck(serving(''));
    await marked('called', 1);
    running.child.kill('SIGINT');
    expect(await ended()).toMatchObject({ status: 130, stdout: '' });
  });

  it('during a solo call', async () => {
    const { running, marked, ended } = startCheck(serving('setTimeout(done, 1000);'));
    await marked('called', 2);
    running.child.kill('SIGTERM');
    expect(await ended()).toMatchObject({ status: 130 });
  });

  it('during a burst', async () => {
    const { running, marked, ended } = startCheck(serving('setTimeout(done, 1000);'));
    await marked('called', 1 + 1 + 4);
    running.child.kill('SIGINT');
    const { status, stderr } = await ended();
    expect(status).toBe(130);
    expect(stderr).toContain('Interrupted before a burst had finished.');
  });

  it('while it ends', async () => {
    const { running, marked, ended } = startCheck(stubborn + serving());
    await marked('asked', 1);
    running.child.kill('SIGINT');
    expect((await ended()).stdout).toContain('the server printed');
  });

  it.each(['SIGINT', 'SIGKILL'] as const)('if %s follows', async (second) => {
    const { running, marked, groups } = startCheck(stubborn + serving(''));
    await marked('called', 1);
    running.child.kill('SIGINT');
    running.child.kill(second);
    await running.ended;
    const [group = Number.NaN] = groups();
    await eventually('the end of the server', () => groupMembers(group).length === 0);
  });
});
