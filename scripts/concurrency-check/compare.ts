import { measure, type Plan, type Progress, type Watch } from './check.ts';
import type { ComparedRun } from './core/comparison.ts';
import { judge } from './core/run.ts';
import { startLocalService } from './targets/local-service.ts';
import { localTarget } from './targets/local.ts';

const MODES = ['one-process', 'instance-per-call'] as const;
const ROUTES = ['/ping', '/ping/blocking', '/ping/cpu'] as const;

/** Runs the three routes both ways. Interrupted, it returns the cells that had finished. */
export async function compare(
  options: { readonly plan: Plan; readonly delayMs: number; readonly timeoutMs: number },
  watch: Watch & { readonly onCell: (route: string, mode: string) => void },
): Promise<ComparedRun[]> {
  const cells: ComparedRun[] = [];
  for (const mode of MODES) {
    const starting: Progress = { phase: 'starting' };
    watch.onCell('', mode);
    watch.onProgress(starting);
    const service = await startLocalService(mode, watch.signal);
    try {
      for (const route of ROUTES) {
        watch.onCell(route, mode);
        const path = route === '/ping/cpu' ? route : `${route}?delay=${options.delayMs}`;
        const target = localTarget({ service, path, mode, ...options, clock: watch.clock });
        const run = judge(await measure(target, options.plan, watch));
        if (watch.signal.aborted) return cells;
        cells.push({ route, mode, run });
      }
    } finally {
      await service.stop();
    }
  }
  return cells;
}
