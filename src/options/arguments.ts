import { closest, distance } from 'fastest-levenshtein';
import { groupBy } from '../core/group-by.ts';

/** What an option may apply to: a kind of target, the comparison, a saved run, or the callers that we listen for. */
export type TargetKind = 'local' | 'http' | 'deployed' | 'lambda' | 'compare' | 'from' | 'listen';

/** How an option is given. */
export interface Option {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: true;
  /** For a flag: whether it also takes a value, written `--name=value`. */
  readonly valued?: true;
  /** Whether its value may be empty, as some options of curl allow. */
  readonly mayBeEmpty?: true;
  readonly appliesTo: readonly TargetKind[];
}

const FIRING: readonly TargetKind[] = ['local', 'http', 'deployed', 'lambda', 'compare'];
const RECORDED: readonly TargetKind[] = [...FIRING, 'from'];
const ALL: readonly TargetKind[] = [...RECORDED, 'listen'];
const JUDGING: readonly TargetKind[] = ['local', 'http', 'deployed', 'lambda', 'from'];

/** The options by their long names, without the dashes. */
export const OPTIONS = {
  calls: { type: 'string', short: 'n', appliesTo: FIRING },
  bursts: { type: 'string', short: 'b', appliesTo: FIRING },
  solo: { type: 'string', appliesTo: FIRING },
  timeout: { type: 'string', appliesTo: FIRING },
  delay: { type: 'string', appliesTo: ['local', 'deployed', 'compare', 'listen'] },
  cold: { type: 'boolean', valued: true, appliesTo: ['deployed', 'lambda'] },
  'api-url': { type: 'string', appliesTo: ['deployed', 'compare'] },
  compare: { type: 'boolean', appliesTo: ['compare'] },
  scan: { type: 'string', multiple: true, appliesTo: ['local', 'http', 'deployed', 'lambda'] },
  why: { type: 'boolean', appliesTo: ['http'] },
  bystander: { type: 'string', appliesTo: ['http'] },
  expect: { type: 'string', appliesTo: JUDGING },
  'max-failures': { type: 'string', appliesTo: JUDGING },
  'fail-if-worse': { type: 'boolean', appliesTo: JUDGING },
  listen: { type: 'boolean', valued: true, appliesTo: ['listen'] },
  from: { type: 'string', appliesTo: ['from'] },
  against: { type: 'string', appliesTo: JUDGING },
  json: { type: 'string', appliesTo: RECORDED },
  html: { type: 'string', appliesTo: RECORDED },
  trace: { type: 'string', appliesTo: RECORDED },
  markdown: { type: 'string', appliesTo: RECORDED },
  junit: { type: 'string', appliesTo: RECORDED },
  request: { type: 'string', short: 'X', appliesTo: ['http', 'from'] },
  header: { type: 'string', short: 'H', multiple: true, appliesTo: ['http'] },
  data: {
    type: 'string',
    short: 'd',
    multiple: true,
    mayBeEmpty: true,
    appliesTo: ['http', 'lambda'],
  },
  'data-raw': { type: 'string', multiple: true, mayBeEmpty: true, appliesTo: ['http'] },
  'data-binary': { type: 'string', multiple: true, mayBeEmpty: true, appliesTo: ['http'] },
  'data-urlencode': { type: 'string', multiple: true, mayBeEmpty: true, appliesTo: ['http'] },
  form: { type: 'string', short: 'F', multiple: true, appliesTo: ['http'] },
  'form-string': { type: 'string', multiple: true, appliesTo: ['http'] },
  get: { type: 'boolean', short: 'G', appliesTo: ['http'] },
  head: { type: 'boolean', short: 'I', appliesTo: ['http'] },
  user: { type: 'string', short: 'u', appliesTo: ['http'] },
  'user-agent': { type: 'string', short: 'A', mayBeEmpty: true, appliesTo: ['http'] },
  cookie: { type: 'string', multiple: true, appliesTo: ['http'] },
  insecure: { type: 'boolean', short: 'k', appliesTo: ['http'] },
  cacert: { type: 'string', appliesTo: ['http'] },
  cert: { type: 'string', appliesTo: ['http'] },
  key: { type: 'string', appliesTo: ['http'] },
  pass: { type: 'string', appliesTo: ['http'] },
  'unix-socket': { type: 'string', appliesTo: ['http'] },
  'connect-to': { type: 'string', multiple: true, appliesTo: ['http'] },
  resolve: { type: 'string', multiple: true, appliesTo: ['http'] },
  interface: { type: 'string', appliesTo: ['http'] },
  lines: { type: 'string', appliesTo: ['http', 'lambda'] },
  'instance-header': { type: 'string', appliesTo: ['http'] },
  http2: { type: 'boolean', appliesTo: ['http'] },
  connections: { type: 'string', appliesTo: ['http'] },
  until: { type: 'string', appliesTo: ['http'] },
  ready: { type: 'string', appliesTo: ['http'] },
  'in-process': { type: 'boolean', appliesTo: ['local'] },
  'no-color': { type: 'boolean', appliesTo: ALL },
  quiet: { type: 'boolean', appliesTo: ALL },
  help: { type: 'boolean', short: 'h', appliesTo: ALL },
  version: { type: 'boolean', short: 'V', appliesTo: ALL },
} as const satisfies Record<string, Option>;

/** The long name of an option, without the dashes. */
export type OptionName = keyof typeof OPTIONS;

/** An option with its value. */
export interface GivenOption {
  readonly name: OptionName;
  /** As it was typed: `-d` or `--data`. */
  readonly rawName: string;
  readonly value: string;
}

/** The command line, split into options and targets. Values are unchecked strings. */
export interface Arguments {
  /** The options that have a value, in the order of the command line. */
  readonly given: readonly GivenOption[];
  /** The values of each option, in that order. */
  readonly values: ReadonlyMap<OptionName, readonly string[]>;
  /** The options as they were typed, the last time: `-n` or `--calls`. */
  readonly typed: ReadonlyMap<OptionName, string>;
  /** The options that were given without a value. */
  readonly flags: ReadonlySet<OptionName>;
  readonly targets: readonly string[];
  /** The words after `--`: the server to start. */
  readonly command?: readonly string[];
}

/** The values of each option, in the order of the command line. */
export function valuesByName(given: readonly GivenOption[]): Arguments['values'] {
  const groups = groupBy(given, ({ name }) => name);
  return new Map([...groups].map(([name, some]) => [name, some.map(({ value }) => value)]));
}

/** An option as it was typed, for messages. */
export function typedName({ typed }: Pick<Arguments, 'typed'>, name: OptionName): string {
  return typed.get(name) ?? `--${name}`;
}

/** A value as it was typed, for messages: one that is empty could not be seen. */
export function shown(value: string): string {
  return value === '' ? "''" : value;
}

/** The value of an option, the last one if it was given several times. */
export function valueOf({ values }: Arguments, name: OptionName): string | undefined {
  return values.get(name)?.at(-1);
}

/** Whether this is the long name of an option, without the dashes. */
export function isOption(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}

/** An option at most this many letters away from a known one is taken for a typo. */
const MOST_TYPOS = 2;

/** Asks whether a known name was meant, if so few letters differ that the given one may be a typo: at most half. */
export function didYouMean(
  name: string,
  known: readonly string[],
  mostTypos = MOST_TYPOS,
): string | undefined {
  const meant = closest(name, [...known]);
  const letters = name.replaceAll(/\W/g, '').length;
  const isTypo = distance(name, meant) <= Math.min(mostTypos, letters / 2);
  return isTypo ? `did you mean ${meant}?` : undefined;
}
