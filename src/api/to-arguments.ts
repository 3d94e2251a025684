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
import { assertHooks, readCommand, readTarget } from './own-options.ts';
import { isObject, unexpected, unknownOption } from './received.ts';

/** What is not an option on the command line. */
const NO_OPTIONS: ReadonlySet<string> = new Set<keyof CheckOptions>([
  'target',
  'command',
  'region',
  'signal',
  'onProgress',
  'onNotice',
]);

/** Options that only the command has: for several runs, for expectations, and for where results go. */
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
  assertHooks(options);
  const command = readCommand(options.command);
  const targets = [addScheme(readTarget(options.target))];
  const given: GivenOption[] = [];
  const flags = new Set<OptionName>();
  for (const [key, value] of Object.entries(options)) {
    if (NO_OPTIONS.has(key) || value === undefined || value === false) continue;
    const name = nameOf(key);
    const { type, valued }: Option = OPTIONS[name];
    if (type === 'boolean' && value === true) flags.add(name);
    else if (type === 'boolean' && valued !== true)
      throw unexpected(`--${name}`, 'true or false', value);
    else
      given.push(
        ...textsOf(name, value).map((text) => ({ name, rawName: `--${name}`, value: text })),
      );
  }
  const names = [...flags, ...given.map(({ name }) => name)];
  return {
    given,
    flags,
    values: valuesByName(given),
    typed: new Map(names.map((name) => [name, `--${name}`])),
    targets,
    ...(command && { command }),
  };
}

function assertOptions(options: unknown): void {
  if (isObject(options)) return;
  throw unexpected(
    'options',
    "an object such as { target: 'http://localhost:3000/ping' }",
    options,
  );
}

function nameOf(key: string): OptionName {
  const name = CHECK_OPTIONS.get(key);
  if (name !== undefined) return name;
  throw unknownOption(key, [...CHECK_OPTIONS.keys(), ...NO_OPTIONS]);
}

/** The values as they would be typed. */
function textsOf(name: OptionName, value: unknown): string[] {
  const { multiple, mayBeEmpty }: Option = OPTIONS[name];
  const values = name === 'header' ? headerLines(value) : [value].flat();
  if (values.length > 1 && multiple !== true) throw unexpected(`--${name}`, 'one value', value);
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
  return isIterable(value) ? [...value] : Object.entries(value);
}

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
