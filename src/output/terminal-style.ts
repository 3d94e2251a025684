import type { Output } from './output-options.ts';
import type { TerminalStyle } from '../reporters/terminal/style.ts';

/** What decides how to write to a terminal. */
interface TerminalEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: { readonly isTTY?: boolean };
}

/** Below this many columns nothing is left for a chart; above, lines are hard to follow. */
const MIN_COLUMNS = 32;
const MAX_COLUMNS = 160;

/**
 * Chooses width, color and Unicode for the report. Color follows https://force-color.org and then
 * https://no-color.org; Unicode is on unless the terminal or the locale lacks it.
 */
export function terminalStyleOf(
  { env, stdout }: TerminalEnvironment,
  options: Pick<Output, 'color'>,
): TerminalStyle {
  return {
    columns: Math.min(MAX_COLUMNS, Math.max(MIN_COLUMNS, stdout.columns || 80)),
    color: options.color && takesColor(env, stdout.isTTY === true),
    unicode: hasUnicode(env),
  };
}

function takesColor(env: TerminalEnvironment['env'], isTerminal: boolean): boolean {
  const forced = env['FORCE_COLOR'] ?? '';
  if (forced !== '') return forced !== '0' && forced !== 'false';
  return isTerminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}

function hasUnicode(env: TerminalEnvironment['env']): boolean {
  if (env['TERM'] === 'dumb' || env['TERM'] === 'linux') return false;
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'];
  return locale === undefined || /utf-?8/i.test(locale);
}

/** Whether to show progress: only on a terminal, and not with `--quiet`. */
export function wantsProgress(
  { env, stderr }: TerminalEnvironment,
  { quiet }: Pick<Output, 'quiet'>,
): boolean {
  return stderr.isTTY === true && env['TERM'] !== 'dumb' && !quiet;
}
