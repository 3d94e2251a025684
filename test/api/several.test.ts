import { describe, expect, it } from 'vitest';
import { judge } from '../../src/api/api.ts';
import { compare } from '../../src/api/compare.ts';
import { render } from '../../src/api/render.ts';
import type { Comparison, Scan } from '../../src/api/run-file.ts';
import { scan } from '../../src/api/scan.ts';
import { toComparisonArguments, toScanArguments } from '../../src/api/to-arguments.ts';
import { splitArguments } from '../../src/cli/split-arguments.ts';
import { buildScanTable } from '../../src/core/scan/scan-table.ts';
import { UsageError } from '../../src/errors.ts';
import { readRequest } from '../../src/options/requests.ts';
import { renderComparisonJson, renderScanJson } from '../../src/reporters/json.ts';
import { usageErrorOf } from '../helpers/errors.ts';
import { recording, soloCalls, wall } from '../helpers/runs/bursts.ts';
import { comparison, defaultRun } from '../helpers/runs/runs.ts';

const target = 'http://127.0.0.1:8000/{path}';
const ROWS = ['1', '2'].map((workers) => ({ values: { workers }, run: defaultRun() }));
const SCAN: Scan = JSON.parse(renderScanJson(buildScanTable(ROWS)));
const COMPARISON: Comparison = JSON.parse(renderComparisonJson(comparison()));

describe('the options of scan', () => {
  it('are read as if they had been typed', () => {
    const command = ['serve', '{workers}'];
    const given = toScanArguments({
      target: [new URL('http://127.0.0.1:8000/a'), 'http://127.0.0.1:8000/b'],
      command,
      scan: { workers: [1, 2], mode: ['x', 'y'] },
      calls: 20,
      onRow: () => {},
    });
    const typed =
      'http://127.0.0.1:8000/a http://127.0.0.1:8000/b --scan workers=1,2 --scan mode=x,y -n 20 -- serve {workers}';
    const read = (args: typeof given): unknown =>
      readRequest({ ...args, command: ['serve', '{workers}', '{mode}'] });
    expect(read(given)).toEqual(read(splitArguments(typed.split(' '))));
  });

  it.each<[object, string]>([
    [
      { scan: 'path=a,b' },
      'scan: expected lists of values by name, such as { workers: [1, 2, 4] }, received "path=a,b"',
    ],
    [
      { scan: [['path', ['a', 'b']]] },
      'scan: expected lists of values by name, such as { workers: [1, 2, 4] }, received a list',
    ],
    [{ scan: { path: 'a' } }, 'scan path: expected a list of values, received "a"'],
    [
      { scan: { path: ['a,b', 'c'] } },
      'scan path: expected values without commas and outer spaces, received "a,b"',
    ],
    [
      { scan: { path: ['a', ' b'] } },
      'scan path: expected values without commas and outer spaces, received " b"',
    ],
    [{ scan: { path: ['a', null] } }, 'scan path: expected text or numbers, received null'],
    [
      { scan: { 'path=x': ['a', 'b'] } },
      'scan: expected a name such as workers, received "path=x"',
    ],
    [
      { scan: { path: ['a'] } },
      '--scan path: expected two or more values to compare, received only a',
    ],
    [
      { scan: { workers: [1, 2] } },
      '--scan workers: expected {workers} in the target or in the command after --, but it is in neither',
    ],
    [{ target: [] }, 'target: expected one target or several, received a list'],
    [
      { target: [target, 5] },
      "target: expected one target such as 'http://localhost:3000/ping', received 5",
    ],
    [{ onRow: 1 }, 'onRow: expected a function, received 1'],
    [{ onCell: () => {} }, 'unknown option onCell; docs/api.md lists all options'],
    [
      { scan: { path: ['a', 'b'] }, why: true },
      '--why cannot be combined with --scan; leave one of them out',
    ],
    [
      { scan: { path: ['a', 'b'] }, calls: 'auto' },
      '--calls: --scan compares bursts of one size, so it needs a number such as 20, received auto',
    ],
  ])('are refused if they are wrong: %j', (options, message) => {
    const read = (): unknown => readRequest(toScanArguments({ target, ...options }));
    expect(usageErrorOf(read)).toBe(message);
  });

  it('have something to compare', async () => {
    const message =
      'scan: expected values to try, such as { workers: [1, 2, 4] }, or several targets, received neither';
    const one = { target: 'http://127.0.0.1:8000/' };
    await expect(scan(one)).rejects.toThrow(new UsageError(message));
    await expect(scan({ ...one, scan: {} })).rejects.toThrow(new UsageError(message));
  });
});

