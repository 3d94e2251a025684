import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { judge, type Run } from '../../src/core/run.ts';
import type { ScanRow } from '../../src/core/scan/scan-row.ts';
import { buildScanTable, type ScanTable } from '../../src/core/scan/scan-table.ts';
import { scanDocuments } from '../../src/output/formats.ts';
import { renderScan, renderScanConclusion } from '../../src/reporters/scan/terminal.ts';
import { scanWarnings } from '../../src/reporters/scan/words.ts';
import type { TerminalStyle } from '../../src/reporters/terminal/style.ts';
import { fixture } from '../helpers/fixtures.ts';
import { queue, recording, soloCalls, wall, withoutServed } from '../helpers/runs/bursts.ts';
import { NASTIEST } from '../helpers/runs/hostile.ts';
import { expectToMatchSchema } from '../helpers/schema.ts';

/** Everything that could break out of a format. */
const NASTY = NASTIEST.join('');
const NARROW: TerminalStyle = { columns: 80, color: false, unicode: true };

/** A run of a server that was started, with so many workers on two cores. */
function startedRun(workers: number, { eachMs = 50, cores = 2 } = {}): Run {
  const served = Math.min(workers, cores);
  const invocations = queue({ calls: 10, workers: served, eachMs }).map(withoutServed);
  const usage = {
    cpuMs: 10 * eachMs,
    overMs: (10 / served) * eachMs,
    memoryBytes: (15 + 8 * workers) * 1e6,
    processes: 1 + workers,
  };
  const smaller = queue({ calls: 5, workers: served, eachMs }).map(withoutServed);
  return judge({
    schemaVersion: 1,
    target: { kind: 'http', method: 'GET', url: 'http://127.0.0.1:{port}/' },
    server: { readyAfterMs: 400 },
    solo: soloCalls(eachMs).map(withoutServed),
    bursts: [
      { invocations, usage },
      { invocations, usage },
      { invocations: smaller, usage },
    ],
  });
}

function failedRun(problem: string): Run {
  return judge({
    schemaVersion: 1,
    target: { kind: 'http', url: 'http://127.0.0.1:{port}/' },
    problem,
    solo: [],
    bursts: [],
  });
}

function workersScan(...numbers: readonly number[]): ScanRow[] {
  return numbers.map((workers) => ({
    values: { workers: `${workers}` },
    run: startedRun(workers),
  }));
}

const PROBLEM =
  "gunicorn ended before it answered (exit 3): ModuleNotFoundError: No module named 'wsgi'. Its last output:\n  [ERROR] Worker (pid:1) exited with code 3.\n  [ERROR] Shutting down: Master, since a line of a server may be as long as it wants to be";

const CPU_BOUND = buildScanTable(workersScan(1, 2, 4));
const GRID = buildScanTable(
  [1, 2].flatMap((workers) =>
    [1, 4].map((threads) => ({
      values: { workers: `${workers}`, threads: `${threads}` },
      run: startedRun(workers * threads, { cores: 4 }),
    })),
  ),
);
const FAILING = buildScanTable([
  ...workersScan(1, 2),
  { values: { workers: 'many' }, run: failedRun(PROBLEM) },
]);
const TARGETS = buildScanTable(
  ['http://localhost:8000/sync', 'http://localhost:8000/async?of=several-things'].map(
    (url, nth) => ({
      values: { target: url },
      run: judge({
        ...recording([queue({ calls: 10, workers: 1 + 9 * nth })], soloCalls()),
        target: { kind: 'http', url },
      }),
    }),
  ),
);

const STYLES: Readonly<Record<string, TerminalStyle>> = {
  '': NARROW,
  '-60': { ...NARROW, columns: 60 },
  '-color': { ...NARROW, color: true },
};

const SCANS: readonly (readonly [name: string, table: ScanTable, style: TerminalStyle])[] =
  Object.entries({ workers: CPU_BOUND, grid: GRID, failing: FAILING, targets: TARGETS }).flatMap(
    ([name, table]) =>
      Object.entries(STYLES).map(([suffix, style]) => [`${name}${suffix}`, table, style] as const),
  );

