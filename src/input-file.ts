import { readFileSync } from 'node:fs';
import { describeFileError, UsageError } from './errors.ts';

/** The file that is meant by `-`: standard input. */
export const STANDARD_INPUT = 0;

/**
 * Reads a file that the command line names.
 * @param option what named it, as it was typed
 * @throws UsageError if it cannot be read.
 */
export function readInputFile(file: string | typeof STANDARD_INPUT, option: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UsageError(`${option}: ${describeFileError(error)}`, { cause: error });
  }
}
