// npm run bench:servers -- [-r RUNS] [--save DIR] [NAME...]
// Runs the command RUNS times against every real server, or those with NAME in their names, and counts
// how often the verdict is right. The run files of all other verdicts go to DIR.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { checkServer, type Assessment } from '../test/servers/assess.ts';
import { CASES, type Case } from '../test/servers/cases.ts';
import { setup } from '../test/servers/install.ts';
import { tally } from './tally.ts';

const { values, positionals } = parseArgs({
  options: { runs: { type: 'string', short: 'r', default: '20' }, save: { type: 'string' } },
  allowPositionals: true,
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1)
  throw new Error(`-r needs a whole number of runs, 1 or more, not ${values.runs}`);

// process.exit also ends the server that is running.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
setup();

const chosen = CASES.filter(
  ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
);
const totals = { right: 0, inconclusive: 0, wrong: 0 };
print(assessmentRow(['server', 'calls', 'right', 'exact', 'inconclusive', 'wrong', 'verdicts']));
for (const tried of chosen) {
  const assessments = await repeat(tried);
  print(assessmentRow(cells(tried, assessments)));
  for (const { grade } of assessments) totals[grade] += 1;
  for (const complaint of new Set(assessments.flatMap(({ complaints }) => complaints))) {
    print(`    ${complaint}`);
  }
}
const { right, inconclusive, wrong } = totals;
print(
  `${chosen.length} servers, ${runs} runs each: ${right} right, ${inconclusive} inconclusive, ${wrong} wrong`,
);
process.exitCode = wrong === 0 ? 0 : 1;

async function repeat(tried: Case): Promise<Assessment[]> {
  const server = await tried.start();
  try {
    const assessments: Assessment[] = [];
    while (assessments.length < runs) {
      const assessment = await checkServer(server, tried);
      assessments.push(assessment);
      if (values.save !== undefined) save(values.save, tried, assessment, assessments.length);
    }
    return assessments;
  } finally {
    await server.stop();
  }
}

function save(dir: string, { name }: Case, { grade, output }: Assessment, nth: number): void {
  if (grade === 'right') return;
  mkdirSync(dir, { recursive: true });
  const slug = name.replaceAll(/[^a-z0-9]+/gi, '-');
  writeFileSync(path.join(dir, `${slug}-${nth}-${grade}.json`), output);
}

function cells({ name, calls }: Case, assessments: readonly Assessment[]): string[] {
  const count = (grade: Assessment['grade']): string =>
    String(assessments.filter((assessment) => assessment.grade === grade).length);
  const exact = assessments.filter((assessment) => assessment.exact).length;
  const numbers = [count('right'), String(exact), count('inconclusive'), count('wrong')];
  return [name, String(calls), ...numbers, tally(assessments.map(({ said }) => said))];
}

function assessmentRow([name = '', ...rest]: readonly string[]): string {
  const verdicts = rest.pop() ?? '';
  const widths = [5, 5, 5, 12, 5];
  const numbers = rest.map((cell, index) => cell.padStart(widths[index] ?? 0));
  return `${name.padEnd(40)} ${numbers.join('  ')}  ${verdicts}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
