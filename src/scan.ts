import { checkOnce } from './check.ts';
import { defined } from './core/defined.ts';
import type { Plan } from './core/plan.ts';
import { SCHEMA_VERSION } from './core/run-file/schema-version.ts';
import { judge, type Run } from './core/run.ts';
import type { ScanRow, ScanValues } from './core/scan/scan-row.ts';
import { maskTarget } from './core/target-description.ts';
import { TargetError } from './errors.ts';
import type { RunContext } from './run-context.ts';
import { openTarget } from './targets/open-target.ts';
import type { AwsOptions } from './targets/aws/aws-client.ts';
import { describeSpec, type TargetSpec } from './targets/target-spec.ts';

/** What a scan checks: the same plan, row by row. */
export interface ScanOptions {
  readonly plan: Plan;
  readonly rows: readonly { readonly values: ScanValues; readonly target: TargetSpec }[];
}

/** What a scan needs from the process that runs it. */
export type ScanContext = RunContext &
  AwsOptions & {
    /** Called before each row. */
    readonly onRow: (nth: number, target: TargetSpec) => void;
  };

/**
 * Checks one row after the other. A row whose target cannot be called has no verdict, and the others
 * go on. If it is interrupted, it returns the rows that had finished by then.
 */
export async function scan(
  { plan, rows }: ScanOptions,
  context: ScanContext,
): Promise<readonly ScanRow[]> {
  const scanned: ScanRow[] = [];
  for (const [index, { values, target }] of rows.entries()) {
    if (context.signal.aborted) break;
    context.onRow(index + 1, target);
    const run = await checkRow(target, plan, context);
    if (run === undefined) break;
    scanned.push({ values, run });
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

function failedRun(error: TargetError, spec: TargetSpec, { client, clock }: ScanContext): Run {
  const measured = error.measured ?? {
    schemaVersion: SCHEMA_VERSION,
    ...defined({ client: client && { ...client, startedAt: clock.wall() } }),
    target: maskTarget(describeSpec(spec)),
    solo: [],
    bursts: [],
  };
  return judge({ ...measured, problem: error.message });
}
