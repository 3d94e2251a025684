import { defined } from '../core/defined.ts';
import type { ComparisonCell } from '../core/comparison.ts';
import type { RunDiff } from '../core/diff/run-diff.ts';
import { SCHEMA_VERSION } from '../core/run-file/schema-version.ts';
import type { Burst, Run } from '../core/run.ts';
import { roundToMicroseconds } from '../core/statistics.ts';
import type { HandlerTimes } from '../core/timeline/timeline.ts';
import type { ScanTable } from '../core/scan/scan-table.ts';
import type { Verdict } from '../core/verdict.ts';
import { noteWords } from './scan/words.ts';
import type { Diagnosis } from '../core/why/diagnosis.ts';
import { diffCells, diffRowsOf, diffSummary, diffWarningWords } from './shared/diff-words.ts';
import type { RunsInput } from './shared/report-input.ts';
import { escapeInJson } from './shared/escape.ts';
import { reasonWords } from './shared/reasons.ts';
import { remedyWords } from './shared/remedies.ts';
import { warningWords } from './shared/warnings.ts';
import { factWords } from './why/facts.ts';
import { remedySentences } from './why/remedies.ts';
import { causeWords } from './why/words.ts';

// Everything that has a code also gets its words, as `message`.

/** The run file on one line, as `--from` reads it. */
export function renderJson(run: Run, diff?: RunDiff): string {
  return jsonLine({ ...runFile(run), ...defined({ change: diff && diffFile(diff) }) });
}

/** The comparison on one line: a run file per cell. */
export function renderComparisonJson(
  comparison: readonly ComparisonCell[],
  { interrupted }: Pick<RunsInput, 'interrupted'> = {},
): string {
  const cells = comparison.map(({ route, mode, run }) => ({ route, mode, run: runFile(run) }));
  return jsonLine({
    schemaVersion: SCHEMA_VERSION,
    ...defined({ interrupted }),
    comparison: cells,
  });
}

/** The scan on one line: a run file for each row, with the figures of the table. */
export function renderScanJson({ rows, notes, interrupted }: ScanTable): string {
  return jsonLine({
    schemaVersion: SCHEMA_VERSION,
    ...defined({ interrupted }),
    scan: rows.map(({ values, figures, marked, run }) => {
      const { response, rates, unanswered: _, ...more } = figures;
      const known = {
        ...more,
        ...response,
        callsPerSecondLow: rates?.low,
        callsPerSecondHigh: rates?.high,
      };
      return { values, ...rounded(known), marked, run: runFile(run) };
    }),
    notes: notes.map((note) => worded(note, noteWords(note))),
  });
}

/** Escapes the control characters that JSON allows, since a terminal would obey them. */
function jsonLine(content: object): string {
  return `${escapeInJson(JSON.stringify(content), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu)}\n`;
}

function runFile({
  client,
  recordedBy,
  target,
  server,
  observed,
  solo,
  soloAfter,
  interrupted,
  problem,
  load,
  bursts,
  probes,
  verdict,
  why,
  warnings,
}: Run): object {
  return {
    schemaVersion: SCHEMA_VERSION,
    ...defined({ client, recordedBy, target, server, observed, solo, soloAfter }),
    ...defined({ interrupted, problem, load }),
    bursts: bursts.map((burst) => ({
      ...burst,
      ...defined({ observed: burst.observed && rounded(burst.observed) }),
      timeline: rounded(timelineFile(burst)),
      verdict: verdictFile(burst.verdict),
    })),
    ...defined({ probes: probes?.map(({ fired }) => fired) }),
    verdict: verdictFile(verdict),
    ...defined({ why: why && whyFile(why) }),
    warnings: warnings.map((warning) => worded(warning, warningWords(warning))),
  };
}

function verdictFile(verdict: Verdict): object {
  const reasons = verdict.reasons.map((reason) => worded(reason, reasonWords(reason)));
  if (verdict.kind !== 'inconclusive') return { ...verdict, reasons };
  return { ...verdict, reasons, remedy: worded(verdict.remedy, remedyWords(verdict.remedy)) };
}

function whyFile(why: Diagnosis): object {
  const seen = why.seen.map((fact) => worded(fact, factWords(fact)));
  if (why.cause === undefined) return { ...why, seen };
  const { server: _, ...found } = why;
  return { ...found, message: causeWords(why.cause), seen, remedy: remedySentences(why) };
}

function worded(data: object, message: string): object {
  return { ...rounded(data), message };
}

/** The timeline on one level, without the calls, which are in `invocations`. */
function timelineFile({ epoch, timeline }: Burst): object {
  const { handlers, contradictory, temperature, answered, ...rest } = timeline;
  const { cold, warm, preInitialized, addedMs, parts } = temperature ?? {};
  return {
    ...rest,
    answered: answered.length,
    peakOverlap: handlers?.peakOverlap,
    startedWithinMs: handlers?.startedWithinMs,
    cold,
    warm,
    preInitialized,
    coldAddedMs: addedMs,
    coldParts: parts,
    clocks: contradictory === undefined ? clocksFile(handlers, epoch) : { state: 'contradictory' },
  };
}

function clocksFile(
  handlers: HandlerTimes | undefined,
  epoch: number | undefined,
): object | undefined {
  if (handlers === undefined) return undefined;
  const { clocks } = handlers;
  if (clocks.state !== 'one-clock') return { state: clocks.state };
  const { state, offsetMs, uncertaintyMs } = clocks;
  const aheadMs = epoch === undefined ? undefined : offsetMs - epoch;
  return defined({ state, aheadMs, uncertaintyMs });
}

/** The rows of a diff as they are written; of the earlier run nothing else is. */
export function diffFile(diff: RunDiff): object {
  return {
    summary: diffSummary(diff),
    conclusion: diff.conclusion,
    rows: diffRowsOf(diff).map((row) => {
      const { name, before, after, change } = diffCells(row);
      return { name, before, after, change, outcome: row.outcome };
    }),
    warnings: diff.warnings.map((warning) => worded(warning, diffWarningWords(warning))),
  };
}

/** A copy with all numbers rounded to microseconds, at any depth, and without undefined properties. */
function rounded(object: object): object {
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, value]: [string, unknown]): [string, unknown][] => {
      if (value === undefined) return [];
      if (typeof value === 'number') return [[key, roundToMicroseconds(value)]];
      const nested = typeof value === 'object' && value !== null && !Array.isArray(value);
      return [[key, nested ? rounded(value) : value]];
    }),
  );
}
