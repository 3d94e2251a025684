import { errorLine, type Ending } from '../core/timeline/server-report.ts';

// Words about a server that was started here, for error messages.

/** Lines that are quoted. */
const QUOTED = 8;

/** `. ${whose} last output:` and the last lines, without stack traces; empty if there are none. */
export function lastOutput(lines: readonly string[], whose = 'Its'): string {
  const told = lines.filter((line) => line.trim() !== '' && !line.trimStart().startsWith('at '));
  return told.length === 0 ? '' : `. ${whose} last output:\n  ${told.slice(-QUOTED).join('\n  ')}`;
}

/** The line that names the error, then the last lines. */
export function errorOutput(lines: readonly string[]): string {
  const first = errorLine(lines);
  const words = first?.trim().replace(/\.$/, '');
  return words === undefined ? '' : `: ${words}${lines.length > 1 ? lastOutput(lines) : ''}`;
}

/** `exit 1`, `SIGSEGV` */
export function endingWords({ exitCode, signal }: Ending): string {
  return signal ?? `exit ${exitCode}`;
}
