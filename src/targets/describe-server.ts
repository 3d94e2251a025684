import type { Invocation } from '../core/invocation.ts';
import { errorLine, type Ending } from '../core/timeline/server-report.ts';
import type { ServerSpec } from './target-spec.ts';

// Words about a server that was started here, for error messages.

/** Lines that are quoted. */
const QUOTED = 8;

/** `. ${whose} last output:` and the last lines, without stack traces; empty if they have no words. */
export function lastOutput(lines: readonly string[], whose = 'Its'): string {
  const shown = withoutStacks(lines).slice(-QUOTED);
  if (errorLine(shown) === undefined) return '';
  return `. ${whose} last output:\n  ${shown.join('\n  ')}`;
}

/** The line that names the error, then the last lines if there are more; empty if they have no words. */
export function errorOutput(lines: readonly string[]): string {
  const words = errorLine(lines);
  if (words === undefined) return '';
  const more = withoutStacks(lines).length > 1 ? lastOutput(lines) : '';
  return `: ${words}${/[?!]$/.test(words) ? more.slice(1) : more}`;
}

function withoutStacks(lines: readonly string[]): string[] {
  return lines.filter((line) => line.trim() !== '' && !line.trimStart().startsWith('at '));
}

/** What a proxy says while the server behind it starts. */
export const GATEWAY_STATUSES: readonly number[] = [502, 503, 504];

/** A try to call a server that starts. */
export interface Try {
  /** Whether there was a connection. */
  readonly connected?: boolean;
  /** The call, if it ended before we gave up. */
  readonly call?: Invocation;
}

interface Called {
  readonly url: URL;
  readonly server: ServerSpec;
  /** Where calls went instead of the host in the address. */
  readonly connectedTo?: string;
}

/** What came instead of an answer by the last try, and what to do. */
export function notReadyWords(
  { url, connectedTo, server }: Called,
  { connected = false, call }: Try,
): string {
  const at = `at ${[url.origin, connectedTo].filter(Boolean).join(' at ')}`;
  const readyS = server.readyMs / 1_000;
  const within = `within ${readyS} s`;
  return `${server.shownCommand[0]} ${problemWords()}, or allow more time with --ready`;

  function problemWords(): string {
    const { status, error } = call ?? {};
    if (connected && error?.code === 'timeout') {
      return `accepted connections ${at}, but tries for ${readyS} s each got ${error.message}; expected an answer. If calls take longer, raise --timeout. Otherwise fix what keeps it from answering`;
    }
    if (status !== undefined) {
      return `answered ${at}, but only with status ${status} ${within}; expected any status but ${GATEWAY_STATUSES.join(', ')}. Fix what keeps it from serving`;
    }
    if (connected && error === undefined) {
      return `accepted connections ${at}, but answered nothing ${within}; expected an answer. Fix what keeps it from answering`;
    }
    const why = error === undefined ? '' : ` (${error.message})`;
    return `did not answer ${at} ${within}${why}. Check its address and port`;
  }
}

/** `exit 1`, `SIGSEGV` */
export function endingWords({ exitCode, signal }: Ending): string {
  return signal ?? `exit ${exitCode}`;
}
