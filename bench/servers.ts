// npm run bench:servers -- [-r RUNS] [--save DIR] [NAME...]
// Runs the command RUNS times against every real server, or those with NAME in their names, and counts
// how often the verdict is right. The run files of all other verdicts go to DIR.
import { checkServer, type Assessment } from '../test/servers/assess.ts';
import { CASES, type Case } from '../test/servers/cases.ts';
import { setup } from '../test/servers/install.ts';
import { print, startBench, tally } from './real-servers.ts';

const { runs, choose, save } = startBench(20);
setup();

const chosen = choose(CASES);
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
      save({ ...assessment, name: tried.name, nth: assessments.length });
    }
    return assessments;
  } finally {
    await server.stop();
  }
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
