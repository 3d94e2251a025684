import { availableParallelism } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, run } from '../helpers/run.ts';
import { expectToMatchSchema } from '../helpers/schema.ts';
import { PYTHON } from './install.ts';

const CORES = availableParallelism();
const VALUES = [1, CORES, 2 * CORES];

interface Scan {
  readonly scan: readonly {
    readonly values: { readonly workers: string };
    readonly marked: boolean;
    readonly cpuCores: number;
  }[];
  readonly notes: readonly { readonly code: string }[];
}

/** Scans the workers of gunicorn with a WSGI program. */
async function scanWorkers(program: string, calls: number, waitMs: number): Promise<Scan> {
  const options = ['http://127.0.0.1:{port}/', '-n', `${calls}`, '--json', '-'];
  const programs = path.join(ROOT, 'test/servers/programs');
  const command = `${PYTHON} -m gunicorn --chdir ${programs} --bind 127.0.0.1:{port}`.split(' ');
  command.push('--workers', '{workers}', `${program}:app`);
  const { stdout, stderr } = await run(
    [...options, '--scan', `workers=${VALUES.join(',')}`, '--', ...command],
    { WAIT_MS: `${waitMs}`, PYTHONDONTWRITEBYTECODE: '1' },
  );
  expect(stdout, stderr).toMatch(/^\{/);
  const scan: Scan = JSON.parse(stdout);
  expectToMatchSchema(scan);
  return scan;
}

const marked = ({ scan }: Scan): string[] =>
  scan.filter((row) => row.marked).map(({ values }) => values.workers);

test('if calls sleep, the largest number of workers is marked', async () => {
  const scan = await scanWorkers('wsgi_ping', 4 * CORES, 100);
  expect(marked(scan)).toEqual([`${2 * CORES}`]);
  for (const { cpuCores } of scan.scan) expect(cpuCores).toBeLessThan(0.5);
});

/** So many that it hardly matters if one worker serves one more than another. */
const CALLS = 32 * CORES;
/** Another process may take a core away. */
const TRIES = 3;

test('if calls burn CPU, the number of cores is marked', async ({ annotate }) => {
  for (let nth = 1; ; nth += 1) {
    const scan = await scanWorkers('wsgi_cpu', CALLS, 15);
    const codes = scan.notes.map(({ code }) => code);
    await annotate(`marked ${marked(scan).join()} ${codes.join()}`);
    expect(scan.scan[0]?.cpuCores).toBeLessThan(1.1);
    if (marked(scan).join() === `${CORES}`) return;
    // What is marked then is off, and the report has to say so.
    expect(codes.join()).toMatch(/busy-machine|shared-cores|noisy/);
    if (nth === TRIES) return;
  }
}, 300_000);
