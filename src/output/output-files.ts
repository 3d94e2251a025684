import path from 'node:path';
import { OutputError, UsageError } from '../errors.ts';
import type { Documents, Format } from './formats.ts';
import { openOutput, type OutputFile } from './output-file.ts';

/** The file for each format that was asked for; `-` is standard output. */
export type Destinations = ReadonlyMap<Format, string>;

/** The name that stands for standard output. */
export const STANDARD_OUTPUT = '-';

/** All output files that were asked for, open for writing. */
export interface OutputFiles {
  /**
   * Writes every file. One that cannot be written does not keep the others from being written.
   * @throws OutputError for those that cannot be written, a line each.
   */
  readonly write: (documents: Documents) => Promise<void>;
  /** Closes all of them unwritten and leaves the disk as it was. */
  readonly discard: () => void;
}

/**
 * Opens every file that was asked for, except standard output.
 * @throws UsageError if one cannot be written, or if two are the same file; then none is touched.
 */
export function openOutputs(destinations: Destinations): OutputFiles {
  const outputs: { format: Format; file: OutputFile }[] = [];
  const discard = (): void => outputs.forEach(({ file }) => file.discard());
  try {
    for (const [format, file] of destinations) {
      if (file === STANDARD_OUTPUT) continue;
      // Several CI steps add to one job summary. The other formats are one document each.
      const append = format === 'markdown';
      const output = openOutput(`--${format}`, file, { append });
      const duplicate = outputs.find(
        (other) => other.file.identity !== undefined && other.file.identity === output.identity,
      );
      outputs.push({ format, file: output });
      if (duplicate !== undefined) throw collision(duplicate.format, format, file);
    }
  } catch (error) {
    discard();
    throw error;
  }
  return {
    discard,
    write: async (documents) => {
      const problems: string[] = [];
      for (const { format, file } of outputs) {
        const text = await documents[format]();
        try {
          file.write(text);
        } catch (error) {
          if (!(error instanceof OutputError)) throw error;
          problems.push(error.message);
        }
      }
      if (problems.length > 0) throw new OutputError(problems.join('\n'));
    },
  };
}

function collision(one: Format, other: Format, file: string): UsageError {
  return new UsageError(`--${one} and --${other} both write to ${file}; give each its own file`);
}

/**
 * Checks the names of the files before any is opened.
 * @throws UsageError if two formats have the same destination.
 */
export function assertNoCollisions(destinations: Destinations): void {
  const taken = new Map<string, Format>();
  for (const [format, file] of destinations) {
    const resolved = file === STANDARD_OUTPUT ? file : path.resolve(file);
    const other = taken.get(resolved);
    if (other !== undefined) {
      throw collision(other, format, file);
    }
    taken.set(resolved, format);
  }
}
