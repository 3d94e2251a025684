import { SCHEMA_VERSION, type Run } from '../core/run.ts';
import type { Timeline } from '../core/timeline.ts';
import type { ComparedRun } from '../core/comparison.ts';

/** The run file, one line, as `--from` reads it. */
export function renderJson(run: Run): string {
  return `${JSON.stringify(runFile(run))}\n`;
}

export function renderComparisonJson(comparison: readonly ComparedRun[]): string {
  const cells = comparison.map(({ route, mode, run }) => ({ route, mode, run: runFile(run) }));
  return `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, comparison: cells })}\n`;
}

function runFile({ target, solo, bursts, verdict, warnings }: Run): object {
  return {
    schemaVersion: SCHEMA_VERSION,
    ...(target === undefined ? {} : { target }),
    solo,
    bursts: bursts.map(({ timeline, ...burst }) => ({ ...burst, timeline: summary(timeline) })),
    verdict,
    warnings,
  };
}

/** The timeline without the calls, which stand beside it. */
function summary(whole: Timeline): object {
  const { handlings: _besideIt, answered, alignment, ...timeline } = whole;
  const clocks =
    alignment === undefined
      ? {}
      : {
          clocks:
            alignment.state === 'one-clock'
              ? { state: alignment.state, uncertaintyMs: alignment.uncertaintyMs }
              : { state: alignment.state },
        };
  return { ...timeline, answered: answered.length, ...clocks };
}
