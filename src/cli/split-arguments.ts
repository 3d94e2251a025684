import { parseArgs } from 'node:util';
import { UsageError } from '../errors.ts';
import {
  didYouMean,
  isOption,
  OPTIONS,
  valuesByName,
  type Arguments,
  type GivenOption,
  type Option,
  type OptionName,
} from '../options/arguments.ts';
import { addScheme } from '../options/request/scheme.ts';
import { adviceOnOption } from './request/other-tools.ts';

/**
 * Splits the command line. `argv` begins after the name of the command.
 * @throws UsageError if an option is unknown, lacks its value, or has one that it does not take.
 */
export function splitArguments(argv: readonly string[]): Arguments {
  const end = argv.indexOf('--');
  if (end < 0) return splitOptions(argv);
  return { ...splitOptions(argv.slice(0, end)), command: argv.slice(end + 1) };
}

function splitOptions(argv: readonly string[]): Arguments {
  const given: GivenOption[] = [];
  const typed = new Map<OptionName, string>();
  const flags = new Set<OptionName>();
  const targets: string[] = [];
  for (const token of tokensOf(argv)) {
    if (token.kind === 'positional') targets.push(addScheme(token.value));
    if (token.kind !== 'option') continue;
    assertNotLongName(argv[token.index]);
    const { rawName } = token;
    const name = rawName === '-v' ? 'version' : token.name;
    if (!isOption(name)) throw new UsageError(unknownOption(rawName));
    typed.set(name, rawName);
    const option: Option = OPTIONS[name];
    const isFlag = option.type === 'boolean' && !(option.valued === true && token.value);
    if (isFlag) flags.add(readFlag(name, token));
    else given.push({ name, rawName, value: readValue(token, option) });
  }
  return { given, values: valuesByName(given), typed, flags, targets };
}

/** The words of the command line as options and positional arguments, in their order. */
export function tokensOf(argv: readonly string[]) {
  const { tokens } = parseArgs({
    args: [...argv],
    options: OPTIONS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  return tokens;
}

interface OptionToken {
  readonly rawName: string;
  readonly value?: string | undefined;
  /** Whether it was written `--name=value`. */
  readonly inlineValue?: boolean | undefined;
}

function readFlag(name: OptionName, { rawName, value }: OptionToken): OptionName {
  if (value === undefined) return name;
  throw new UsageError(`${rawName} takes no value, received ${JSON.stringify(value)}`);
}

function readValue({ rawName, value, inlineValue }: OptionToken, { mayBeEmpty }: Option): string {
  if (value === undefined || (value === '' && mayBeEmpty !== true))
    throw new UsageError(`${rawName} needs a value`);
  if (inlineValue !== true && /^--?[A-Za-z]/.test(value)) {
    throw new UsageError(`${rawName} needs a value, but is followed by the option ${value}`);
  }
  return value;
}

/**
 * `-why` would be read as `-w -h -y`, and `-header` as a call for help.
 * @throws UsageError if a word is the long name of an option after a single hyphen.
 */
function assertNotLongName(word = ''): void {
  const name = /^-(\w[\w-]+)(?:=|$)/.exec(word)?.[1] ?? '';
  if (!isOption(name)) return;
  throw new UsageError(`unknown option -${name}; did you mean --${name}?`);
}

function unknownOption(rawName: string): string {
  const known = Object.keys(OPTIONS).map((name) => `--${name}`);
  const hint = adviceOnOption(rawName) ?? didYouMean(rawName, known) ?? '--help lists all options';
  return `unknown option ${rawName}; ${hint}`;
}