describe('a scan in a terminal', () => {
  it.each(SCANS)('matches the golden file %s, and fits', async (name, table, style) => {
    const report = renderScan(table, style);
    const widths = stripVTControlCharacters(report)
      .split('\n')
      .map(({ length }) => length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(style.columns);
    await expect(report).toMatchFileSnapshot(fixture(`golden/scan/${name}.txt`));
  });

  it('with --quiet is what the mark means', () => {
    expect(renderScanConclusion(CPU_BOUND)).toBe(
      'Marked: workers=2, the best with 39.7 calls/s; nothing smaller comes within 5 percent.\n',
    );
  });

  it('names the smallest if another one is the best', () => {
    const faster = { values: { workers: '8' }, run: startedRun(8, { eachMs: 49 }) };
    expect(renderScanConclusion(buildScanTable([...workersScan(1, 2), faster]))).toMatch(
      /^Marked: workers=2, the smallest within 5 percent of the best, 40\.5 calls\/s with workers=8\./,
    );
  });

  it('says what to know about the mark', () => {
    const noisy = judge(
      recording([queue({ calls: 10, workers: 1 }), queue({ calls: 10, workers: 10 })]),
    );
    const rows = [
      { values: { x: '1' }, run: { ...noisy, load: { average: 6.04, cores: 2 } } },
      { values: { x: '2' }, run: judge(recording([wall({ calls: 10 })], soloCalls())) },
      { values: { x: '3' }, run: noisy },
    ];
    expect(renderScanConclusion(buildScanTable(rows))).toBe(
      'Marked: x=2, the best with 98.0 calls/s; nothing smaller comes within 5 percent.\n' +
        'The 10 calls met no limit with x=2. To see one, send more calls: -n 20.\n' +
        'This machine was busy before the first call, with 6.0 processes on 2 cores, so the mark may be off: repeat on a quieter machine.\n' +
        'Bursts of the same row differ by up to 163 %, so the mark may be off: repeat with more bursts (-b 5), and on a quieter target if you can.\n',
    );
  });

  it('says who else used the cores', () => {
    const [one, two] = workersScan(1, 2).map((row) => {
      const observed = { looks: 1, overMs: 250, waiting: [], processes: [], machineCores: 2 };
      const bursts = row.run.bursts.map((burst) => ({ ...burst, observed }));
      return { ...row, run: { ...row.run, load: { average: 0, cores: 2 }, bursts } };
    });
    expect(renderScanConclusion(buildScanTable([one, two].flatMap((row) => row ?? [])))).toContain(
      'With workers=1, other work took 1.0 of 2 cores, and no core was free, so the mark may be off: repeat on a quieter machine.',
    );
  });
});

describe('the documents of a scan', () => {
  const command = "npx concurrency-check 'http://127.0.0.1:{port}/' --scan workers=1,2,4";

  it('have a schema, for JSON', async () => {
    for (const table of [CPU_BOUND, GRID, FAILING, TARGETS]) {
      const json: unknown = JSON.parse(await scanDocuments(table, {}).json());
      expectToMatchSchema(json);
    }
    expect(JSON.parse(await scanDocuments(CPU_BOUND, {}).json())).toMatchObject({
      schemaVersion: 1,
      scan: [
        { values: { workers: '1' }, marked: false, cpuCores: 1, run: { verdict: {} } },
        { values: { workers: '2' }, marked: true, cpuCores: 2, memoryBytes: 31e6 },
        { values: { workers: '4' }, marked: false, callsPerSecondLow: expect.closeTo(39.7, 1) },
      ],
      notes: [],
    });
  });

  it('are a table in Markdown, with the marked row in bold', async () => {
    const markdown = await scanDocuments(FAILING, { command }).markdown();
    await expect(markdown).toMatchFileSnapshot(fixture('golden/scan/failing.md'));
  });

  it('are a page, with every run in it', async () => {
    const page = await scanDocuments(CPU_BOUND, { command }).html();
    expect(page.match(/<tr class="marked">/g)).toHaveLength(1);
    expect(page.match(/<details class="run">/g)).toHaveLength(3);
    expect(page).toContain('<h2 id="command">Run it again</h2>');
    const failing = await scanDocuments(FAILING, {}).html();
    expect(failing.match(/<details class="run">/g)).toHaveLength(2);
    expect(failing).toContain('No module named');
  });

  it('are a case for each row in JUnit XML, and a trace with all of them', async () => {
    const { junit, trace } = scanDocuments(FAILING, {});
    const schema = readFileSync(fixture('junit/junit.xsd'), 'utf8');
    const contents = await junit();
    const { errors } = await validateXML({ xml: { fileName: 'a.xml', contents }, schema });
    expect(errors).toEqual([]);
    expect(contents).toContain('tests="3" failures="0" errors="1"');
    expect(await trace()).toContain('workers=2: OVERLAPPING');
  });

  it('take any text for a value', async () => {
    const rows = [1, 2].map((nth) => ({
      values: { x: `${NASTY}${nth}`, target: NASTY },
      run: failedRun(NASTY),
    }));
    const table = buildScanTable(rows);
    const documents = scanDocuments(table, {});
    for (const make of Object.values(documents)) expect(await make()).not.toContain('\u001B');
    expect(renderScan(table, NARROW)).not.toContain('\u001B');
    expect(await documents.html()).not.toContain('<script>alert');
  });
});

describe('the warnings of a scan', () => {
  it('leave out how busy its own servers kept the machine, and runs that failed', () => {
    const load = { average: 9, cores: 2 };
    const rows = [
      { values: { x: '1' }, run: judge({ ...recording([wall({ calls: 3 })]), load }) },
      { values: { x: '2' }, run: failedRun('it did not start') },
    ];
    const warnings = scanWarnings(buildScanTable(rows));
    expect(warnings).toEqual([expect.stringContaining('x=1: Burst 1: 3 calls cannot show')]);
  });
});
