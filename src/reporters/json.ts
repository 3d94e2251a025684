import type { RunDiff } from '../core/diff/diff-runs.ts';
import type { Alignment } from '../core/timeline/clock.ts';
import { SCHEMA_VERSION, type Run } from '../core/run.ts';
import type { Timeline } from '../core/timeline/timeline.ts';
import type { ComparisonCell } from '../core/comparison.ts';

/** The run file, one line, as `--from` reads it. */
export function renderJson(run: Run, diff?: RunDiff): string {
  return line({ ...runFile(run), ...besideIt(diff) });
}

/** JSON leaves some control characters as they are; a terminal would obey them. */
function line(content: object): string {
  const json = JSON.stringify(content).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escaped);
  return `${json}\n`;
}

function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

/** Of the run before only what has changed since. */
function besideIt(diff: RunDiff | undefined): object {
  if (diff === undefined) return {};
  const { before: _before, ...changed } = diff;
  return { change: changed };
}

export function renderComparisonJson(comparison: readonly ComparisonCell[]): string {
  const cells = comparison.map(({ route, mode, run }) => ({ route, mode, run: runFile(run) }));
  return line({ schemaVersion: SCHEMA_VERSION, comparison: cells });
}

function runFile({ target, solo, bursts, verdict, warnings }: Run): object {
  return {
    schemaVersion: SCHEMA_VERSION,
    ...(target === undefined ? {} : { target }),
    solo,
    bursts: bursts.map(({ timeline, ...burst }) => ({
      ...burst,
      timeline: summary(timeline, burst.epoch),
    })),
    verdict,
    warnings,
  };
}

/** The timeline without the calls, which stand beside it. */
function summary(whole: Timeline, epoch: number | undefined): object {
  const { handlings: _besideIt, answered, alignment, ...timeline } = whole;
  const clocks = alignment === undefined ? {} : { clocks: clocksOf(alignment, epoch) };
  return rounded({ ...timeline, answered: answered.length, ...clocks });
}

function clocksOf(alignment: Alignment, epoch: number | undefined): object {
  if (alignment.state !== 'one-clock') return { state: alignment.state };
  const { state, offsetMs, uncertaintyMs } = alignment;
  return { state, ...(epoch === undefined ? {} : { aheadMs: offsetMs - epoch }), uncertaintyMs };
}

/** To microseconds: beyond that digits say nothing. */
function rounded(object: object): object {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]: [string, unknown]) => {
      if (typeof value === 'number') return [key, Math.round(value * 1000) / 1000];
      return [key, typeof value === 'object' && value !== null ? rounded(value) : value];
    }),
  );
}
