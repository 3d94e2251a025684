import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { codeOf, describeFileError, OutputError, UsageError } from '../errors.ts';

/** A file that is open for writing. It is opened before anything is fired: a cold start comes once. */
export interface OutputFile {
  /**
   * Writes the whole text and closes the file.
   * @throws OutputError if it cannot be written, for instance because the disk is full.
   */
  readonly write: (text: string) => void;
  /**
   * Closes the file unwritten: an existing one keeps its contents, a new one is removed. Does nothing once it is
   * closed.
   */
  readonly discard: () => void;
  /** Equal for two names of one file; absent if it is not a regular file, such as a pipe. */
  readonly identity?: string;
}

/**
 * Opens a file for writing; `option` is the one that names it, for messages. With `append`, `write`
 * adds to what is there.
 * @throws UsageError if the file cannot be written.
 */
export function openOutput(
  option: string,
  file: string,
  { append }: { readonly append: boolean } = { append: false },
): OutputFile {
  const existed = existsSync(file);
  const descriptor = openFile(option, file);
  const { dev, ino, isFile } = identify(descriptor);
  const created = existed ? undefined : realpathSync(file); // what a link points to
  let isOpen = true;
  return {
    ...(isFile ? { identity: `${dev}:${ino}` } : {}),
    write: (text) => {
      isOpen = false;
      try {
        if (!append) ftruncateIfFile(descriptor);
        writeFileSync(descriptor, text);
        closeSync(descriptor);
      } catch (error) {
        throw new OutputError(
          `${option} ${file}: cannot write the results: ${describeFileError(error)}`,
          {
            cause: error,
          },
        );
      }
    },
    discard: () => {
      if (!isOpen) return;
      isOpen = false;
      closeSync(descriptor);
      if (created !== undefined) rmSync(created, { force: true });
    },
  };
}

function openFile(option: string, file: string): number {
  try {
    return openSync(file, 'a');
  } catch (error) {
    throw new UsageError(`${option} ${file}: ${describeOpenError(error)}`, { cause: error });
  }
}

function describeOpenError(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'the folder does not exist';
  return code === 'EISDIR'
    ? describeFileError(error)
    : `cannot be written: ${describeFileError(error)}`;
}

function identify(descriptor: number): { dev: number; ino: number; isFile: boolean } {
  const status = fstatSync(descriptor);
  return { dev: status.dev, ino: status.ino, isFile: status.isFile() };
}

function ftruncateIfFile(descriptor: number): void {
  try {
    ftruncateSync(descriptor);
  } catch {
    // A pipe or a device has no contents to remove.
  }
}
