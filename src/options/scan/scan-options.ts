import { TARGET, type ScanValues } from '../../core/scan/scan-row.ts';
import { formatCount } from '../../core/format-count.ts';
import { UsageError } from '../../errors.ts';
import { typedName, valueOf, type Arguments, type OptionName } from '../arguments.ts';
import { redactCredentials } from '../http-options.ts';
import { assertAreTargets } from '../target-kind.ts';

/** The arguments of one row of a scan, as if they had been typed for a check of its own. */
export interface RowArguments {
  readonly values: ScanValues;
  readonly args: Arguments;
}

/** One `--scan NAME=V1,V2,...`. */
interface List {
  readonly name: string;
  readonly values: readonly string[];
}

/** The most runs of a scan; more would take hours. */
const MOST_RUNS = 100;

/** Options that judge a single run, or fire no calls. */
const NOT_WITH_SCAN: readonly OptionName[] = [
  'from',
  'compare',
  'against',
  'bystander',
  'fail-if-worse',
  'expect',
  'max-failures',
  'cold',
  'why',
];

/** Other placeholders, and the name that the table gives to several targets. */
const TAKEN: ReadonlySet<string> = new Set(['port', 'n', 'line', TARGET]);

/**
 * The rows that `--scan` and several targets make, each with its values in place of `{NAME}`;
 * `undefined` if neither is given.
 * @throws UsageError if a list is malformed or stands for nothing, or if an option makes no sense here.
 */
export function readScan(args: Arguments): readonly RowArguments[] | undefined {
  const scans = args.values.get('scan') ?? [];
  const { targets } = args;
  if (scans.length === 0 && targets.length < 2) return undefined;
  if (targets.length > 1) assertAreTargets(targets);
  assertOptionsMakeSense(args, scans.length > 0 ? '--scan' : 'several targets');
  const lists = scans.map(readList);
  for (const list of lists) assertUsed(list, lists, args);
  const rows = lists.reduce<readonly RowArguments[]>(
    (before, list) => before.flatMap((row) => list.values.map((value) => fill(row, list, value))),
    rowsOfTargets(args),
  );
  if (rows.length <= MOST_RUNS) return rows;
  throw new UsageError(
    `--scan: expected at most ${MOST_RUNS} runs, but these lists make ${formatCount(rows.length)}`,
  );
}

function rowsOfTargets(args: Arguments): readonly RowArguments[] {
  const { targets } = args;
  if (targets.length < 2) return [{ values: {}, args }];
  return targets.map((target) => ({
    values: { [TARGET]: redactCredentials(target) },
    args: { ...args, targets: [target] },
  }));
}

function assertOptionsMakeSense(args: Arguments, mode: string): void {
  const given = NOT_WITH_SCAN.find((name) => args.typed.has(name));
  if (given !== undefined) {
    throw new UsageError(
      `${typedName(args, given)} cannot be combined with ${mode}; leave one of them out`,
    );
  }
  if (!/^auto\b/.test(valueOf(args, 'calls') ?? '')) return;
  throw new UsageError(
    `${typedName(args, 'calls')}: ${mode} compares bursts of one size, so it needs a number such as 20, received auto`,
  );
}

function readList(given: string): List {
  const [, name = '', rest = ''] = /^([A-Za-z_][\w-]*)=(.*)$/s.exec(given) ?? [];
  const values = rest.split(',').map((value) => value.trim());
  if (name === '' || values.includes('')) {
    throw new UsageError(
      `--scan: expected NAME=V1,V2,... such as workers=1,2,4, received ${given}`,
    );
  }
  if (TAKEN.has(name)) {
    throw new UsageError(`--scan: {${name}} means something else; choose another name`);
  }
  const twice = values.find((value, nth) => values.indexOf(value) !== nth);
  if (twice !== undefined) throw new UsageError(`--scan ${name}: received ${twice} twice`);
  if (values.length > 1) return { name, values };
  throw new UsageError(
    `--scan ${name}: expected two or more values to compare, received only ${rest}`,
  );
}

function assertUsed({ name }: List, lists: readonly List[], args: Arguments): void {
  const { targets, command = [] } = args;
  if (lists.filter((list) => list.name === name).length > 1) {
    throw new UsageError(`--scan ${name} is given twice; put all values in one list`);
  }
  // Each of several targets is a row of its own, so each needs the values.
  const used = [command.join(' ')].concat(targets).map((text) => text.includes(`{${name}}`));
  const [inCommand, ...inTargets] = used;
  if (inCommand || (inTargets.length > 0 && inTargets.every(Boolean))) return;
  const where = targets.length > 1 ? 'every target' : 'the target';
  throw new UsageError(
    `--scan ${name}: expected {${name}} in ${where} or in the command after --, but it is in neither`,
  );
}

function fill({ values, args }: RowArguments, { name }: List, value: string): RowArguments {
  const insert = (words: readonly string[]): readonly string[] =>
    words.map((word) => word.replaceAll(`{${name}}`, () => value));
  const { targets, command } = args;
  return {
    values: { ...values, [name]: value },
    args: {
      ...args,
      targets: insert(targets),
      ...(command && { command: insert(command) }),
    },
  };
}
