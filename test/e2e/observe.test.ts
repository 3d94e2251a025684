import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseRun, type RunFile } from '../helpers/output.ts';
import { httpServer } from '../helpers/loopback.ts';
import { serving, startMarking } from '../helpers/marking-program.ts';
import { run } from '../helpers/run.ts';
import { expectToMatchSchema } from '../helpers/schema.ts';
import { scratchFolder } from '../helpers/scratch.ts';

/** A Node program that answers after 300 ms. */
const SERVER = `
  import { createServer } from 'node:http';
  const serve = (wait = (done) => setTimeout(done, 300)) =>
    createServer((request, response) => wait(() => response.end(String(process.pid))))
      .listen(Number(process.argv[2]), '127.0.0.1');`;

/** A check of a Node program that it starts; returns the report and the run file. */
async function checkProgram(
  program: string,
  options: readonly string[] = [],
): Promise<{ readonly report: string; readonly file: RunFile }> {
  const folder = scratchFolder();
  const [script, json] = [path.join(folder, 'server.mjs'), path.join(folder, 'run.json')];
  writeFileSync(script, SERVER + program);
  const { stdout, stderr } = await run([
    'http://127.0.0.1:{port}/{n}',
    '-n',
    '6',
    ...options,
    '--json',
    json,
    '--',
    'node',
    script,
    '{port}',
    '--token=hunter2',
  ]);
  expect(stdout, stderr).not.toBe('');
  const file = parseRun(readFileSync(json, 'utf8'));
  expectToMatchSchema(file);
  return { report: stdout, file };
}

const instancesOf = ({ bursts }: RunFile): Set<string | undefined> =>
  new Set(bursts.flatMap(({ invocations }) => invocations.map(({ served }) => served?.instance)));

describe('a server on this machine', () => {
  it('is seen: which process served each call, and what that is', async () => {
    const { report, file } = await checkProgram('serve();');
    expect(file.verdict).toMatchObject({ kind: 'concurrent', workers: { low: 6, high: null } });
    const { processes = [], unseen } = file.observed ?? {};
    expect({ processes, unseen }).toEqual({
      processes: [
        {
          pid: expect.any(Number),
          program: 'node server.mjs',
          runtime: 'Node.js',
          command: expect.stringMatching(/^node \S+server\.mjs \d+ --token=\*\*\*$/),
        },
      ],
      unseen: undefined,
    });
    const name = `pid ${processes[0]?.pid}`;
    expect(instancesOf(file)).toEqual(new Set([name]));
    expect(new Set(file.solo.map(({ served }) => served?.instance))).toEqual(new Set([name]));
    expect(report).toContain(`node server.mjs (${name})`);
    expect(report).not.toContain('hunter2');
  });

  it('runs in parallel if several processes serve, even if one hands out the connections', async () => {
    const { file } = await checkProgram(`
      const { default: cluster } = await import('node:cluster');
      if (cluster.isPrimary) { cluster.fork(); cluster.fork(); } else serve();`);
    expect(file.verdict).toMatchObject({ kind: 'parallel', workers: { low: 6, high: null } });
    expect(instancesOf(file).size).toBe(2);
  });

  it('stays serial if its one process blocks, and its queue is seen', { retry: 2 }, async () => {
    const block = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300); done();';
    const { report, file } = await checkProgram(`serve((done) => { ${block} });`, ['-b', '1']);
    expect(['serial', 'inconclusive']).toContain(file.verdict.kind);
    expect(report).toMatch(/up to \d+ requests? w\w+ accepted but unread/);
    if (file.verdict.kind !== 'serial') return;
    expect(file.why).toMatchObject({ cause: 'event-loop-blocked', certainty: 'sure' });
    expect(report).toMatch(/^WHY {3}the event loop is blocked +sure$/m);
  });

  it('is known by what it says of itself, if it says so', async () => {
    const { port } = await httpServer((_, response) => {
      setTimeout(() => response.setHeader('x-instance', 'blue').end('ok'), 100);
    });
    const { stdout } = await run([
      `http://127.0.0.1:${port}/`,
      '-n',
      '4',
      '--instance-header',
      'x-instance',
      '--json',
      '-',
    ]);
    expect(instancesOf(parseRun(stdout))).toEqual(new Set(['blue']));
  });

  it('is started, checked, and ended', async () => {
    const { ended } = startMarking(serving(), (script) =>
      ['http://127.0.0.1:{port}/ping', '-n', '4', '-b', '1', '--solo', '1'].concat([
        '--expect',
        'not-serial',
        '--',
        'node',
        script,
        '{port}',
      ]),
    );
    const { status, stdout, stderr } = await ended();
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('GET http://127.0.0.1:{port}/ping');
    expect(stdout).toContain('the server printed Hello ×4 Goodbye ×4');
  });
});
