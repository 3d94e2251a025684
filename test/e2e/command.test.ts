import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture } from '../helpers/fixtures.ts';
import {
  closedPort,
  fullServer,
  httpServer,
  httpsServer,
  socketServer,
} from '../helpers/loopback.ts';
import { parseRun } from '../helpers/output.ts';
import { COMMAND, run, start } from '../helpers/run.ts';
import { expectToMatchSchema } from '../helpers/schema.ts';
import { scratchFile, scratchFolder } from '../helpers/scratch.ts';

const recording = (name: string): string => fixture(`recordings/${name}.json`);
const FORMATS = ['json', 'html', 'trace', 'markdown', 'junit'];
const QUICK = ['-n', '3', '-b', '1', '--solo', '1'];

describe('--help and --version', () => {
  it('print to standard output and end with 0', async () => {
    const help = await run(['--help']);
    expect(help).toMatchObject({ status: 0, stderr: '' });
    expect(help.stdout).toMatch(/^Fires calls at the same moment/);
    expect(help.stdout.split('\n').every((line) => line.length <= 80)).toBe(true);
    const version = await run(['--version']);
    expect(version).toMatchObject({ status: 0, stderr: '' });
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('the exit status', () => {
  it.each([
    [0, ['--from', recording('aws-sleep-50')]],
    [0, ['--from', recording('aws-sleep-50'), '--expect', 'parallel:50']],
    [1, ['--from', recording('aws-sleep-50'), '--expect', 'parallel:51']],
    [1, ['--from', recording('azure-cpu-20'), '--expect', 'parallel']],
    [0, ['--from', recording('azure-cpu-20'), '--expect', 'contended']],
  ])('is %d for %j', async (status, args) => {
    expect(await run(args)).toMatchObject({ status });
  });

  it('is 1 if the run is worse and must not be', async () => {
    const [fast, slow] = ['aws-sleep-50', 'azure-limit1-100'].map(recording);
    const args = ['--from', slow ?? '', '--against', fast ?? ''];
    expect(await run(args)).toMatchObject({ status: 0 });
    const { status, stderr } = await run([...args, '--fail-if-worse']);
    expect(status).toBe(1);
    expect(stderr).toContain('expected the run not to be worse than the earlier one. ');
  });

  it('is 3 for an inconclusive run, unless that is expected', async () => {
    const file = scratchFile(JSON.stringify({ schemaVersion: 1, solo: [], bursts: [] }));
    expect(await run(['--from', file])).toMatchObject({ status: 3 });
    expect(await run(['--from', file, '--expect', 'serial'])).toMatchObject({ status: 3 });
    expect(await run(['--from', file, '--expect', 'inconclusive'])).toMatchObject({ status: 0 });
  });
});

describe('a wrong command line', () => {
  it.each([
    [['--cals', '3'], 'did you mean --calls?'],
    [['-n', '0'], 'expected'],
    [['-n'], '-n needs a value'],
    [['-n', '--solo'], '-n needs a value, but is followed by the option --solo'],
    [['--expect', 'parallell'], 'did you mean parallel?'],
    [['nonsense'], 'received nonsense'],
    [['--from', 'nowhere.json'], 'no such file'],
    [['--from', fixture('recordings/README.md')], 'expected a run file'],
    [['--json', 'no-such-folder/run.json'], 'the folder does not exist'],
    [['--json', '.'], 'this is a folder; expected a file'],
  ])('%j ends with 2, in one line', async (args, message) => {
    const { status, stdout, stderr } = await run(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^concurrency-check: [^\n]+\n$/);
    expect(stderr).toContain(message);
  });

  it('fires nothing', async () => {
    const server = await httpServer((_, response) => response.end());
    const address = `http://127.0.0.1:${server.port}/`;
    expect(await run([address, '--json', 'no-such-folder/run.json'])).toMatchObject({ status: 2 });
    expect(await run([address, '--in-process'])).toMatchObject({ status: 2 });
    expect(server.sockets).toEqual([]);
  });
});

/** Runs the command with a limit of open files. */
const limited = (files: number, args: readonly string[]) =>
  spawnSync(
    'sh',
    ['-c', `ulimit -n ${files}; exec "$0" "$@"`, process.execPath, COMMAND, ...args],
    {
      encoding: 'utf8',
    },
  );

describe('a burst that needs more open files than there may be', () => {
  it('is refused before anything is fired', async () => {
    const server = await httpServer((_, response) => response.end());
    const { status, stderr } = limited(64, [`http://127.0.0.1:${server.port}/`, '-n', '40']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^concurrency-check: -n 40 needs 72 open files, [^\n]+\n$/);
    expect(server.sockets).toEqual([]);
    expect(limited(64, [])).toMatchObject({ status: 2, stdout: '' });
  });
});

describe('a target that cannot be called', () => {
  it('ends with 3 if nothing is listening', async () => {
    const { status, stdout, stderr } = await run([`http://127.0.0.1:${await closedPort()}/`]);
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toMatch(
      /^concurrency-check: cannot call \S+: connection refused: nothing is listening there\. Start the server or fix the address\n$/,
    );
  });

  it('ends with 3 if the name does not resolve', async () => {
    const { status, stdout, stderr } = await run(['http://nowhere.invalid/']);
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toMatch(/^concurrency-check: [^\n]*the name does not resolve[^\n]*\n$/);
  });

  it('ends with 3 if there is no answer in time', async () => {
    const server = await socketServer(() => {});
    const args = [`http://127.0.0.1:${server.port}/`, '--timeout', '200', ...QUICK];
    const { status, stderr } = await run(args);
    expect(status).toBe(3);
    expect(stderr).toMatch(
      /^concurrency-check: cannot call \S+: no answer within 200 ms\. If it is only slow, raise --timeout\n$/,
    );
  });

  it('ends with 3 if it does not accept the connection in time', async () => {
    const port = await fullServer();
    const args = [`http://127.0.0.1:${port}/`, '--timeout', '200', ...QUICK];
    const { status, stderr } = await run(args);
    expect(status).toBe(3);
    expect(stderr).toMatch(
      /^concurrency-check: cannot call \S+: the server did not accept the connection within 200 ms\. Is it running, and does a firewall let calls through\?\n$/,
    );
  });

  it('ends with 3 if every call fails', async () => {
    const server = await httpServer((_, response) => response.writeHead(500).end('broken'));
    const { status, stderr } = await run([`http://127.0.0.1:${server.port}/`, ...QUICK]);
    expect(status).toBe(3);
    expect(stderr).toBe(
      `concurrency-check: every solo call of http://127.0.0.1:${server.port}/ failed: status 500: broken\n`,
    );
  });

  it('quotes the server without its escape sequences', async () => {
    const answer = '\u001B[31mRED\u001B[0m \u001B]0;owned\u0007 <b>';
    const server = await httpServer((_, response) => response.writeHead(500).end(answer));
    const { status, stderr } = await run([`http://127.0.0.1:${server.port}/`]);
    expect(status).toBe(3);
    expect(stderr).toContain('failed: status 500: RED');
    // oxlint-disable-next-line no-control-regex
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/);
  });

  it.each([[[]], [['--expect', 'serial']]])(
    'is what the output files say, with %j',
    async (expectation) => {
      const server = await httpServer((_, response) => response.writeHead(500).end('broken'));
      const folder = scratchFolder();
      const files = FORMATS.flatMap((format) => [`--${format}`, path.join(folder, format)]);
      const address = `http://127.0.0.1:${server.port}/?key=s3cret`;
      const args = [address, ...QUICK, ...files, ...expectation];
      const { status, stdout, stderr } = await run(args);
      expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
      expect(stderr).toMatch(/^concurrency-check: [^\n]+\n$/);
      const text = (format: string): string => readFileSync(path.join(folder, format), 'utf8');
      for (const format of ['html', 'markdown', 'junit']) {
        expect(text(format), format).toContain('failed: status 500: broken');
      }
      expect(text('junit')).toContain('errors="1"');
      expect(text('junit')).toMatch(/<error message=/);
      expect(text('junit')).not.toContain('<failure');
      for (const format of FORMATS) expect(text(format), format).not.toContain('s3cret');
      expect(stderr).not.toContain('s3cret');
      const json = parseRun(text('json'));
      expectToMatchSchema(json);
      expect(json.solo).toHaveLength(1);
      expect(json.verdict).toMatchObject({ kind: 'inconclusive' });
      const again = await run(['--from', path.join(folder, 'json')]);
      expect(again.status).toBe(3);
      expect(again.stdout.replaceAll(/\s+/g, ' ')).toContain('The check stopped: every solo call');
    },
  );

  it('leaves the output files as they were if the command line is wrong', async () => {
    const folder = scratchFolder();
    const old = scratchFile('old');
    await run(['http://127.0.0.1/', '--html', path.join(folder, 'new'), '--json', '/no/folder']);
    await run(['http://127.0.0.1/', '--json', old, '--html', '/no/folder']);
    expect(readdirSync(folder)).toEqual([]);
    expect(readFileSync(old, 'utf8')).toBe('old');
  });
});

describe('an address', () => {
  it('over HTTPS is called only if its certificate is trusted', async () => {
    const certificate = {
      key: readFileSync(fixture('self-signed/key.pem')),
      cert: readFileSync(fixture('self-signed/certificate.pem')),
    };
    const server = await httpsServer(certificate, (_, response) => response.end('ok'));
    const args = [`https://localhost:${server.port}/`, ...QUICK, '--json', '-'];
    const refused = await run(args);
    expect(refused.status).toBe(3);
    expect(parseRun(refused.stdout)).toMatchObject({
      bursts: [],
      verdict: { kind: 'inconclusive' },
    });
    expect(refused.stderr).toContain('self-signed certificate');

    const env = { NODE_EXTRA_CA_CERTS: fixture('self-signed/certificate.pem') };
    const { stdout } = await run(args, env);
    expect(parseRun(stdout).bursts[0]?.timeline).toMatchObject({ calls: 3, answered: 3 });
  });
});

describe('the report', () => {
  it('goes to standard output, without color if that is not a terminal', async () => {
    const { stdout } = await run(['--from', recording('gcp-sleep-50')]);
    expect(stdout).toContain('PARALLEL');
    expect(stdout).not.toContain('\u001B');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('is only the verdict with --quiet', async () => {
    const { stdout, stderr } = await run(['--from', recording('aws-sleep-50'), '--quiet']);
    expect(stdout).toMatch(/^PARALLEL {3}[^\n]+\n$/);
    expect(stderr).toBe('');
  });

  it('is plain ASCII if the terminal has no Unicode', async () => {
    const args = ['--from', recording('aws-sleep-50')];
    const { stdout } = await run(args, { TERM: 'dumb' });
    expect(stdout).toMatch(/^[\n\x20-\x7E]*$/);
  });

  it('puts warnings on standard error', async () => {
    const { stdout, stderr } = await run(['--from', recording('gcp-sleep-50'), '--json', '-']);
    expect(parseRun(stdout).warnings.map(({ code }) => code)).toContain('instances-late');
    expect(stderr).toMatch(/^warning: Burst 1: 50 instances took \S+ s to come up/m);
  });

  it.each([
    ['parallel', 0],
    ['serial', 1],
  ])('survives a reader that closes the pipe: %s gives %d, and files', async (expected, status) => {
    const [html, junit] = ['html', 'junit'].map((name) => path.join(scratchFolder(), name));
    const files = ['--html', html ?? '', '--junit', junit ?? ''];
    const saved = ['--from', recording('azure-limit1-100')];
    const running = start([...saved, '--expect', expected, ...files]);
    running.child.stdout?.destroy();
    const ended = await running.ended;
    expect(ended.status).toBe(status);
    expect(ended.stderr).not.toContain('EPIPE');
    expect(readFileSync(html ?? '', 'utf8')).toContain('</html>');
    expect(readFileSync(junit ?? '', 'utf8')).toContain('</testsuites>');
  });
});
