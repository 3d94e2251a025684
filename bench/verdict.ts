// How often the verdict of a whole run is right, on simulated servers whose truth is known: the very flow
// of the command (solo calls, bursts, a second size, -n auto) in virtual time.
//   npm run bench:verdict -- [CASES_PER_ROW] [SEED] [--row PART_OF_ITS_NAME]... [--mode default|auto|30]
//                            [--case N] [--verbose]
// --verbose prints each wrong verdict with the server, what was measured, and the command that replays it;
// --case runs one case only, and prints it even if it is right.
// A verdict is wrong if its kind is wrong, or if the truth lies outside its interval. Of a target without a
// limit a closed interval is wrong, and so it is of a limiter, which does not say how many may be in
// progress. Of workers that no call reached nothing can be seen, so only claims beyond that are wrong.
// The worst mistakes have columns: `serial` although several calls are served at a time, and `contended`
// although calls queue.
import { parseArgs } from 'node:util';
import { SHAPES } from './shapes/shapes.ts';
import { MODES, runCase, type Assessed, type Mode } from './simulated/run-case.ts';
import type { Shape } from './simulated/draw.ts';
import { describeCase } from './simulated/describe-case.ts';
import { header, summaryRow, totals, type Row } from './simulated/table.ts';

// A reader that has seen enough, such as head, ends the run.
process.stdout.on('error', () => process.exit());

const { values, positionals } = parseArgs({
  options: {
    row: { type: 'string', multiple: true, default: [''] },
    mode: { type: 'string' },
    case: { type: 'string' },
    verbose: { type: 'boolean', short: 'v', default: false },
  },
  allowPositionals: true,
});
const [cases, seed] = [wholeNumber(positionals[0] ?? '40'), wholeNumber(positionals[1] ?? '1')];
const only = values.case === undefined ? undefined : wholeNumber(values.case);
const modes = MODES.filter(({ name }) => values.mode === undefined || name === values.mode);
if (modes.length === 0) {
  throw new Error(`--mode: expected default, auto or 30, received ${values.mode}`);
}

const rows: Row[] = [];
for (const shape of SHAPES.filter(({ name }) => values.row.some((part) => name.includes(part)))) {
  const row = await runRow(shape);
  rows.push(row);
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${rows.length} rows`);
}
if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
const worstFirst = rows.toSorted((a, b) => b.wrong - a.wrong || b.declined - a.declined);
print([header(modes), ...worstFirst.map((row) => summaryRow(row, modes)), ...totals(rows)]);
print([
  `${cases} cases per row and mode, seed ${seed}, ${seconds(process.cpuUsage())} s of CPU time`,
]);

async function runRow(shape: Shape): Promise<Row> {
  const nths = only === undefined ? Array.from({ length: cases }, (_, nth) => nth) : [only];
  const byMode = new Map<string, readonly Assessed[]>();
  for (const mode of modes) byMode.set(mode.name, await runMode(shape, mode, nths));
  const all = [...byMode.values()].flat();
  const share = (grade: Assessed['grade']): number =>
    all.filter((one) => one.grade === grade).length / all.length;
  return { name: shape.name, byMode, wrong: share('wrong'), declined: share('declined') };
}

async function runMode(shape: Shape, mode: Mode, nths: readonly number[]): Promise<Assessed[]> {
  const assessed: Assessed[] = [];
  for (const nth of nths) {
    const one = await runCase(shape, { mode, seed, nth });
    assessed.push(one);
    const isShown = only !== undefined || (values.verbose && one.grade === 'wrong');
    if (isShown) print(describeCase(one, { shape: shape.name, mode: mode.name, seed, nth }));
  }
  return assessed;
}

function wholeNumber(given: string): number {
  if (/^\d{1,9}$/.test(given)) return Number(given);
  throw new Error(`expected a whole number, received ${given}`);
}

function seconds({ user, system }: NodeJS.CpuUsage): string {
  return ((user + system) / 1e6).toFixed(0);
}

function print(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}
