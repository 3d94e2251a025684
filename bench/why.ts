// npm run bench:why -- [-r RUNS] [--save DIR] [NAME...]
// Runs the command with --why RUNS times against every real server, or those with NAME in their names,
// and counts how often the cause is right. The run files of all others go to DIR.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { diagnoseServer, type Assessment } from '../test/why/assess.ts';
import type { WhyCase } from '../test/why/case.ts';
import { WHY_CASES } from '../test/why/cases.ts';
import { isInstalled, setup } from '../test/why/install.ts';
import { tally } from './tally.ts';

const { values, positionals } = parseArgs({
  options: { runs: { type: 'string', short: 'r', default: '10' }, save: { type: 'string' } },
  allowPositionals: true,
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1)
  throw new Error(`-r needs a whole number of runs, 1 or more, not ${values.runs}`);

// process.exit also ends the server that is running.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
setup();

const chosen = WHY_CASES.filter(
  ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
);
const [missing, tried] = [chosen.filter(isMissing), chosen.filter((one) => !isMissing(one))];
const all: Assessment[] = [];
print(row(['server', 'truth', 'right', 'undecided', 'wrong', 'line', 'verdicts and causes']));
for (const one of tried) {
  const assessments = await repeat(one);
  all.push(...assessments);
  const { name, truth } = one;
  const verdicts = tally(assessments.map(({ said }) => said));
  print(row([name, truth.cause ?? 'none', ...counts(assessments), linesOf(assessments), verdicts]));
  for (const complaint of new Set(assessments.flatMap(({ complaints }) => complaints))) {
    print(`    ${complaint}`);
  }
}
for (const { name, needs } of missing) print(`${name}: skipped, since ${needs} is missing`);
print(row([`${tried.length} servers`, '', ...counts(all), linesOf(all), `${runs} runs each`]));
process.exitCode = all.some(({ grade }) => grade === 'wrong') ? 1 : 0;

async function repeat(one: WhyCase): Promise<Assessment[]> {
  const assessments: Assessment[] = [];
  while (assessments.length < runs) {
    // A server for each run: some are slow only at first.
    const server = await one.start();
    try {
      const assessment = await diagnoseServer(server, one);
      assessments.push(assessment);
      if (values.save !== undefined) save(values.save, one, assessment, assessments.length);
    } finally {
      await server.stop();
    }
  }
  return assessments;
}

function save(dir: string, { name }: WhyCase, { grade, output }: Assessment, nth: number): void {
  if (grade === 'right') return;
  mkdirSync(dir, { recursive: true });
  const slug = name.replaceAll(/[^a-z0-9]+/gi, '-');
  writeFileSync(path.join(dir, `${slug}-${nth}-${grade}.json`), output);
}

function isMissing({ needs }: WhyCase): boolean {
  return needs !== undefined && !isInstalled(needs);
}

function counts(assessments: readonly Assessment[]): string[] {
  const grades = ['right', 'undecided', 'wrong'] as const;
  return grades.map((grade) => String(assessments.filter((one) => one.grade === grade).length));
}

/** How often the line was named, of the times that it could be. */
function linesOf(assessments: readonly Assessment[]): string {
  const lines = assessments.flatMap(({ line }) => line ?? []);
  return lines.length === 0 ? '-' : `${lines.filter(Boolean).length}/${lines.length}`;
}

function row(cells: readonly string[]): string {
  const [name = '', truth = '', ...rest] = cells;
  const verdicts = rest.pop() ?? '';
  const widths = [5, 9, 5, 7];
  const numbers = rest.map((cell, index) => cell.padStart(widths[index] ?? 0));
  return `${name.padEnd(44)} ${truth.padEnd(20)} ${numbers.join('  ')}  ${verdicts}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
