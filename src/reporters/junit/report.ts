import type { ComparisonCell } from '../../core/comparison.ts';
import { defined } from '../../core/defined.ts';
import type { ReportInput } from '../shared/report-input.ts';
import { durationMs, isAnswered } from '../../core/invocation.ts';
import { sanitizeLine } from '../../core/sanitize.ts';
import { diffWarningWords } from '../shared/diff-words.ts';
import { expectationWords, mismatch } from '../shared/expectation.ts';
import { explanation, headline, modeWords, titleOf } from '../shared/phrases.ts';
import { comparisonWarnings, warningWords } from '../shared/warnings.ts';
import { judgedBurst, type Run } from '../../core/run.ts';
import { sum } from '../../core/statistics.ts';
import type { Verdict } from '../../core/verdict.ts';
import { renderDiff } from '../terminal/diff.ts';
import { renderComparison } from '../terminal/comparison.ts';
import { xmlElement, type Attributes } from './xml.ts';
import { FILE_STYLE } from '../terminal/style.ts';
import { renderTerminal } from '../terminal/report.ts';

const NO_EXPECTATION = 'verdict reached';

/** A run as JUnit XML with one case: the expectation or, without one, that a verdict was reached. */
export function renderJunit({ run, diff, expectation }: ReportInput): string {
  const changed = diff === undefined ? [] : [renderDiff(diff, FILE_STYLE).join('\n')];
  return renderSuites({
    name: titleOf(run),
    cases: [{ classname: titleOf(run), run, ...checkOf(run, expectation) }],
    out: [renderTerminal({ run }, FILE_STYLE), ...changed].join('\n'),
    warnings: [...run.warnings.map(warningWords), ...(diff?.warnings ?? []).map(diffWarningWords)],
  });
}

function checkOf(
  run: Run,
  expectation: ReportInput['expectation'],
): Pick<TestCase, 'name' | 'failure' | 'error'> {
  if (expectation === undefined) return { name: NO_EXPECTATION, ...declined(run) };
  const { expected, met } = expectation;
  const name = expectationWords(expected);
  if (met) return { name };
  const problem = mismatch(run.verdict, expected);
  return run.verdict.kind === 'inconclusive'
    ? { name, error: problem }
    : { name, failure: problem };
}

function declined(run: Run): Pick<TestCase, 'error'> {
  return defined({ error: run.verdict.kind === 'inconclusive' ? headlineOf(run) : undefined });
}

/** The comparison as JUnit XML: a case per cell. */
export function renderComparisonJunit(comparison: readonly ComparisonCell[]): string {
  const cases = comparison.map(({ route, mode, run }) => ({
    name: `${modeWords(mode)}: ${NO_EXPECTATION}`,
    classname: route,
    run,
    ...declined(run),
  }));
  return renderSuites({
    name: 'comparison',
    cases,
    out: [
      renderComparison(comparison, FILE_STYLE),
      ...comparison.map(({ run }) => renderTerminal({ run }, FILE_STYLE)),
    ].join('\n'),
    warnings: comparisonWarnings(comparison),
  });
}

interface TestCase {
  readonly name: string;
  readonly classname: string;
  readonly run: Run;
  readonly failure?: string;
  readonly error?: string;
}

interface Suite {
  readonly name: string;
  readonly cases: readonly TestCase[];
  readonly out: string;
  readonly warnings: readonly string[];
}

/** Writes what the schema of Ant's reports requires and allows, and nothing else. */
function renderSuites({ name, cases, out, warnings }: Suite): string {
  const seconds = sum(cases.map(({ run }) => measuredMs(run)));
  const attributes: Attributes = {
    id: '0',
    package: 'concurrency-check',
    name: nonEmptyName(name),
    ...timestamp(cases[0]?.run),
    hostname: 'localhost',
    tests: `${cases.length}`,
    failures: `${cases.filter(({ failure }) => failure !== undefined).length}`,
    errors: `${cases.filter(({ error }) => error !== undefined).length}`,
    skipped: '0',
    time: inSeconds(seconds),
  };
  const suite = xmlElement('testsuite', attributes, [
    xmlElement(
      'properties',
      {},
      cases.flatMap(({ run }) => properties(run, cases.length)),
    ),
    ...cases.map(testcase),
    xmlElement('system-out', {}, out),
    xmlElement('system-err', {}, warnings.map(sanitizeLine).join('\n')),
  ]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement('testsuites', {}, [suite])}\n`;
}

function testcase({ name, classname, run, failure, error }: TestCase): string {
  const attributes = {
    name: nonEmptyName(name),
    classname: nonEmptyName(classname),
    time: inSeconds(measuredMs(run)),
  };
  const why = [headlineOf(run), ...explanation(run.verdict)].map(sanitizeLine).join('\n');
  const attributesOf = (message: string): Attributes => ({
    message: sanitizeLine(message),
    type: run.verdict.kind,
  });
  return xmlElement('testcase', attributes, [
    ...(failure === undefined ? [] : [xmlElement('failure', attributesOf(failure), why)]),
    ...(error === undefined ? [] : [xmlElement('error', attributesOf(error), why)]),
  ]);
}

/** The schema refuses empty names. */
function nonEmptyName(text: string): string {
  return sanitizeLine(text).trim() || 'unnamed';
}

/** Properties belong to the suite, so with several cases they could not be told apart. */
function properties(run: Run, cases: number): string[] {
  if (cases > 1) return [];
  const { verdict, bursts } = run;
  const { calls, instances, handlers } = judgedBurst(run)?.timeline ?? {};
  const known = {
    verdict: verdict.kind,
    ...workerProperties(verdict),
    bursts: bursts.length,
    calls,
    instances,
    peakOverlap: handlers?.peakOverlap,
  };
  return Object.entries(known).flatMap(([name, value]) =>
    value === undefined ? [] : [xmlElement('property', { name, value: `${value}` }, [])],
  );
}

function workerProperties(verdict: Verdict): Readonly<Record<string, number | undefined>> {
  if (verdict.kind === 'inconclusive') return {};
  const { estimate, low, high } = verdict.workers;
  return { workers: estimate, workersLow: low, workersHigh: high ?? undefined };
}

function headlineOf(run: Run): string {
  const { verdict } = run;
  return `${verdict.kind.toUpperCase()}   ${headline(verdict, judgedBurst(run)?.timeline)}`;
}

/** When the first burst was released, in UTC; absent if the run does not say. */
function timestamp(run: Run | undefined): Attributes {
  const date = new Date(run?.bursts[0]?.epoch ?? Number.NaN);
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9_999 ? { timestamp: date.toISOString().slice(0, 19) } : {};
}

/** How long calls were in flight: the sum of all solo calls and of each burst's makespan, ms. */
function measuredMs({ solo, bursts }: Run): number {
  const soloMs = solo.filter(isAnswered).map(durationMs);
  return sum([...soloMs, ...bursts.map(({ timeline }) => timeline.makespanMs ?? 0)]);
}

function inSeconds(ms: number): string {
  return (Math.min(ms, LONGEST_MS) / 1_000).toFixed(3);
}

/** Larger numbers would be written with an exponent, which the schema refuses. */
const LONGEST_MS = 1e15;
