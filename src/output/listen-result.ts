import type { Caller } from '../core/listen/caller.ts';
import { renderCallers, renderCallerVerdicts } from '../reporters/listen/report.ts';
import type { TerminalStyle } from '../reporters/terminal/style.ts';
import { EXIT } from './exit-status.ts';
import type { Result } from './result.ts';

/** The result of waiting for callers: their verdicts, and status 0 if one of them has any. */
export function listenResult(
  { callers, endedAt }: { readonly callers: readonly Caller[]; readonly endedAt: number },
  options: {
    readonly style: TerminalStyle;
    readonly quiet: boolean;
    readonly interrupted: boolean;
  },
): Pick<Result, 'report' | 'status'> {
  const { style, quiet, interrupted } = options;
  const decided = callers.some(({ verdict }) => verdict.kind !== 'undecided');
  const reached = decided ? EXIT.reached : EXIT.noVerdict;
  return {
    report: quiet ? renderCallerVerdicts(callers, style) : renderCallers(callers, endedAt, style),
    status: interrupted ? EXIT.interrupted : reached,
  };
}
