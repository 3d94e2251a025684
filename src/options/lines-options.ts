import { fillIn, hasPlaceholder } from '../targets/requests/call-values.ts';
import { UsageError } from '../errors.ts';
import { readInputFile } from '../input-file.ts';
import { valueOf, type Arguments } from './arguments.ts';
import { isHeaderValue } from './http-options.ts';

/**
 * Reads the file of `--lines`, without empty lines; `undefined` if the option is not given.
 * `templates` are the texts in which `{line}` may stand: the target, headers and the data.
 * @throws UsageError if the file cannot be read or is empty, or if only one of `--lines` and
 * `{line}` is given.
 */
export function readLines(
  args: Arguments,
  templates: readonly string[],
): readonly string[] | undefined {
  const file = valueOf(args, 'lines');
  const wanted = templates.some((template) => hasPlaceholder(template, 'line'));
  if (file === undefined) {
    if (!wanted) return undefined;
    throw new UsageError('{line} needs a file of lines; add --lines FILE');
  }
  if (!wanted) {
    throw new UsageError(
      `--lines ${file}: expected {line} in the target, a header or the data, but it is in none of them`,
    );
  }
  const lines = readInputFile(file, `--lines ${file}`)
    .toString()
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line !== '');
  if (lines.length > 0) return lines;
  throw new UsageError(`--lines ${file}: expected at least one line, received an empty file`);
}

/** Where a header's value has `{line}`: no control characters, nothing outside Latin-1. */
export const IN_HEADER: Place = { where: 'a header', fits: (text) => isHeaderValue('x', text) };

/** Where a line is to stand, and what may stand there. */
interface Place {
  readonly where: string;
  readonly fits: (filled: string) => boolean;
}

/**
 * Checks that every line can stand where `{line}` does.
 * @throws UsageError with the first line for which `fits` is false.
 */
export function assertLinesFit(
  lines: readonly string[] | undefined,
  template: string,
  { where, fits }: Place,
): void {
  if (lines === undefined || !hasPlaceholder(template, 'line')) return;
  const misfit = lines.find((line) => !fits(fillIn(template, { n: 1, line })));
  if (misfit === undefined) return;
  throw new UsageError(
    `--lines: a line does not fit into ${where}: ${JSON.stringify(misfit.slice(0, 60))}`,
  );
}
