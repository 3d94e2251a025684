import type { Recording } from './core/recording.ts';
import { sanitizeLine } from './core/sanitize.ts';

/** An option is wrong, or a file that it names. Nothing was fired. The command exits with status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(message: string, options?: ErrorOptions) {
    super(sanitizeLine(message), options); // one line, whatever was typed or read
  }
}

/** The target cannot be called or does not start, so there is no verdict. The command exits with status 3. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
  /** What had been measured by then, if anything. */
  measured?: Recording;
}

/** What another program recorded holds no run of calls, so there is no verdict. The command exits with status 3. */
export class NoRunError extends Error {
  override readonly name = 'NoRunError';

  constructor(message: string) {
    super(sanitizeLine(message)); // one line, whatever the file holds
  }
}

/** The results could not be written to a file or to standard output. Exit status 3. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

/** A signal ended the check before there was anything to report. Exit status 130. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
}

/** The message of whatever was thrown. An AggregateError without one gives those of its errors. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map(messageOf).join('; ');
  }
  return error instanceof Error ? error.message : String(error);
}

/** The `code` of a system error, such as `ECONNREFUSED`; `undefined` if it has none. */
export function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** The reason that a signal was aborted with, as an Error; the platform types it as `any`. */
export function abortReason({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

/** Says why a file cannot be read or written, in words for an error message that names it. */
export function describeFileError(error: unknown): string {
  return FILE_ERRORS[codeOf(error) ?? ''] ?? messageOf(error);
}

const FILE_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'this is a folder; expected a file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
};
