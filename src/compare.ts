import { checkOnce } from './check.ts';
import type { RunContext } from './run-context.ts';
import type { ComparisonRequest } from './options/requests.ts';
import { SERVICE_ROUTES, type ComparisonCell, type ComparisonMode } from './core/comparison.ts';
import type { DeployedTargetSpec } from './targets/target-spec.ts';
import { assertServiceIsHere, startLocalService } from './targets/local-service.ts';
import { localTarget } from './targets/local-target.ts';
import type { AwsOptions } from './targets/aws/aws-client.ts';
import { openTarget } from './targets/open-target.ts';
import type { OpenTarget } from './targets/target.ts';

const LOCAL_MODES = ['one-process', 'instance-per-call'] as const;

/** What a comparison needs from the process that runs it. */
export type ComparisonContext = RunContext &
  AwsOptions & {
    /** Called before each cell, and without a route while the service starts. */
    readonly onCell?: (cell: { readonly mode: ComparisonMode; readonly route?: string }) => void;
  };

/** One way to run the service; opens its routes one after the other. */
interface Column {
  readonly mode: ComparisonMode;
  readonly open: (path: string) => Promise<OpenTarget>;
  readonly close: () => Promise<void>;
}

/**
 * Checks the three routes in each way to run them. If it is interrupted, it returns the cells that
 * had finished by then.
 * @throws UsageError if the service is not here, before AWS is called.
 * @throws TargetError if a target cannot be called or does not start.
 */
export async function compare(
  options: ComparisonRequest,
  context: ComparisonContext,
): Promise<ComparisonCell[]> {
  assertServiceIsHere();
  const cells: ComparisonCell[] = [];
  try {
    for await (const cell of checkCells(options, context)) cells.push(cell);
  } catch (error) {
    // An interrupted start rejects.
    if (!context.signal.aborted) throw error;
  }
  return cells;
}

async function* checkCells(
  options: ComparisonRequest,
  context: ComparisonContext,
): AsyncGenerator<ComparisonCell> {
  for (const openColumn of planColumns(options, context)) {
    const column = await openColumn();
    try {
      for (const route of SERVICE_ROUTES) {
        context.onCell?.({ mode: column.mode, route });
        const path = route === '/ping/cpu' ? route : `${route}?delay=${options.delayMs}`;
        const open = await column.open(path);
        const run = await checkOnce(open, options.plan, context);
        if (run.interrupted) return;
        yield { route, mode: column.mode, run };
      }
    } finally {
      await column.close();
    }
  }
}

/** AWS comes first: if the stack is missing, the error comes before the minutes that the rest takes. */
function planColumns(
  { deployed }: ComparisonRequest,
  context: ComparisonContext,
): (() => Promise<Column>)[] {
  const local = LOCAL_MODES.map((mode) => () => openLocalColumn(mode, context));
  return deployed === undefined
    ? local
    : [() => Promise.resolve(deployedColumn(deployed, context)), ...local];
}

async function openLocalColumn(
  mode: (typeof LOCAL_MODES)[number],
  context: ComparisonContext,
): Promise<Column> {
  context.onCell?.({ mode });
  context.onProgress({ phase: 'starting' });
  const service = await startLocalService(mode, context.signal);
  const open = (path: string): Promise<OpenTarget> =>
    Promise.resolve({
      target: localTarget({ ...context, service, path, mode }),
      close: () => Promise.resolve(),
    });
  return { mode, open, close: service.stop };
}

function deployedColumn(deployed: DeployedTargetSpec, context: ComparisonContext): Column {
  return {
    mode: 'deployed',
    open: (path) => openTarget({ ...deployed, path }, context),
    close: () => Promise.resolve(),
  };
}
