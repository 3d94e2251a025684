import { checkOnce } from './check.ts';
import type { Plan } from './core/plan.ts';
import { judge, type Run } from './core/run.ts';
import type { ScanRow } from './core/scan/scan-row.ts';
import { TargetError } from './errors.ts';
import type { ScanRequest } from './options/requests.ts';
import type { RunContext } from './run-context.ts';
import { openTarget } from './targets/open-target.ts';
import type { AwsOptions } from './targets/aws/aws-client.ts';
import { describeSpec, type TargetSpec } from './targets/target-spec.ts';
import { unmeasured } from './unmeasured.ts';

/** What a scan needs from the process that runs it. */
export type ScanContext = RunContext &
  AwsOptions & {
    /** Called before each row, which counts from 1. */
    readonly onRow: (nth: number, row: ScanRequest['rows'][number]) => void;
  };

/**
 * Checks one row after the other. A row whose target cannot be called has no verdict, and the others
 * go on. If it is interrupted, it returns the rows that had finished by then.
 */
export async function scan(
  { plan, rows }: Pick<ScanRequest, 'plan' | 'rows'>,
  context: ScanContext,
): Promise<readonly ScanRow[]> {
  const scanned: ScanRow[] = [];
  for (const [index, row] of rows.entries()) {
    if (context.signal.aborted) break;
    context.onRow(index + 1, row);
    const run = await checkRow(row.target, plan, context);
    if (run === undefined) break;
    scanned.push({ values: row.values, run });
  }
  return scanned;
}

/** Returns `undefined` if interrupted. */
async function checkRow(
  spec: TargetSpec,
  plan: Plan,
  context: ScanContext,
): Promise<Run | undefined> {
  try {
    const run = await checkOnce(await openTarget(spec, context), plan, context);
    return run.interrupted ? undefined : run;
  } catch (error) {
    if (context.signal.aborted) return undefined;
    if (!(error instanceof TargetError)) throw error;
    return failedRun(error, spec, context);
  }
}

function failedRun(error: TargetError, spec: TargetSpec, context: ScanContext): Run {
  const measured = error.measured ?? unmeasured(describeSpec(spec), context);
  return judge({ ...measured, problem: error.message });
}
