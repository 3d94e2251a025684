import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, type Ended } from '../helpers/run.ts';
import { parseRun, type RunFile } from '../helpers/output.ts';
import { expectToMatchSchema } from '../helpers/schema.ts';
import { scratchFile } from '../helpers/scratch.ts';

const CALLS = 5;

async function check(...args: readonly string[]): Promise<{ ended: Ended; json: RunFile }> {
  const ended = await run([...args, '-n', `${CALLS}`, '--json', '-']);
  expect(ended.stdout, ended.stderr).not.toBe('');
  const json = parseRun(ended.stdout);
  expectToMatchSchema(json);
  expect(ended.status).toBe(0);
  return { ended, json };
}

/** `H` for each Hello and `G` for each Goodbye of a burst, in the order of the server's times. */
function order({ invocations }: RunFile['bursts'][number]): string {
  return invocations
    .flatMap(({ served }) => [
      { at: served?.startedAt ?? Number.NaN, word: 'H' },
      { at: served?.endedAt ?? Number.NaN, word: 'G' },
    ])
    .toSorted((a, b) => a.at - b.at || a.word.localeCompare(b.word))
    .map(({ word }) => word)
    .join('');
}

const temperatures = ({ bursts }: RunFile): unknown[] =>
  bursts.map(({ timeline: { cold, warm } }) => ({ cold, warm }));

describe('the local service, an instance per call', () => {
  it('is parallel, first cold and then warm', async () => {
    const { json } = await check('--delay', '300');
    expect(json.verdict).toMatchObject({
      kind: 'parallel',
      workers: { estimate: CALLS, low: CALLS, high: null },
    });
    expect(temperatures(json)).toEqual([
      { cold: CALLS - 1, warm: 1 },
      { cold: 0, warm: CALLS },
    ]);
    expect(json.bursts.at(-1)?.timeline).toMatchObject({
      calls: CALLS,
      answered: CALLS,
      instances: CALLS,
      peakOverlap: CALLS,
    });
    expect(json.bursts.map(order).at(-1)).toBe('H'.repeat(CALLS) + 'G'.repeat(CALLS));
    expect(json.solo.map(({ served }) => served?.cold)).toEqual([true, false, false]);
  });

  it('is parallel even if the code blocks', async () => {
    const { json } = await check('/ping/blocking', '--delay', '300');
    expect(json.verdict).toMatchObject({ kind: 'parallel', workers: { estimate: CALLS } });
  });
});

describe('the local service, all calls in one process', () => {
  it('/ping is concurrent', async () => {
    const { json } = await check('/ping', '--in-process', '--delay', '300');
    expect(json.verdict).toMatchObject({
      kind: 'concurrent',
      workers: { estimate: CALLS, low: CALLS, high: null },
    });
    for (const burst of json.bursts) {
      expect(order(burst)).toBe('H'.repeat(CALLS) + 'G'.repeat(CALLS));
      expect(burst.timeline.instances).toBe(1);
    }
  });

  it.each([['/ping/blocking', '--delay', '150'], ['/ping/cpu']])(
    '%s is serial',
    async (...args) => {
      const { json } = await check(...args, '--in-process');
      expect(json.verdict).toMatchObject({
        kind: 'serial',
        workers: { estimate: 1, low: 1, high: 1 },
      });
      for (const burst of json.bursts) {
        expect(order(burst)).toBe('HG'.repeat(CALLS));
        expect(burst.timeline).toMatchObject({ instances: 1, peakOverlap: 1 });
      }
    },
  );
});

describe('a route that blocks', () => {
  it('is named as the cause, with its line', async () => {
    const { stdout } = await run(['/ping/blocking', '--in-process', '--delay', '200', '-n', '5']);
    expect(stdout).toMatch(/^WHY {3}the event loop is blocked +sure$/m);
    expect(stdout).toContain('ping-blocking.ts:10 calls Atomics.wait');
  });
});

describe('a saved run', () => {
  it('gets the same verdict again without any calls', async () => {
    const { ended, json } = await check('--delay', '500', '-b', '1');
    const file = scratchFile(ended.stdout);
    const again = await run(['--from', file, '--json', '-']);
    expect(again.status).toBe(0);
    expect(parseRun(again.stdout)).toEqual(json);

    const { kind } = json.verdict;
    const other = kind === 'serial' ? 'parallel' : 'serial';
    expect((await run(['--from', file, '--expect', kind])).status).toBe(0);
    const unexpected = await run(['--from', file, '--expect', other]);
    expect(unexpected.status).toBe(1);
    expect(unexpected.stderr).toContain(`concurrency-check: expected ${other}, got ${kind}, `);
  });
});

describe('the service itself', () => {
  it('refuses a delay that is too long, and the check quotes it', async () => {
    const { status, stdout, stderr } = await run(['/ping?delay=25001']);
    expect(status).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/status 400.*delay: expected a whole number from 0 to 25000/);
  });
});

it('the local service needs no home folder', async () => {
  const home = path.join(scratchFile(''), 'below-a-file');
  const { status, stderr } = await run(['-n', '2', '--delay', '500'], { HOME: home });
  expect(status, stderr).toBe(0);
});

/** osls compiles schemas into this folder. */
const NO_CACHE = { SLS_SCHEMA_CACHE_BASE_DIR: '/dev/null' };

describe('the local service, if it cannot start', () => {
  it('is reported as soon as it ends, without a stack trace', async () => {
    const { status, stderr, stdout } = await run(['-n', '2'], NO_CACHE);
    expect(stderr).toMatch(
      /^concurrency-check: the local service ended before it was ready \(exit 1\): ENOTDIR: not a directory[^\n]*\n$/,
    );
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
  });

  it('is reported soon if it fails but does not end', async () => {
    const hang = encodeURIComponent(
      "if (process.argv.includes('offline')) setInterval(() => {}, 1e6)",
    );
    const env = { ...NO_CACHE, NODE_OPTIONS: `--import=data:text/javascript,${hang}` };
    const startedAt = performance.now();
    const { status, stderr } = await run(['-n', '2'], env);
    expect(performance.now() - startedAt).toBeLessThan(30_000); // it would wait for 60 s otherwise
    expect(stderr).toMatch(
      /^concurrency-check: the local service could not start: ENOTDIR: not a directory[^\n]*\n$/,
    );
    expect(status).toBe(3);
  });
});
