import { checkOnce } from './check.ts';
import { compare, type ComparisonContext } from './compare.ts';
import type { ComparisonCell } from './core/comparison.ts';
import { defined } from './core/defined.ts';
import type { Caller } from './core/listen/caller.ts';
import { judgeCallers } from './core/listen/judge-callers.ts';
import type { Plan } from './core/plan.ts';
import type { Run } from './core/run.ts';
import type { ScanRow, ScanValues } from './core/scan/scan-row.ts';
import { withContext, type Context, type Hooks } from './create-context.ts';
import { TargetError } from './errors.ts';
import { listen, type ListenOptions } from './listen/listen.ts';
import { clock, freeMemoryBytes, openFileLimit, thisClient } from './machine.ts';
import { fitToMachine } from './options/capacity.ts';
import type {
  CheckRequest,
  ComparisonRequest,
  ListenRequest,
  ScanRequest,
} from './options/requests.ts';
import type { RunContext } from './run-context.ts';
import { scan } from './scan.ts';
import type { Mode } from './targets/local-service.ts';
import { openTarget } from './targets/open-target.ts';
import { describeSpec, type TargetSpec } from './targets/target-spec.ts';
import { unmeasured } from './unmeasured.ts';

/**
 * Fires calls at one target and judges them. If it is interrupted, the run has what had finished.
 * @throws UsageError if this machine has no room for the burst.
 * @throws TargetError if the target cannot be called, with what had been measured by then.
 * @throws the reason of the signal if it aborts while the target starts.
 */
export async function runCheck(request: CheckRequest, hooks: Hooks): Promise<Run> {
  const { target: spec, timeoutMs } = request;
  const plan = fitPlan({ plan: request.plan, ...defined({ service: modeOf(spec) }) }, hooks);
  return withContext(hooks, timeoutMs, (context) => checkTarget(spec, plan, context));
}

async function checkTarget(spec: TargetSpec, plan: Plan, context: Context): Promise<Run> {
  try {
    showStart(spec, context);
    return await checkOnce(await openTarget(spec, context), plan, context);
  } catch (error) {
    if (error instanceof TargetError) error.measured ??= unmeasured(describeSpec(spec), context);
    throw error;
  }
}

/** How serverless-offline runs the handlers, if it does. */
function modeOf(spec: TargetSpec): Mode | undefined {
  if (spec.kind === 'local') return spec.mode;
  return spec.kind === 'function' && spec.runs.by === 'offline' ? spec.runs.mode : undefined;
}

/** How to follow a comparison. */
export type ComparisonHooks = Hooks & Pick<ComparisonContext, 'onCell'>;

/** The cells of a comparison that had finished. */
export interface Compared {
  readonly cells: readonly ComparisonCell[];
  /** Set if it was interrupted. */
  readonly interrupted?: true;
}

/**
 * Checks every route of our service in each way to run it. If it is interrupted, it returns the cells
 * that had finished.
 * @throws UsageError if this machine has no room for the burst.
 * @throws TargetError if a target cannot be called or does not start.
 */
export async function runComparison(
  request: ComparisonRequest,
  hooks: ComparisonHooks,
): Promise<Compared> {
  const plan = fitPlan({ plan: request.plan, service: 'instance-per-call' }, hooks);
  return withContext(hooks, request.timeoutMs, async (context) => {
    const { onCell } = hooks;
    const cells = await compare({ ...request, plan }, { ...context, ...defined({ onCell }) });
    return { cells, ...defined({ interrupted: context.signal.aborted || undefined }) };
  });
}

/** How to follow a scan. */
export interface ScanHooks extends Hooks {
  /** Called before each row, which counts from 1. */
  readonly onRow?: (row: {
    readonly nth: number;
    readonly of: number;
    readonly values: ScanValues;
  }) => void;
}

/** The rows of a scan that had finished. */
export interface Scanned {
  readonly rows: readonly ScanRow[];
  /** Set if others are missing. */
  readonly interrupted?: true;
}

/**
 * Runs the check once for each row of a scan. If it is interrupted, it returns the rows that had
 * finished.
 * @throws UsageError if this machine has no room for the burst.
 */
export async function runScan(request: ScanRequest, hooks: ScanHooks): Promise<Scanned> {
  const { rows: planned, timeoutMs } = request;
  const plan = fitPlan({ plan: request.plan, ...serviceOf(request) }, hooks);
  return withContext(hooks, timeoutMs, async (context) => {
    const onRow = (nth: number, { values, target }: ScanRequest['rows'][number]): void => {
      hooks.onRow?.({ nth, of: planned.length, values });
      showStart(target, context);
    };
    const rows = await scan({ plan, rows: planned }, { ...context, onRow });
    return { rows, ...defined({ interrupted: rows.length < planned.length || undefined }) };
  });
}

/** How to follow incoming calls, and stop waiting for more. */
export type ListenHooks = Pick<ListenOptions, 'signal' | 'onListening' | 'onCalls'>;

/** What the callers show, and when recording ended, ms on the clock of their calls. */
export interface Heard {
  readonly callers: readonly Caller[];
  readonly endedAt: number;
}

/**
 * Waits for calls until no more come, and judges the callers. If it is interrupted, it judges
 * the calls until then.
 * @throws UsageError if the port is taken.
 */
export async function runListen(request: ListenRequest, hooks: ListenHooks): Promise<Heard> {
  const record = await listen({ ...request, ...hooks, now: clock.now });
  const { cores } = thisClient();
  return { callers: judgeCallers(record, { cores }), endedAt: record.endedAt };
}

/** How the local service runs, if that takes most memory. */
function serviceOf({ rows }: ScanRequest): { readonly service?: 'instance-per-call' } {
  const isParallel = rows.some(({ target }) => modeOf(target) === 'instance-per-call');
  return isParallel ? { service: 'instance-per-call' } : {};
}

/** The plan, or as much of it as this machine has room for. */
function fitPlan(demand: Parameters<typeof fitToMachine>[0], { onNotice }: Hooks): Plan {
  const { plan, notice } = fitToMachine(demand, {
    freeMemoryBytes: freeMemoryBytes(),
    ...defined({ openFiles: openFileLimit() }),
  });
  if (notice !== undefined) onNotice?.(`warning: ${notice}`);
  return plan;
}

/** Shows that the target is being started, if it is. */
function showStart(spec: TargetSpec, { onProgress }: RunContext): void {
  if (spec.kind === 'local') onProgress({ phase: 'starting' });
  if (spec.kind === 'function' && spec.runs.by === 'offline') {
    onProgress({ phase: 'starting-server', command: 'serverless-offline' });
  }
  if (spec.kind !== 'http' || spec.server === undefined) return;
  onProgress({ phase: 'starting-server', command: spec.server.command[0] ?? '' });
}
