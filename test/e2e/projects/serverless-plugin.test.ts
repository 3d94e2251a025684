import { spawn } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseRun } from '../../helpers/output.ts';
import { runServerless, SERVERLESS } from '../../helpers/package.ts';
import { eventually, isRunning, serviceOf } from '../../helpers/processes.ts';
import { ROOT, type Ended } from '../../helpers/run.ts';
import { expectToMatchSchema } from '../../helpers/schema.ts';

/** Another service, which lists the plugin. */
const BOOKSHOP = path.join(ROOT, 'test/fixtures/bookshop');

const sls = (...args: readonly string[]): Promise<Ended> =>
  runServerless(['concurrency-check', ...args], { folder: BOOKSHOP });

const SHELF = ['--function', 'listBooks', '--path', '/api/shelves/novels/books?ms=400', '--local'];

// Each spends most of its time in the framework, so they run at the same time.
describe.concurrent('sls concurrency-check', () => {
  it('calls a route under the serverless-offline of the service', async () => {
    const { status, stdout, stderr } = await sls(...SHELF, '-n', '4', '--json', '-');
    expect(status, stderr).toBe(0);
    const json = parseRun(stdout);
    expectToMatchSchema(json);
    expect(json.target).toMatchObject({
      kind: 'http',
      method: 'GET',
      url: 'http://127.0.0.1:{port}/api/shelves/novels/books?ms=400',
      callsPerInstance: 1,
    });
    expect(json.verdict.kind).toBe('parallel');
  });

  it('invokes a function without a route, and exits with 1 if it is not as expected', async () => {
    const args = ['-f', 'countStock', '--local', '-d', '{"ms":400}', '-n', '4'];
    const { status, stdout, stderr } = await sls(...args, '--expect', 'serial', '--json', '-');
    expect(status, stderr).toBe(1);
    expect(stderr).toContain('concurrency-check: expected serial, got parallel');
    expect(parseRun(stdout).target).toMatchObject({
      kind: 'lambda',
      name: 'bookshop-dev-countStock',
      url: 'http://127.0.0.1:{port}',
    });
  });

  it('refuses an unknown function in one line, with exit status 2', async () => {
    expect(await sls('-f', 'listBook', '--local')).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'concurrency-check: --function listBook: bookshop has no such function; expected one of listBooks, countStock\n',
    });
  });

  it('leaves no serverless-offline behind if it is killed', async () => {
    const args = ['concurrency-check', ...SHELF, '-b', '1000', '--json', '-'];
    const check = spawn(process.execPath, [SERVERLESS, ...args], {
      cwd: BOOKSHOP,
      stdio: 'ignore',
    });
    onTestFinished(() => void check.kill('SIGKILL'));
    const { pid } = await serviceOf(check.pid ?? 0);
    check.kill('SIGKILL');
    await eventually('its end', () => !isRunning(pid));
  });
});
