import { readFileSync } from 'node:fs';
import { describeFileError, UsageError } from './errors.ts';

/** The file descriptor. */
const STANDARD_INPUT = 0;

/**
 * Reads a file that an option names, or standard input for `-`.
 * @param option what named it, as it was typed
 * @throws UsageError if it cannot be read.
 */
export function readFileOrInput(file: string, option: string): Buffer {
  return readInputFile(file === '-' ? STANDARD_INPUT : file, option);
}

/**
 * Reads a file that an option names.
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
