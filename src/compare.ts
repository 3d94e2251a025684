import { measure, type RunContext } from './check.ts';
import type { Plan } from './core/plan.ts';
import type { ComparisonCell, ComparisonMode } from './core/comparison.ts';
import { judge } from './core/run.ts';
import type { DeployedTargetSpec } from './targets/target-spec.ts';
import { startLocalService } from './targets/local-service.ts';
import { localTarget } from './targets/local-target.ts';
import type { AwsOptions } from './targets/aws/open-aws.ts';
import { openTarget } from './targets/open-target.ts';
import type { OpenTarget } from './targets/target.ts';

const LOCAL_MODES = ['one-process', 'instance-per-call'] as const;
const ROUTES = ['/ping', '/ping/blocking', '/ping/cpu'] as const;

export interface ComparisonOptions {
  readonly plan: Plan;
  readonly delayMs: number;
  /** A further column: what is on AWS. */
  readonly deployed?: DeployedTargetSpec;
}

export type ComparisonContext = RunContext &
  AwsOptions & { readonly onCell: (route: string, mode: ComparisonMode) => void };

/** Opens one route after the other of a way to run them. */
interface Column {
  readonly mode: ComparisonMode;
  readonly open: (path: string) => Promise<OpenTarget>;
  readonly close: () => Promise<void>;
}

/** Runs the three routes each way. Interrupted, it returns the cells that had finished. */
export async function compare(
  options: ComparisonOptions,
  context: ComparisonContext,
): Promise<ComparisonCell[]> {
  const cells: ComparisonCell[] = [];
  for (const openColumn of columnsOf(options, context)) {
    const column = await openColumn();
    try {
      for (const route of ROUTES) {
        context.onCell(route, column.mode);
        const path = route === '/ping/cpu' ? route : `${route}?delay=${options.delayMs}`;
        const run = await runCell(await column.open(path), options.plan, context);
        if (context.signal.aborted) return cells;
        cells.push({ route, mode: column.mode, run });
      }
    } finally {
      await column.close();
    }
  }
  return cells;
}

async function runCell(
  { target, close }: OpenTarget,
  plan: Plan,
  context: RunContext,
): Promise<ComparisonCell['run']> {
  try {
    return judge(await measure(target, plan, context));
  } finally {
    await close();
  }
}

/** What is on AWS comes first: should it not be there, that is known before anything is waited for. */
function columnsOf(
  { deployed }: ComparisonOptions,
  context: ComparisonContext,
): (() => Promise<Column>)[] {
  const local = LOCAL_MODES.map((mode) => () => localColumn(mode, context));
  return deployed === undefined
    ? local
    : [() => Promise.resolve(deployedColumn(deployed, context)), ...local];
}

async function localColumn(
  mode: (typeof LOCAL_MODES)[number],
  context: ComparisonContext,
): Promise<Column> {
  context.onCell('', mode);
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
