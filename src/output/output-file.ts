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
import { codeOf, messageOf, OutputError, UsageError } from '../errors.ts';

/** A file that was found to be writable before anything was fired: a cold start happens only once. */
export interface OutputFile {
  /** @throws OutputError where there turns out to be no room. */
  readonly write: (text: string) => void;
  /** Leaves things as they were: what was there stays, what was not goes. */
  readonly discard: () => void;
  /** The same for two names of one file; absent of what is no file, such as a pipe. */
  readonly identity?: string;
}

/** @throws UsageError where the file cannot be written. */
export function openOutput(
  option: string,
  file: string,
  { append }: { readonly append: boolean } = { append: false },
): OutputFile {
  const existed = existsSync(file);
  const descriptor = open(option, file);
  const { dev, ino, isFile } = identify(descriptor);
  const created = existed ? undefined : realpathSync(file); // of a link, what it leads to
  return {
    ...(isFile ? { identity: `${dev}:${ino}` } : {}),
    write: (text) => {
      try {
        if (!append) ftruncateIfFile(descriptor);
        writeFileSync(descriptor, text);
        closeSync(descriptor);
      } catch (error) {
        throw new OutputError(`${option} ${file}: ${messageOf(error)}`, { cause: error });
      }
    },
    discard: () => {
      closeSync(descriptor);
      if (created !== undefined) rmSync(created, { force: true });
    },
  };
}

function open(option: string, file: string): number {
  try {
    return openSync(file, 'a');
  } catch (error) {
    const why =
      codeOf(error) === 'ENOENT'
        ? 'its folder is not there'
        : messageOf(error).replace(/, open .*$/, '');
    throw new UsageError(`${option} ${file}: cannot be written: ${why}`, { cause: error });
  }
}

function identify(descriptor: number): { dev: number; ino: number; isFile: boolean } {
  const status = fstatSync(descriptor);
  return { dev: status.dev, ino: status.ino, isFile: status.isFile() };
}

function ftruncateIfFile(descriptor: number): void {
  try {
    ftruncateSync(descriptor);
  } catch {
    // A pipe or a device: there is nothing to cut off.
  }
}
