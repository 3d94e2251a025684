import path from 'node:path';
import { expect, it } from 'vitest';
import { tarball, TOOLS } from './places.ts';
import { addFiles, projectWith, runIn } from './project.ts';

const USE = `
import { check, compare, diff, judge, render, scan, TargetError, type CheckOptions, type Comparison, type Run, type Scan } from 'concurrency-check';

const options: CheckOptions = { target: new URL('http://localhost:3000/'), calls: 'auto:50', header: { accept: '*/*' } };
const run: Run = await check({ ...options, signal: AbortSignal.timeout(1000), onProgress: ({ phase }) => { phase.trim(); } });
const estimate: number | undefined = run.verdict.workers?.estimate;
const high: number | null | undefined = run.verdict.workers?.high;
const answered: number = run.bursts[0]!.timeline.answered;
const report: string = await render(judge(run), 'text', { before: run });
const summary: string = diff(run, run).summary;
const rows: Scan = await scan({ target: ['http://a/', new URL('http://b/')], scan: { path: ['x', 1] }, onRow: ({ nth, of, values }) => { values.path?.trim(); } });
const best: number | undefined = rows.scan.find(({ marked }) => marked)?.callsPerSecond;
const cells: Comparison = await compare({ target: 'deployed:test', delay: 50, onCell: ({ mode, route }) => { route?.trim(); } });
const kind: string | undefined = cells.comparison[0]?.run.verdict.kind;
const several: string[] = [await render(rows, 'markdown'), await render(cells, 'text')];
export const all = [estimate, high, answered, report, summary, best, kind, several, TargetError];
// @ts-expect-error a misspelled option
await check({ target: 'x', callz: 4 });
// @ts-expect-error a scan needs bursts of one size
await scan({ target: 'x', calls: 'auto' });
// @ts-expect-error a comparison is of our service
await compare({ target: 'http://a/' });
`;

const VITEST = `
import { expect } from 'vitest';
import { matchers } from 'concurrency-check/vitest';

expect.extend(matchers);
const matched: Promise<void> = expect('http://localhost:3000/').toServeAtATime(8, { why: false });
await expect('http://localhost:3000/').not.toBeSerial();
export { matched };
`;

const JEST = `
import { expect } from '@jest/globals';
import { matchers } from 'concurrency-check/jest';

expect.extend(matchers);
await expect('http://localhost:3000/').toRunInParallel();
await expect('http://localhost:3000/').not.toServeAtATime(8, { calls: 20 });
`;

const JEST_GLOBALS = `
import { matchers } from 'concurrency-check/jest';

expect.extend(matchers);
await expect('http://localhost:3000/').toBeSerial();
`;

const project = projectWith(tarball(), 'with-tools');

/** Compiles a file strictly, and returns the errors. By default, it checks the types of packages, too. */
function compile(
  code: string,
  { types = [], skipLibCheck = false }: { types?: string[]; skipLibCheck?: boolean } = {},
): string {
  const compilerOptions = {
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    target: 'es2022',
    module: 'nodenext',
    skipLibCheck,
    types,
  };
  const configuration = JSON.stringify({ compilerOptions, files: ['use.ts'] });
  addFiles(project, { 'use.ts': code, 'tsconfig.json': configuration });
  return runIn(project, [path.join(TOOLS, 'node_modules/.bin/tsc')]).stdout;
}

it('the types of the API need no other package', () => {
  expect(compile(USE)).toBe('');
});

it('the matchers are typed for Vitest', () => {
  expect(compile(VITEST, { types: ['node'], skipLibCheck: true })).toBe('');
});

it('the matchers are typed for Jest, imported or global', () => {
  expect(compile(JEST, { skipLibCheck: true })).toBe('');
  expect(compile(JEST_GLOBALS, { types: ['jest', 'node'], skipLibCheck: true })).toBe('');
});
