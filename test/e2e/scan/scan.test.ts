import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { httpServer } from '../../helpers/loopback.ts';
import { run } from '../../helpers/run.ts';
import { scratchFolder } from '../../helpers/scratch.ts';
import { BLOCKING, cluster, QUICK, rowsIn, startScan, valuesOf } from './cluster.ts';

/** Burns CPU of its own: to ask for the time takes the system as long, so it asks now and then. */
const BURNING = `
  const until = process.cpuUsage().user + 60_000;
  while (process.cpuUsage().user < until) for (let turn = 0; turn < 100_000; turn += 1);
  done();`;

describe('--scan', () => {
  it('runs a check for each value, and marks the best', async () => {
    const folder = scratchFolder();
    const [json, html] = [path.join(folder, 'a.json'), path.join(folder, 'a.html')];
    const options = ['--scan', 'workers=1,3', '--json', json, '--html', html, '--markdown', '-'];
    const { ended } = startScan(cluster(BLOCKING), options);
    const { stdout, stderr } = await ended();
    expect(stdout, stderr).toContain('| workers | verdict |');
    expect(readFileSync(html, 'utf8')).toContain('<tr class="marked">');

    const rows = rowsIn(readFileSync(json, 'utf8'));
    expect(valuesOf(rows)).toEqual(['1', '3']);
    expect(valuesOf(rows.filter(({ marked }) => marked))).toEqual(['3']);
    for (const { memoryBytes } of rows) expect(memoryBytes).toBeGreaterThan(10_000_000);

    const again = await run(['--from', json, '--json', '-']);
    const figures = rows.map(({ callsPerSecond, marked }) => ({ callsPerSecond, marked }));
    expect(rowsIn(again.stdout)).toMatchObject(figures);
    expect((await run(['--from', json])).stdout).toMatch(/^> +3 /m);
    const { stdout: markdown } = await run(['--from', json, '--markdown', '-']);
    expect(markdown).toMatch(/'http:.*\{port\}\/' .* --scan workers=1,3 -- .*'\{workers\}'$/m);
  });

  it('counts the CPU time of all processes of the server', async () => {
    const { ended } = startScan(cluster(BURNING), ['--scan', 'workers=1,2', '--json', '-']);
    const rows = rowsIn((await ended()).stdout);
    for (const { cpuCores = 0 } of rows) {
      expect(cpuCores).toBeGreaterThan(0.05);
      expect(cpuCores).toBeLessThan(availableParallelism() + 0.5);
    }
  });

  it('goes on after a server that does not start, and ends with 3', async () => {
    const { ended } = startScan(cluster(BLOCKING), ['--scan', 'workers=0,2']);
    const { status, stdout } = await ended();
    expect(status).toBe(3);
    expect(stdout).toMatch(/^ {8}0 {2}INCONCLUSIVE {2}- /m);
    expect(stdout).toContain('workers=0: node ended before it answered (exit 1)');
    expect(stdout).toMatch(/^ {8}2 {2}[A-Z]+ +.* MB$/m);
  });

  it('makes a grid of a placeholder in the target, without a server of its own', async () => {
    const seen: string[] = [];
    const { port } = await httpServer((request, response) => {
      seen.push(request.url ?? '');
      setTimeout(() => response.end('served'), 30);
    });
    const target = `http://127.0.0.1:${port}/{a}?b={b}`;
    const lists = ['--scan', 'a=x,y', '--scan', 'b=1,2'];
    const { stdout } = await run([target, ...QUICK, ...lists, '--json', '-']);
    const rows = rowsIn(stdout);
    expect(valuesOf(rows)).toEqual(['x 1', 'x 2', 'y 1', 'y 2']);
    expect([...new Set(seen)]).toEqual(['/x?b=1', '/x?b=2', '/y?b=1', '/y?b=2']);
    expect(rows.every(({ memoryBytes }) => memoryBytes === undefined)).toBe(true);
  });
});

it('several targets make the same table', async () => {
  let free = Promise.resolve();
  const { port } = await httpServer((request, response) => {
    const answer = (): Promise<void> =>
      new Promise((resolve) => {
        setTimeout(() => response.end('served', resolve), 200);
      });
    if (request.url === '/queue') free = free.then(answer);
    else void answer();
  });
  const [queue, all] = ['queue', 'all'].map((name) => `http://127.0.0.1:${port}/${name}`);
  const { stdout } = await run([queue ?? '', all ?? '', ...QUICK]);
  expect(stdout).toContain('2 targets, 6 calls at once');
  expect(stdout).toMatch(/^ {2}http:.*\/queue {2}/m);
  expect(stdout).toMatch(/^> http:.*\/all {2}/m);
});
