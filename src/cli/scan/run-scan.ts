import { defined } from '../../core/defined.ts';
import { scan } from '../../scan.ts';
import { scanResult } from '../../output/scan-result.ts';
import { asInterrupted, type Result } from '../../output/result.ts';
import { terminalStyleOf } from '../../output/terminal-style.ts';
import type { Host } from '../host.ts';
import type { Command } from '../options.ts';
import { awsContext, createContext, fitPlan, showStart } from '../create-context.ts';
import { rerunOf } from '../run-command.ts';

type ScanCommand = Extract<Command, { do: 'scan' }>;

/**
 * Runs the check once for each row of a scan.
 * @throws UsageError if this machine has no room for the burst.
 */
export async function runScan(command: ScanCommand, host: Host): Promise<Result> {
  const { rows, timeoutMs, output, rerun } = command;
  const plan = fitPlan({ plan: command.plan, ...serviceOf(command) }, host);
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
    const interrupted = scanned.length < rows.length || undefined;
    const result = scanResult(scanned, {
      output,
      style: terminalStyleOf(host, output),
      rerun: rerunOf(host, rerun),
      ...defined({ interrupted }),
    });
    return interrupted ? asInterrupted(result, scanned.length) : result;
  } finally {
    line?.clear();
  }
}

/** How the local service runs, if that takes most memory. */
function serviceOf({ rows }: ScanCommand): { readonly service?: 'instance-per-call' } {
  const isParallel = rows.some(
    ({ target }) => target.kind === 'local' && target.mode === 'instance-per-call',
  );
  return isParallel ? { service: 'instance-per-call' } : {};
}