describe('the options of compare', () => {
  it('are read as if they had been typed', () => {
    const given = toComparisonArguments({ target: 'deployed:test', calls: 4, delay: 50 });
    const typed = splitArguments('--compare deployed:test -n 4 --delay 50'.split(' '));
    expect(readRequest(given)).toEqual(readRequest(typed));
    expect(readRequest(toComparisonArguments({}))).toEqual(
      readRequest(splitArguments(['--compare'])),
    );
  });

  it.each<[unknown, string]>([
    ['deployed', 'options: expected an object such as { calls: 20 }, received "deployed"'],
    [
      { target: 'http://127.0.0.1:8000/' },
      '--compare takes no target except deployed[:STAGE], received http://127.0.0.1:8000/',
    ],
    [{ header: ['a: b'] }, '--header does not apply to --compare, only to HTTP addresses'],
    [{ command: ['serve'] }, 'unknown option command; docs/api.md lists all options'],
    [{ onCell: 'log' }, 'onCell: expected a function, received "log"'],
  ])('are refused if they are wrong: %j', async (options, message) => {
    // @ts-expect-error The compiler refuses most of them, too.
    await expect(compare(options)).rejects.toThrow(new UsageError(message));
  });
});

describe('render', () => {
  it.each([
    ['text', /^ {2}workers {2}verdict/m, /^\/ping\/blocking/m],
    ['summary', /Marked: workers=1/, /^\/ping\/blocking/m],
    ['json', /^\{"schemaVersion":1,"scan":/, /^\{"schemaVersion":1,"comparison":/],
    ['html', /^<!doctype html>/i, /^<!doctype html>/i],
    ['trace', /^\{"displayTimeUnit":"ms",/, /^\{"displayTimeUnit":"ms",/],
    ['markdown', /^\| {2}\| workers \| verdict \|/m, /\/ping\/blocking/],
    ['junit', /^<\?xml /, /^<\?xml /],
  ] as const)('writes a scan and a comparison as %s', async (format, ofScan, ofComparison) => {
    expect(await render(SCAN, format)).toMatch(ofScan);
    expect(await render(COMPARISON, format)).toMatch(ofComparison);
  });

  it('writes the conclusion of a scan as its summary', async () => {
    expect(await render(SCAN, 'text')).toContain('verdict');
    expect(await render(SCAN, 'summary')).not.toContain('verdict');
  });

  it('gives back the JSON of a scan and of a comparison', async () => {
    expect(JSON.parse(await render(SCAN, 'json'))).toEqual(SCAN);
    expect(JSON.parse(await render(COMPARISON, 'json'))).toEqual(COMPARISON);
  });

  it('compares only runs with an earlier one', async () => {
    const before = recording([wall({ calls: 6 })], soloCalls());
    const refused = 'before: applies only to a run, and this is a scan';
    await expect(render(SCAN, 'text', { before })).rejects.toThrow(new UsageError(refused));
  });
});

it('judge refuses a scan, which holds several runs', () => {
  // @ts-expect-error The compiler refuses it, too.
  expect(usageErrorOf(() => judge(SCAN))).toBe('recording: expected a run, received a scan');
});
