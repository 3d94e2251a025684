import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type * as Api from '../../../src/index.ts';
import { httpServer } from '../../helpers/loopback.ts';
import { ROOT } from '../../helpers/run.ts';
import { expectToMatchSchema } from '../../helpers/schema.ts';
import { scratchFolder } from '../../helpers/scratch.ts';

// The API as it was built.
const { check, compare, render, scan, TargetError }: typeof Api = await import(
  path.join(ROOT, 'dist/index.mjs')
);

/** A server that answers after so many ms. */
async function slowServer(ms: number): Promise<string> {
  const { port } = await httpServer((_request, response) => {
    setTimeout(() => response.end(), ms);
  });
  return `http://127.0.0.1:${port}/`;
}

describe('check', () => {
  it.runIf(process.platform === 'linux')('leaves no thread behind', async () => {
    const target = await slowServer(20);
    const threads = async (): Promise<number> => {
      await check({ target, calls: 2, bursts: 1, solo: 1 });
      return readdirSync('/proc/self/task').length;
    };
    const after = [await threads(), await threads(), await threads(), await threads()];
    // The first one starts the pool of threads that Node keeps.
    expect(after[3]).toBeLessThanOrEqual(after[1] ?? 0);
  });

  it('returns what had finished if it is stopped, and rejects if nothing had', async () => {
    const target = await slowServer(100);
    const stop = new AbortController();
    const options = { target, calls: 2, solo: 1, signal: stop.signal };
    const onProgress = (progress: Api.Progress): void => {
      if (progress.phase === 'burst' && progress.nth === 2) stop.abort(new Error('enough'));
    };
    const run = await check({ ...options, bursts: 5, onProgress });
    expect(run).toMatchObject({ interrupted: true });
    expect(run.bursts).toHaveLength(1);
    await expect(check(options)).rejects.toThrow('enough');
  });

  it('rejects if it is stopped while it waits for the first answer', async () => {
    const { port } = await httpServer(() => {});
    const signal = AbortSignal.timeout(200);
    const stopped = check({ target: `http://127.0.0.1:${port}/`, signal });
    await expect(stopped).rejects.toThrow(/timeout/i);
  });

  it('says what had been measured if the target cannot be called', async () => {
    const failed = await check({ target: 'http://127.0.0.1:1/' }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(TargetError);
    expect(failed).toMatchObject({ measured: { schemaVersion: 1, bursts: [] } });
  });
});

describe('scan', () => {
  it('runs a check for each value, and marks the best', async () => {
    const server = `
      import { createServer } from 'node:http';
      let free = Promise.resolve();
      const answer = (response) => new Promise((done) => setTimeout(() => response.end('', done), 60));
      createServer((_request, response) => {
        if (process.argv[2] === 'queue') free = free.then(() => answer(response));
        else answer(response);
      }).listen(Number(process.argv[3]), '127.0.0.1');`;
    const script = path.join(scratchFolder(), 'server.mjs');
    writeFileSync(script, server);
    const rows: unknown[] = [];
    const phases = new Set<string>();
    const found = await scan({
      target: 'http://127.0.0.1:{port}/',
      command: ['node', script, '{mode}', '{port}'],
      scan: { mode: ['queue', 'all'] },
      calls: 6,
      bursts: 1,
      solo: 2,
      onRow: (row) => rows.push(row),
      onProgress: ({ phase }) => phases.add(phase),
    });
    expectToMatchSchema(found);
    expect(found.scan).toMatchObject([
      { values: { mode: 'queue' }, marked: false },
      { values: { mode: 'all' }, marked: true },
    ]);
    expect(rows).toEqual([
      { nth: 1, of: 2, values: { mode: 'queue' } },
      { nth: 2, of: 2, values: { mode: 'all' } },
    ]);
    expect([...phases]).toEqual(expect.arrayContaining(['starting-server', 'solo', 'burst']));
    expect(await render(found, 'text')).toMatch(/^> +all /m);
  });

  it('returns the rows that had finished if it is stopped, and rejects if none had', async () => {
    const target = [await slowServer(20), await slowServer(20)];
    const stop = new AbortController();
    const onRow = ({ nth }: { readonly nth: number }): void => {
      if (nth === 2) stop.abort(new Error('enough'));
    };
    const options = { target, calls: 2, bursts: 1, solo: 1, signal: stop.signal };
    const found = await scan({ ...options, onRow });
    expectToMatchSchema(found);
    expect(found).toMatchObject({ interrupted: true, notes: [{ code: 'interrupted' }] });
    expect(found.scan).toHaveLength(1);
    await expect(scan(options)).rejects.toThrow('enough');
  });
});

describe('compare', () => {
  it('returns what had finished if it is stopped while the service starts again', async () => {
    const stop = new AbortController();
    const cells: unknown[] = [];
    const onCell: Api.CompareOptions['onCell'] = (cell) => {
      cells.push(cell);
      if (cell.mode === 'instance-per-call') stop.abort();
    };
    const quick = { calls: 2, bursts: 1, solo: 1, delay: 100 };
    const found = await compare({ ...quick, signal: stop.signal, onCell });
    expectToMatchSchema(found);
    expect(found.interrupted).toBe(true);
    const mode = 'one-process';
    const routes = ['/ping', '/ping/blocking', '/ping/cpu'];
    expect(found.comparison).toMatchObject(routes.map((route) => ({ mode, route })));
    expect(cells).toEqual([
      { mode },
      ...routes.map((route) => ({ mode, route })),
      { mode: 'instance-per-call' },
    ]);
    expect(await render(found, 'text')).toContain('/ping/blocking');
  });
});
