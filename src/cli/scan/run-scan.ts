import { scan } from '../../scan.ts';
import { scanResult } from '../../output/scan-result.ts';
import type { Result } from '../../output/result.ts';
import { terminalStyleOf } from '../../output/terminal-style.ts';
import type { Host } from '../host.ts';
import type { Command } from '../options.ts';
import { awsContext, createContext, fitPlan, showStart } from '../create-context.ts';
import { rerunOf } from '../run-command.ts';

/**
 * Runs the check once for each row of a scan.
 * @throws UsageError if this machine has no room for the burst.
 */
export async function runScan(
  command: Extract<Command, { do: 'scan' }>,
  host: Host,
): Promise<Result> {
  const { rows, timeoutMs, output, rerun } = command;
  const isParallel = rows.some(
    ({ target }) => target.kind === 'local' && target.mode === 'instance-per-call',
  );
  const service = isParallel ? ({ service: 'instance-per-call' } as const) : {};
  const plan = fitPlan({ plan: command.plan, ...service }, host);
  const { context, line } = createContext(output, host);
  let row = '';
  const shown = {
    ...context,
    onProgress: ((progress) => line?.show(progress, row)) satisfies typeof context.onProgress,
  };
  try {
    const scanned = await scan(
      { plan, rows },
      {
        ...shown,
        ...awsContext(line, host),
        timeoutMs,
        onRow: (nth, target) => {
          row = `${nth} of ${rows.length}: `;
          showStart(target, shown);
        },
      },
    );
    return scanResult(scanned, {
      output,
      style: terminalStyleOf(host, output),
      rerun: rerunOf(host, rerun),
      interrupted: scanned.length < rows.length,
    });
  } finally {
    line?.clear();
  }
}
