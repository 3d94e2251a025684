import { sanitizeLine } from './core/sanitize.ts';

/** The command line, or a file that it names, is wrong: nothing was fired. Exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(message: string, options?: ErrorOptions) {
    super(sanitizeLine(message), options); // one line, whatever was typed or read
  }
}

/** No verdict can be reached: nothing to call, or it does not start. Exit status 3. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
}

/** What was measured could not be written where it should go. Exit status 3: it was not delivered. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

/** Somebody had enough before there was anything to report. Exit status 130. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
}

/** What went wrong, in words, from whatever was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map(messageOf).join('; ');
  }
  return error instanceof Error ? error.message : String(error);
}

/** The system's name for an error (`ECONNREFUSED`), where it has one. */
export function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Why a signal was aborted; the platform types it as `any`. */
export function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

/** Why a file that was named cannot be read. */
export function fileProblem(error: unknown): string {
  if (codeOf(error) === 'ENOENT') return 'there is no such file';
  return codeOf(error) === 'EISDIR' ? 'it is a folder' : messageOf(error);
}
