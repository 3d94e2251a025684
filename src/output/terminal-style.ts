import type { Output } from './output-options.ts';
import type { TerminalStyle } from '../reporters/terminal/style.ts';

/** Of the process, what decides how it may write. */
interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: { readonly isTTY?: boolean };
}

const NARROWEST = 60;
const WIDEST = 160;

/** How the report is to style: https://no-color.org, and Unicode unless the terminal or the locale has none. */
export function terminalStyleOf(
  { env, stdout }: Surroundings,
  wanted: Pick<Output, 'color'>,
): TerminalStyle {
  const color = wanted.color && stdout.isTTY === true && (env['NO_COLOR'] ?? '') === '';
  return {
    columns: Math.min(WIDEST, Math.max(NARROWEST, stdout.columns ?? 80)),
    color: color && env['TERM'] !== 'dumb',
    unicode: hasUnicode(env),
  };
}

function hasUnicode(env: Surroundings['env']): boolean {
  if (env['TERM'] === 'dumb' || env['TERM'] === 'linux') return false;
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'];
  return locale === undefined || /utf-?8/i.test(locale);
}

/** Progress is for somebody who watches. */
export function wantsProgress(
  { env, stderr }: Surroundings,
  { quiet }: Pick<Output, 'quiet'>,
): boolean {
  return stderr.isTTY === true && env['TERM'] !== 'dumb' && !quiet;
}
