// npm run bench:why -- [-r RUNS] [--save DIR] [NAME...]
// Runs the command with --why RUNS times against every real server, or those with NAME in their names,
// and counts how often the cause is right. The run files of all others go to DIR.
import { diagnoseServer, type Assessment } from '../test/why/assess.ts';
import type { WhyCase } from '../test/why/case.ts';
import { WHY_CASES } from '../test/why/cases.ts';
import { isInstalled, setup } from '../test/why/install.ts';
import { print, startBench, tally } from './real-servers.ts';

const { runs, choose, save } = startBench(10);
setup();

const chosen = choose(WHY_CASES);
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
      save({ ...assessment, name: one.name, nth: assessments.length });
    } finally {
      await server.stop();
    }
  }
  return assessments;
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
