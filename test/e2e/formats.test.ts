import { spawnSync } from 'node:child_process';
import {
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseRun } from '../helpers/output.ts';
import { httpServer } from '../helpers/loopback.ts';
import { COMMAND, run } from '../helpers/run.ts';
import { expectToMatchSchema } from '../helpers/schema.ts';
import { scratchFile, scratchFolder } from '../helpers/scratch.ts';
import { fixture } from '../helpers/fixtures.ts';

const SAVED = fixture('recordings/aws-sleep-50.json');
const OTHER = fixture('recordings/gcp-sleep-50.json');
const FORMATS = ['json', 'html', 'trace', 'markdown', 'junit'];

const into = (folder: string): string[] =>
  FORMATS.flatMap((format) => [`--${format}`, path.join(folder, format)]);

describe('several formats', () => {
  it('are written from one run, together with the report', async () => {
    const folder = scratchFolder();
    const { status, stdout, stderr } = await run(['--from', SAVED, ...into(folder)]);
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('PARALLEL   at least 50 calls at a time');
    const text = (format: string): string => readFileSync(path.join(folder, format), 'utf8');
    expect(readdirSync(folder).toSorted()).toEqual(FORMATS.toSorted());
    expectToMatchSchema(JSON.parse(text('json')));
    expect(text('html')).toMatch(/^<!doctype html>/i);
    expect(JSON.parse(text('trace'))).toHaveProperty('traceEvents');
    expect(text('markdown')).toContain('**PARALLEL**');
    expect(text('junit')).toMatch(/^<\?xml /);
  });

  it('are written from a comparison, too', async () => {
    const folder = scratchFolder();
    const cells = [
      { route: '/ping', mode: 'one-process', run: JSON.parse(readFileSync(SAVED, 'utf8')) },
    ];
    const saved = path.join(scratchFolder(), 'comparison.json');
    writeFileSync(saved, JSON.stringify({ schemaVersion: 1, comparison: cells }));
    const { status, stderr } = await run(['--from', saved, ...into(folder)]);
    expect(status, stderr).toBe(0);
    expect(readdirSync(folder).toSorted()).toEqual(FORMATS.toSorted());
  });

  it.each(FORMATS)('replace the report on standard output: %s', async (format) => {
    const folder = scratchFolder();
    const file = path.join(folder, 'file');
    const [printed, written] = await Promise.all([
      run(['--from', SAVED, `--${format}`, '-']),
      run(['--from', SAVED, `--${format}`, file]),
    ]);
    expect(printed.stdout).toBe(readFileSync(file, 'utf8'));
    expect(written.stdout).toContain('PARALLEL');
  });

  it('are not written at all if one of them cannot be', async () => {
    const folder = scratchFolder();
    let calls = 0;
    const server = await httpServer((_, response) => {
      calls += 1;
      response.end();
    });
    const args = [...into(folder).slice(0, -1), path.join(folder, 'not-there', 'file')];
    const { status, stdout, stderr } = await run([`http://127.0.0.1:${server.port}/`, ...args]);
    expect({ status, stdout, calls }).toEqual({ status: 2, stdout: '', calls: 0 });
    expect(stderr).toContain('the folder does not exist');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('are written even if another one cannot be', async () => {
    const html = path.join(scratchFolder(), 'html');
    const args = ['--from', SAVED, '--json', '/dev/full', '--html', html];
    const { status, stdout, stderr } = await run(args);
    expect(status).toBe(3);
    expect(stdout).toContain('PARALLEL');
    expect(stderr).toMatch(/^concurrency-check: --json \/dev\/full: cannot write [^\n]+\n$/);
    expect(readFileSync(html, 'utf8')).toContain('</html>');
  });

  it('are written even if standard output cannot be', () => {
    const html = path.join(scratchFolder(), 'html');
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(
      process.execPath,
      [COMMAND, '--from', SAVED, '--html', html],
      {
        stdio: ['ignore', full, 'pipe'],
        encoding: 'utf8',
      },
    );
    expect(status).toBe(3);
    expect(stderr).toMatch(/^concurrency-check: standard output: [^\n]+\n$/);
    expect(readFileSync(html, 'utf8')).toContain('</html>');
  });

  it('refuse to share a file', async () => {
    const file = path.join(scratchFolder(), 'out');
    const { status, stderr } = await run(['--from', SAVED, '--html', file, '--json', file]);
    expect(status).toBe(2);
    expect(stderr).toContain('--json and --html both write to');
    expect(existsSync(file)).toBe(false);
  });

  it('refuse to share a file by two names', async () => {
    const folder = scratchFolder();
    const [file, link] = ['file', 'link'].map((name) => path.join(folder, name));
    symlinkSync('file', link ?? '');
    const args = ['--from', SAVED, '--json', file ?? '', '--html', link ?? ''];
    const { status, stderr } = await run(args);
    expect(status).toBe(2);
    expect(stderr).toContain('--json and --html both write to');
  });

  it('are appended with --markdown', async () => {
    const file = path.join(scratchFolder(), 'summary.md');
    writeFileSync(file, '# Job\n');
    for (const saved of [SAVED, OTHER]) await run(['--from', saved, '--markdown', file]);
    const text = readFileSync(file, 'utf8');
    expect(text.startsWith('# Job\n')).toBe(true);
    expect(text.match(/^## /gm)).toHaveLength(2);
  });
});

describe('every report of a run', () => {
  it('says what fired the calls, and when', async () => {
    const folder = scratchFolder();
    const server = await httpServer((_, response) => void setTimeout(() => response.end(), 50));
    const url = `http://127.0.0.1:${server.port}/`;
    const { stdout: version } = await run(['--version']);
    await run([url, '-n', '4', ...into(folder)]);
    const text = (format: string): string => readFileSync(path.join(folder, format), 'utf8');
    const json = JSON.parse(text('json'));
    expectToMatchSchema(json);
    expect(json.client).toMatchObject({ version: version.trim(), node: process.versions.node });
    const saved = path.join(folder, 'json');
    expect(JSON.parse((await run(['--from', saved, '--json', '-'])).stdout)).toEqual(json);
    for (const format of ['html', 'trace', 'markdown']) {
      expect(text(format), format).toMatch(
        /concurrency-check`? \S+ .{0,3}\d{4}-\d\d-\d\d`? `?\d\d:\d\d:\d\d`? UTC, \d+ cores?, \w+ \S+ Node \S+/,
      );
    }
    expect(text('junit')).toContain(`name="version" value="${version.trim()}"`);
    expect(text('junit')).toContain(`name="host" value="127.0.0.1:${server.port}"`);
  });
});

describe('a secret in the query', () => {
  it('is sent, and is in no report', async () => {
    const folder = scratchFolder();
    const urls: (string | undefined)[] = [];
    const server = await httpServer((request, response) => {
      urls.push(request.url);
      setTimeout(() => response.end(), 50);
    });
    const url = `http://127.0.0.1:${server.port}/?a=b&token=s3cret`;
    const { stdout } = await run([url, '-n', '4', ...into(folder)]);
    expect(new Set(urls)).toEqual(new Set(['/?a=b&token=s3cret']));
    const texts = FORMATS.map((format) => readFileSync(path.join(folder, format), 'utf8'));
    for (const text of [stdout, ...texts]) {
      expect(text).toContain('token=***');
      expect(text).not.toContain('s3cret');
    }
  });

  it('is not repeated from a saved run', async () => {
    const target = { kind: 'http', url: 'http://me:s3cret@a/?key=s3cret' };
    const saved = scratchFile(JSON.stringify({ schemaVersion: 1, target, solo: [], bursts: [] }));
    const { stdout } = await run(['--from', saved, '--html', '-']);
    expect(stdout).toContain('key=***');
    expect(stdout).not.toContain('s3cret');
  });
});

describe('the command that a report gives to run it again', () => {
  it('is the one that was run, without its secrets', async () => {
    const server = await httpServer((_, response) => void setTimeout(() => response.end(), 50));
    const url = `http://127.0.0.1:${server.port}/x?token=s3cret`;
    const sent = ['-X', 'PUT', '-H', 'X-Api-Key: s3cret', '-d', 'a=b c', '--timeout', '9000'];
    const asked = ['-n', '4', '-b', '1', '--expect', 'overlapping', '--instance-header', 'X-Id'];
    const npm = { npm_command: 'run', npm_lifecycle_event: 'concurrency-check' };
    const { stdout } = await run([url, ...sent, ...asked, '--markdown', '-'], npm);
    expect(stdout).toContain(
      `npm run concurrency-check -- "http://127.0.0.1:${server.port}/x?token=\${TOKEN}" -X PUT -H "X-Api-Key: \${X_API_KEY}" -d 'a=b c' --timeout 9000 -n 4 -b 1 --expect overlapping --instance-header X-Id\n`,
    );
  });

  it('has the form of this run', async () => {
    const target = { kind: 'local', path: '/ping' };
    const saved = scratchFile(JSON.stringify({ schemaVersion: 1, target, solo: [], bursts: [] }));
    const { stdout } = await run(['--from', saved, '--markdown', '-'], { npm_command: 'exec' });
    expect(stdout).toContain('\nnpx concurrency-check /ping --solo 0\n');
  });
});

describe('--against', () => {
  it('compares a run with a saved one in every format', async () => {
    const folder = scratchFolder();
    const { status, stdout } = await run(['--from', SAVED, '--against', OTHER, ...into(folder)]);
    expect(status).toBe(0);
    const last = stdout.trimEnd().split('\n').slice(-2).join(' ').replaceAll(/\s+/g, ' ');
    const { change } = JSON.parse(readFileSync(path.join(folder, 'json'), 'utf8'));
    expect(last).toContain(change.summary);
    for (const format of FORMATS.slice(1)) {
      expect(readFileSync(path.join(folder, format), 'utf8'), format).toContain('Now: parallel');
    }
  });

  it('finds that a run and itself are the same', async () => {
    const { stdout } = await run(['--from', SAVED, '--against', SAVED]);
    expect(stdout).toMatch(/^Both are the same run: /m);
    expect(stdout).not.toMatch(/better|worse|cannot tell|noise/);
  });

  it.each([
    ['nowhere.json', 'no such file'],
    ['package.json', 'is this a file that --json wrote?'],
  ])('refuses %s', async (file, reason) => {
    const { status, stdout, stderr } = await run(['--from', SAVED, '--against', file]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(reason);
    expect(parseRun(readFileSync(SAVED, 'utf8')).schemaVersion).toBe(1);
  });
});

const recorded = (name: string): string => fixture(`recorded/${name}`);

describe('what another program recorded', () => {
  it('is judged with --from, and a HAR file says what the browser held back', async () => {
    const { status, stdout, stderr } = await run(['--from', recorded('chromium-serial.har')]);
    expect(stdout).toMatch(/^GET http:\S+\?solo=\*\*\*&token=\*\*\*, from a HAR file/);
    expect(stdout).toContain('SERIAL   one call at a time');
    expect(stdout).not.toContain('--why');
    expect(stderr).toBe(
      'warning: The browser held 4 calls back for up to 811 ms: it opens 6 connections to a host over HTTP/1.1.\n',
    );
    expect(status).toBe(0);
  });

  it.each([
    ['k6-parallel.json', 'overlapping:10', 0],
    ['oha-serial.csv', 'overlapping', 1],
    ['k6-one-user.json', 'serial', 3],
    ['k6-summary.json', 'serial', 2],
  ])('of %s, expected to be %s, exits with %i', async (name, expected, exit) => {
    const { status } = await run(['--from', recorded(name), '--expect', expected]);
    expect(status).toBe(exit);
  });

  it('gets one line if there is no run in it, and no report', async () => {
    const { stdout, stderr } = await run(['--from', recorded('chromium-same-url.har')]);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^concurrency-check: --from \S+: no two of its 13 calls [^\n]+\n$/);
  });

  it('can be compared with', async () => {
    const files = ['--from', recorded('k6-parallel.json'), '--against', recorded('k6-serial.json')];
    const { status, stdout } = await run(files);
    expect(stdout).toContain('better: at least 10x as many');
    expect(status).toBe(0);
  });
});
