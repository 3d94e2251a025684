import { defined } from '../defined.ts';
import { errorLine, type ServerReport } from '../timeline/server-report.ts';
import type { RunWarning } from '../warning.ts';

/** Warnings about a server that was started for the run: it ended, or its calls failed. */
export function serverWarnings(server: ServerReport | undefined): RunWarning[] {
  if (server === undefined) return [];
  const { ended, lastLines = [] } = server;
  const line = errorLine(lastLines);
  if (ended !== undefined) {
    return [{ code: 'server-ended', ...ended, ...defined({ line }), remedies: [] }];
  }
  return line === undefined ? [] : [{ code: 'server-error', line, remedies: [] }];
}
