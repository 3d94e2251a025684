import type { ComparisonCell } from '../../core/comparison.ts';
import { checkRun, type Check } from '../../core/checks/checks.ts';
import type { ReportInput, RunsInput } from '../shared/report-input.ts';
import { durationMs, isAnswered } from '../../core/invocation.ts';
import { sanitizeLine } from '../../core/sanitize.ts';
import { checkWords, problemWords } from '../shared/checks.ts';
import { diffWarningWords } from '../shared/diff-words.ts';
import { explanation, headline, modeWords, titleOf } from '../shared/phrases.ts';
import { comparisonWarnings, warningWords } from '../shared/warnings.ts';
import { judgedBurst } from '../../core/timeline/timeline.ts';
import type { Run } from '../../core/run.ts';
import { sum } from '../../core/statistics.ts';
import { renderDiff } from '../terminal/diff.ts';
import { renderComparison } from '../terminal/comparison.ts';
import { FILE_STYLE } from '../terminal/style.ts';
import { renderTerminal } from '../terminal/report.ts';
import { renderSuite, type TestCase } from './suite.ts';

/** A run as JUnit XML: a case for each check. What could not be decided is an error. */
export function renderJunit({ run, diff, checks = verdictChecks(run) }: ReportInput): string {
  const changed = diff === undefined ? [] : [renderDiff(diff, FILE_STYLE).join('\n')];
  return renderSuite({
    name: titleOf(run),
    runs: [run],
    // The time goes to the first case: the others check the same calls.
    cases: checks.map((check, nth) => ({
      classname: titleOf(run),
      name: checkWords(check),
      ms: nth === 0 ? measuredMs(run) : 0,
      ...problemOf(check, run),
    })),
    out: [renderTerminal({ run }, FILE_STYLE), ...changed].join('\n'),
    warnings: [...run.warnings.map(warningWords), ...(diff?.warnings ?? []).map(diffWarningWords)],
  });
}

/** The comparison as JUnit XML: a case per cell. */
export function renderComparisonJunit(
  comparison: readonly ComparisonCell[],
  about: RunsInput = {},
): string {
  const cases = comparison.flatMap(({ route, mode, run }) =>
    verdictCases(run, { classname: route, name: modeWords(mode) }),
  );
  return renderSuite({
    name: 'comparison',
    runs: comparison.map(({ run }) => run),
    cases,
    out: [
      renderComparison(comparison, FILE_STYLE),
      ...comparison.map(({ run }) => renderTerminal({ run }, FILE_STYLE)),
    ].join('\n'),
    warnings: comparisonWarnings(comparison, about),
  });
}

/** Without an expectation, that a verdict was reached. */
function verdictChecks(run: Run): Check[] {
  return checkRun(run, { notWorse: false }, undefined);
}

/** The case of one of several runs: that a verdict was reached. */
export function verdictCases(run: Run, about: Pick<TestCase, 'classname' | 'name'>): TestCase[] {
  return verdictChecks(run).map((check) => ({
    classname: about.classname,
    name: `${about.name}: ${checkWords(check)}`,
    ms: measuredMs(run),
    ...problemOf(check, run),
  }));
}

function problemOf(check: Check, run: Run): Pick<TestCase, 'problem'> {
  if (check.state === 'passed') return {};
  return {
    problem: {
      kind: check.state === 'open' ? 'error' : 'failure',
      message: problemWords(check, run),
      type: run.verdict.kind,
      details: [headlineOf(run), ...explanation(run.verdict)].map(sanitizeLine).join('\n'),
    },
  };
}

function headlineOf(run: Run): string {
  const { verdict } = run;
  return `${verdict.kind.toUpperCase()}   ${headline(verdict, judgedBurst(run)?.timeline)}`;
}

/** How long calls were in flight: the sum of all solo calls and of each burst's makespan, ms. */
function measuredMs({ solo, bursts }: Run): number {
  const soloMs = solo.filter(isAnswered).map(durationMs);
  return sum([...soloMs, ...bursts.map(({ timeline }) => timeline.makespanMs ?? 0)]);
}
