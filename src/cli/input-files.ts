import path from 'node:path';
import { UsageError } from '../errors.ts';
import type { Format } from '../output/formats.ts';
import { STANDARD_OUTPUT } from '../output/output-files.ts';
import { isCookieFile } from '../options/request/cookie-file.ts';
import { fileOfPart } from '../options/request/form-options.ts';
import { typedName, type Arguments, type OptionName } from '../options/arguments.ts';

/** Options that name a file to read. */
const READING: readonly OptionName[] = ['from', 'against', 'lines', 'cacert', 'cert', 'key'];

/** Options whose value names a file to read after an `@`. */
const READING_AT: readonly OptionName[] = ['data', 'data-binary', 'data-urlencode'];

/**
 * Checks that no output file is one that the command reads: it would be overwritten.
 * @throws UsageError if one is.
 */
export function assertNoInputs(
  files: ReadonlyMap<Format, string>,
  { given, typed }: Pick<Arguments, 'given' | 'typed'>,
): void {
  for (const [format, file] of files) {
    if (file === STANDARD_OUTPUT) continue;
    const reading = given.find((option) => fileRead(option) === path.resolve(file));
    if (reading === undefined) continue;
    throw new UsageError(
      `--${format} would overwrite ${file}, which ${typedName({ typed }, reading.name)} reads; give it another file`,
    );
  }
}

function fileRead({ name, rawName, value }: Arguments['given'][number]): string | undefined {
  if (READING.includes(name)) return path.resolve(value);
  if (name === 'cookie' && isCookieFile(value)) return path.resolve(value);
  if (name === 'form') return resolved(fileOfPart(value, rawName));
  if (!READING_AT.includes(name)) return undefined;
  // NAME@FILE, but not NAME=CONTENT@MORE; the others have the @ first.
  const at = name === 'data-urlencode' ? value.search(/[=@]/) : 0;
  return value[at] === '@' ? path.resolve(value.slice(at + 1)) : undefined;
}

function resolved(file: string | undefined): string | undefined {
  return file === undefined ? undefined : path.resolve(file);
}
