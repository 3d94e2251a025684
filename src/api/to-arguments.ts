import { defined } from '../core/defined.ts';
import { UsageError } from '../errors.ts';
import {
  isOption,
  OPTIONS,
  valuesByName,
  type Arguments,
  type GivenOption,
  type Option,
  type OptionName,
  type TargetKind,
} from '../options/arguments.ts';
import { addScheme } from '../options/request/scheme.ts';
import type { CheckOptions } from './check-options.ts';
import type { CompareOptions } from './compare.ts';
import { assertHooks, readCommand, readLists, readTarget, readTargets } from './own-options.ts';
import { isObject, isRecord, unexpected, unknownOption } from './received.ts';
import type { ScanOptions } from './scan.ts';

/** What is not an option on the command line, in all functions. */
const NO_OPTIONS = [
  'target',
  'region',
  'signal',
  'onProgress',
  'onNotice',
] as const satisfies (keyof CheckOptions)[];

/** Options that a check does not have: for several runs, for expectations, and for where results go. */
const OF_THE_COMMAND: ReadonlySet<string> = new Set<OptionName>([
  'against',
  'expect',
  'fail-if-worse',
  'help',
  'html',
  'json',
  'junit',
  'markdown',
  'max-failures',
  'no-color',
  'quiet',
  'scan',
  'trace',
  'version',
]);

const TARGETS: readonly TargetKind[] = ['http', 'deployed', 'lambda'];

/** The options of a check, by their names in camel case. */
export const CHECK_OPTIONS: ReadonlyMap<string, OptionName> = new Map(
  Object.keys(OPTIONS)
    .filter(isOption)
    .filter((name) => !OF_THE_COMMAND.has(name) && isForTargets(OPTIONS[name]))
    .map((name) => [camelCase(name), name]),
);

/**
 * The options of a check as if they had been typed on the command line.
 * @throws UsageError if an option is unknown, or if its value has another type than expected.
 */
export function toArguments(options: CheckOptions): Arguments {
  assertOptions(options);
  const own = ['command'] satisfies (keyof CheckOptions)[];
  const command = readCommand(options.command);
  return argumentsOf(options, { targets: [readTarget(options.target)], own, command });
}

/** The same for the options of a scan. */
export function toScanArguments(options: ScanOptions): Arguments {
  assertOptions(options);
  const targets = readTargets(options.target);
  const own = ['command', 'scan', 'onRow'] satisfies (keyof ScanOptions)[];
  const command = readCommand(options.command);
  const lists = readLists(options.scan).map((list) => givenOption('scan', list));
  return argumentsOf(options, { targets, own, command, lists });
}

/** The same for the options of a comparison. */
export function toComparisonArguments(options: CompareOptions): Arguments {
  assertOptions(options, '{ calls: 20 }');
  const { target } = options;
  const targets = target === undefined ? [] : [readTarget(target)];
  const own = ['onCell'] satisfies (keyof CompareOptions)[];
  return argumentsOf(options, { targets, own, flags: ['compare'] });
}

/** What differs between the functions. */
interface Particular {
  readonly targets: readonly string[];
  /** Further names that are no options on the command line. */
  readonly own: readonly string[];
  readonly command?: readonly string[] | undefined;
  readonly lists?: readonly GivenOption[];
  readonly flags?: readonly OptionName[];
}

function argumentsOf(options: object, particular: Particular): Arguments {
  const { targets, own, command, lists = [], flags: set = [] } = particular;
  assertHooks(options);
  const noOptions: readonly string[] = [...NO_OPTIONS, ...own];
  const given: GivenOption[] = [...lists];
  const flags = new Set<OptionName>(set);
  const entries: [string, unknown][] = Object.entries(options);
  for (const [key, value] of entries) {
    if (noOptions.includes(key)) continue;
    const name = nameOf(key, noOptions);
    if (isLeftOut(name, value)) continue;
    if (isFlag(name, value)) flags.add(name);
    else given.push(...textsOf(name, value).map((text) => givenOption(name, text)));
  }
  const names = [...flags, ...given.map(({ name }) => name)];
  return {
    given,
    flags,
    values: valuesByName(given),
    typed: new Map(names.map((name) => [name, `--${name}`])),
    targets: targets.map((target) => addScheme(target)),
    ...defined({ command }),
  };
}

function givenOption(name: OptionName, value: string): GivenOption {
  return { name, rawName: `--${name}`, value };
}

function assertOptions(
  options: unknown,
  example = "{ target: 'http://localhost:3000/ping' }",
): void {
  if (isObject(options)) return;
  throw unexpected('options', `an object such as ${example}`, options);
}

function nameOf(key: string, noOptions: readonly string[]): OptionName {
  const name = CHECK_OPTIONS.get(key);
  if (name !== undefined) return name;
  throw unknownOption(key, [...CHECK_OPTIONS.keys(), ...noOptions]);
}

/** Whether the option is as if it were not there. */
function isLeftOut(name: OptionName, value: unknown): boolean {
  return value === undefined || (value === false && OPTIONS[name].type === 'boolean');
}

/**
 * Whether the value sets a flag.
 * @throws UsageError if the option is only a flag, and the value is something else.
 */
function isFlag(name: OptionName, value: unknown): boolean {
  const { type, valued }: Option = OPTIONS[name];
  if (type !== 'boolean') return false;
  if (value !== true && valued !== true) throw unexpected(`--${name}`, 'true or false', value);
  return value === true;
}

/** The values as they would be typed. */
function textsOf(name: OptionName, value: unknown): string[] {
  const { multiple, mayBeEmpty }: Option = OPTIONS[name];
  if (Array.isArray(value) && multiple !== true) throw unexpected(`--${name}`, 'one value', value);
  const values = name === 'header' ? headerLines(value) : [value].flat();
  return values.map((one) => {
    if (typeof one === 'number') return String(one);
    if (typeof one !== 'string') throw unexpected(`--${name}`, 'text or a number', one);
    if (one === '' && mayBeEmpty !== true) throw new UsageError(`--${name} needs a value`);
    return one;
  });
}

/** `{ accept: 'text/plain' }` as `accept: text/plain`; also Headers, and other names with their values. */
function headerLines(value: unknown): unknown[] {
  return headersOf(value).flatMap((header: unknown) => {
    if (!Array.isArray(header)) return [header];
    const [name, values]: unknown[] = header;
    return [values].flat().map((one) => headerLine(String(name), one));
  });
}

function headersOf(value: unknown): unknown[] {
  if (!isObject(value)) return [value].flat(1);
  if (isIterable(value)) return [...value];
  // A Request, for instance, has headers, but neither as its own properties nor as a list.
  if (!isRecord(value)) throw unexpected('--header', HEADERS, value);
  return Object.entries(value);
}

const HEADERS = "Headers, names with values such as { accept: 'text/plain' }, or lines";

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value;
}

function headerLine(name: string, value: unknown): string {
  // A semicolon sends an empty header, which a colon would leave out.
  if (value === '') return `${name};`;
  if (typeof value === 'string' || typeof value === 'number') return `${name}: ${value}`;
  throw unexpected(`--header ${name}`, 'text or a number', value);
}

function isForTargets({ appliesTo }: Option): boolean {
  return appliesTo.some((kind) => TARGETS.includes(kind));
}

function camelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
