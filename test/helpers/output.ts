import type { Invocation } from '../../src/core/invocation.ts';
import type { ServerReport, ServerUsage } from '../../src/core/timeline/server-report.ts';
import type { Observed } from '../../src/core/observed/observed.ts';
import type { TargetDescription } from '../../src/core/target-description.ts';
import type { Verdict } from '../../src/core/verdict.ts';

/** A run file, with the properties that tests read. */
export interface RunFile {
  readonly schemaVersion: number;
  readonly target?: TargetDescription;
  readonly server?: ServerReport;
  readonly observed?: Observed;
  readonly interrupted?: boolean;
  readonly solo: readonly Invocation[];
  readonly bursts: readonly {
    readonly invocations: readonly Invocation[];
    readonly repeats?: number;
    readonly printed?: readonly { readonly at: number; readonly word: string }[];
    readonly usage?: ServerUsage;
    readonly timeline: {
      readonly calls: number;
      readonly answered: number;
      readonly soloMs?: number;
      readonly instances?: number;
      readonly environments?: number;
      readonly cold?: number;
      readonly warm?: number;
      readonly peakOverlap?: number;
    };
    readonly verdict: Verdict;
  }[];
  readonly verdict: Verdict;
  readonly why?: { readonly cause: string; readonly certainty: string };
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

/** Parses a run file. */
export function parseRun(stdout: string): RunFile {
  const content: RunFile = JSON.parse(stdout);
  return content;
}
