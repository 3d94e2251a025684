import { errorLine } from '../core/timeline/server-report.ts';
import { lastOutput } from './describe-server.ts';

/**
 * Why the local service did not start, in its own words: the error that it reports or, if there is none,
 * the end of what it printed, without stack traces. Empty if it printed nothing.
 */
export function describeOutput(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !line.trimStart().startsWith('at '));
  const error = errorLine([reportedError(lines) ?? '']);
  if (error !== undefined) return `: ${error}`;
  return lastOutput(lines);
}

/** osls puts its own errors below a line of `Error:`; Node and plugins put them behind it. */
function reportedError(lines: readonly string[]): string | undefined {
  const heading = lines.lastIndexOf('Error:');
  const below = heading === -1 ? undefined : lines[heading + 1];
  const [behind] = [...(below === undefined ? [] : [below]), ...lines].flatMap(
    (line) => ERROR.exec(line)?.[1] ?? [],
  );
  return behind ?? below;
}

/** `Error: EMFILE: ...` or `TypeError: ...`, at the start of a line or within one. */
const ERROR = /(?:^|[\s{])(?:[A-Z]\w*)?Error: (.+)$/;
