import { meets, type Expectation } from './expectation.ts';
import type { RunDiff } from '../diff/run-diff.ts';
import type { Run } from '../run.ts';

/** What a run is held to, and whether it passes, as data: reporters/shared/ words it. */
export type Check = { readonly state: CheckState } & (
  | {
      readonly code: 'verdict';
      /** Absent if any verdict will do. */
      readonly expected?: Expectation;
    }
  | {
      readonly code: 'failures';
      /** How many calls may fail, percent. */
      readonly mostPercent: number;
      readonly failed: number;
      readonly calls: number;
    }
  | { readonly code: 'not-worse'; readonly diff: RunDiff }
);

/** `open` if what was measured does not decide it. */
export type CheckState = 'passed' | 'failed' | 'open';

/** What the command line holds a run to. */
export interface Demands {
  readonly expect?: Expectation;
  /** How many calls may fail, percent; absent if any number may. */
  readonly mostFailuresPercent?: number;
  /** Whether the run must not be worse than the one it is compared with. */
  readonly notWorse: boolean;
}

/** Checks a run; the verdict comes first. If the run could not go on, nothing else can be checked. */
export function checkRun(run: Run, demands: Demands, diff: RunDiff | undefined): Check[] {
  const { expect, mostFailuresPercent, notWorse } = demands;
  if (run.problem !== undefined) return [checkVerdict(run, expect)];
  return [
    checkVerdict(run, expect),
    ...(mostFailuresPercent === undefined ? [] : [checkFailures(run, mostFailuresPercent)]),
    ...(notWorse && diff !== undefined ? [checkDiff(diff)] : []),
  ];
}

function checkVerdict({ verdict }: Run, expected: Expectation | undefined): Check {
  const declined = verdict.kind === 'inconclusive';
  if (expected === undefined) return { code: 'verdict', state: declined ? 'open' : 'passed' };
  if (meets(verdict, expected)) return { code: 'verdict', expected, state: 'passed' };
  return { code: 'verdict', expected, state: declined ? 'open' : 'failed' };
}

/**
 * Counts the calls of the whole run, but for bursts beyond a limit that the verdict states: those had to fail
 * to show it. A call that was refused has not failed.
 */
function checkFailures(run: Run, mostPercent: number): Check {
  const { solo, soloAfter = [], bursts } = run;
  const limit = failingFrom(run);
  const within = bursts.filter(({ invocations }) => invocations.length < limit);
  const fired = [...solo, ...soloAfter, ...within.flatMap(({ invocations }) => invocations)];
  const [calls, failed] = [
    fired.length,
    fired.filter(({ outcome }) => outcome === 'failed').length,
  ];
  const state = 100 * failed <= mostPercent * calls ? 'passed' : 'failed';
  return { code: 'failures', mostPercent, failed, calls, state };
}

/** The size from which bursts fail, as the verdict says; `Infinity` if it says none. */
function failingFrom({ verdict }: Run): number {
  const sizes = verdict.reasons.flatMap((reason) =>
    reason.code === 'refused-beyond' || reason.code === 'hangs-beyond' ? reason.calls : [],
  );
  return sizes[0] ?? Infinity;
}

function checkDiff(diff: RunDiff): Check {
  const { verdict, workers, makespan } = diff.rows;
  const worse = [verdict, workers, makespan].some(({ outcome }) => outcome === 'worse');
  const undecided = diff.conclusion === 'inconclusive' ? 'open' : 'passed';
  return { code: 'not-worse', diff, state: worse ? 'failed' : undecided };
}
