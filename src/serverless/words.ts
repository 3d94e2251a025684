import { rerunArguments } from '../cli/rerun.ts';
import type { SlsOptions } from './framework.ts';
import { OWN_OPTIONS, PASSED_ON_NAMES } from './options.ts';

/** Options of `sls` itself that decide what is checked. */
const OF_SLS = ['stage', 'region', 'config', 'param', 'aws-profile'];

/** The words for our own command line. */
export function passedOnWords(options: SlsOptions): string[] {
  return wordsOf(options, PASSED_ON_NAMES);
}

/** What to type after `sls concurrency-check` to fire the same again. */
export function rerunWords(options: SlsOptions): string {
  return rerunArguments(
    wordsOf(options, [...Object.keys(OWN_OPTIONS), ...OF_SLS, ...PASSED_ON_NAMES]),
  );
}

/** The words that choose the service and its stage, for another command of `sls`. */
export function serviceWords(options: SlsOptions): string[] {
  return wordsOf(options, OF_SLS);
}

/** What deploys the service to its stage. */
export function deployCommand(options: SlsOptions): string {
  const where = wordsOf(options, ['stage', 'region', 'config']);
  return ['npx sls deploy', ...(where.length === 0 ? [] : [rerunArguments(where)])].join(' ');
}

function wordsOf(options: SlsOptions, names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const value = options[name];
    if (value === undefined || value === null || value === false) return [];
    if (value === true) return [`--${name}`];
    const values = typeof value === 'string' ? [value] : value;
    return values.map((one) => `--${name}=${one}`);
  });
}

/** The value of an option that takes one. */
export function textOf(options: SlsOptions, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}
