import { parseArgs } from 'node:util';
import { closest, distance } from 'fastest-levenshtein';
import { UsageError } from '../errors.ts';

/** What an option may go with: a kind of target, the comparison, or a saved run. */
export type TargetKind = 'local' | 'http' | 'deployed' | 'lambda' | 'compare' | 'from';

interface Option {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: true;
  /** Of a flag: whether it may be given a value, too, as `--name=value`. */
  readonly valued?: true;
  readonly uses: readonly TargetKind[];
}

const FIRING: readonly TargetKind[] = ['local', 'http', 'deployed', 'lambda', 'compare'];
const ALL: readonly TargetKind[] = [...FIRING, 'from'];
const JUDGING: readonly TargetKind[] = ['local', 'http', 'deployed', 'lambda', 'from'];

export const OPTIONS = {
  calls: { type: 'string', short: 'n', uses: FIRING },
  bursts: { type: 'string', short: 'b', uses: FIRING },
  solo: { type: 'string', uses: FIRING },
  timeout: { type: 'string', uses: FIRING },
  delay: { type: 'string', uses: ['local', 'deployed', 'compare'] },
  cold: { type: 'boolean', valued: true, uses: ['deployed', 'lambda'] },
  'api-url': { type: 'string', uses: ['deployed', 'compare'] },
  compare: { type: 'boolean', uses: ['compare'] },
  expect: { type: 'string', uses: JUDGING },
  from: { type: 'string', uses: ['from'] },
  against: { type: 'string', uses: JUDGING },
  json: { type: 'string', uses: ALL },
  html: { type: 'string', uses: ALL },
  trace: { type: 'string', uses: ALL },
  markdown: { type: 'string', uses: ALL },
  junit: { type: 'string', uses: ALL },
  request: { type: 'string', short: 'X', uses: ['http'] },
  header: { type: 'string', short: 'H', multiple: true, uses: ['http'] },
  data: { type: 'string', short: 'd', multiple: true, uses: ['http', 'lambda'] },
  'instance-header': { type: 'string', uses: ['http'] },
  'in-process': { type: 'boolean', uses: ['local'] },
  'no-color': { type: 'boolean', uses: ALL },
  quiet: { type: 'boolean', uses: ALL },
  help: { type: 'boolean', short: 'h', uses: ALL },
  version: { type: 'boolean', uses: ALL },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof OPTIONS;

/** The command line, split into options and targets; nothing but its form has been looked at. */
export interface Arguments {
  /** The values of each option, in the order in which they came. */
  readonly values: ReadonlyMap<OptionName, readonly string[]>;
  readonly flags: ReadonlySet<OptionName>;
  readonly targets: readonly string[];
}

/** @throws UsageError at an option that there is not, or one with no value or one too many. */
export function splitArguments(argv: readonly string[]): Arguments {
  const { tokens } = parseArgs({
    args: [...argv],
    options: OPTIONS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const values = new Map<OptionName, string[]>();
  const flags = new Set<OptionName>();
  const targets: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') targets.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName } = token;
    if (!isOption(name)) throw new UsageError(unknown(rawName));
    const option: Option = OPTIONS[name];
    const isFlag = option.type === 'boolean' && !(option.valued === true && token.value);
    if (isFlag) flags.add(flagged(name, token));
    else values.set(name, [...(values.get(name) ?? []), valueGiven(token)]);
  }
  return { values, flags, targets };
}

interface OptionToken {
  readonly rawName: string;
  readonly value?: string | undefined;
  /** Whether it was written as `--name=value`. */
  readonly inlineValue?: boolean | undefined;
}

function flagged(name: OptionName, { rawName, value }: OptionToken): OptionName {
  if (value === undefined) return name;
  throw new UsageError(`${rawName} takes no value, received ${JSON.stringify(value)}`);
}

function valueGiven({ rawName, value, inlineValue }: OptionToken): string {
  if (value === undefined || value === '') throw new UsageError(`${rawName} needs a value`);
  if (inlineValue !== true && /^--?[A-Za-z]/.test(value)) {
    throw new UsageError(`${rawName} needs a value, and ${value} is an option`);
  }
  return value;
}

/** The value of an option that counts once; given twice, the last one counts. */
export function valueOf({ values }: Arguments, name: OptionName): string | undefined {
  return values.get(name)?.at(-1);
}

function isOption(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}

function unknown(rawName: string): string {
  const known = Object.keys(OPTIONS).map((name) => `--${name}`);
  const nearest = closest(rawName, known);
  const near =
    distance(rawName, nearest) <= 2 ? `; did you mean ${nearest}?` : '; --help lists them all';
  return `unknown option ${rawName}${near}`;
}
