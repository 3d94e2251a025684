import type { ComparisonCell } from '../../core/comparison.ts';
import { defined } from '../../core/defined.ts';
import type { ReportInput } from '../shared/report-input.ts';
import { durationMs, isAnswered } from '../../core/invocation.ts';
import { sanitizeLine } from '../../core/sanitize.ts';
import { diffWarningWords } from '../shared/diff-words.ts';
import { expectationWords, mismatch } from '../shared/expectation.ts';
import { explanation, headline, modeWords, titleOf } from '../shared/phrases.ts';
import { warningWords } from '../shared/warnings.ts';
import { judgedBurst, type Run } from '../../core/run.ts';
import { sum } from '../../core/statistics.ts';
import type { Verdict } from '../../core/verdict.ts';
import { renderDiff } from '../terminal/diff.ts';
import { renderComparison } from '../terminal/comparison.ts';
import { element, type Attributes } from './xml.ts';
import { FILE_STYLE } from '../terminal/style.ts';
import { renderTerminal } from '../terminal/report.ts';

const NO_EXPECTATION = 'reaches a verdict';

/** The run as JUnit XML: one case, which is the expectation, or that there is a verdict at all. */
export function renderJunit({ run, diff, expectation }: ReportInput): string {
  const changed = diff === undefined ? [] : [renderDiff(diff, FILE_STYLE).join('\n')];
  return document({
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
  return {
    name: expectationWords(expected),
    ...defined({ failure: met ? undefined : mismatch(run.verdict, expected) }),
  };
}

function declined(run: Run): Pick<TestCase, 'error'> {
  return defined({ error: run.verdict.kind === 'inconclusive' ? headlineOf(run) : undefined });
}

/** The comparison as JUnit XML: a case for each cell. */
export function renderComparisonJunit(comparison: readonly ComparisonCell[]): string {
  const cases = comparison.map(({ route, mode, run }) => ({
    name: `${modeWords(mode)}: ${NO_EXPECTATION}`,
    classname: route,
    run,
    ...declined(run),
  }));
  return document({
    name: 'comparison',
    cases,
    out: [
      renderComparison(comparison, FILE_STYLE),
      ...comparison.map(({ run }) => renderTerminal({ run }, FILE_STYLE)),
    ].join('\n'),
    warnings: comparison.flatMap(({ route, mode, run }) =>
      run.warnings.map((warning) => `${route}, ${modeWords(mode)}: ${warningWords(warning)}`),
    ),
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

/** What the schema of Ant's reports asks for is there, as far as it is known, and nothing beyond it. */
function document({ name, cases, out, warnings }: Suite): string {
  const seconds = sum(cases.map(({ run }) => measuredMs(run)));
  const attributes: Attributes = {
    id: '0',
    package: 'concurrency-check',
    name: named(name),
    ...timestamp(cases[0]?.run),
    hostname: 'localhost',
    tests: `${cases.length}`,
    failures: `${cases.filter(({ failure }) => failure !== undefined).length}`,
    errors: `${cases.filter(({ error }) => error !== undefined).length}`,
    skipped: '0',
    time: inSeconds(seconds),
  };
  const suite = element('testsuite', attributes, [
    element(
      'properties',
      {},
      cases.flatMap(({ run }) => properties(run, cases.length)),
    ),
    ...cases.map(testcase),
    element('system-out', {}, out),
    element('system-err', {}, warnings.map(sanitizeLine).join('\n')),
  ]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', {}, [suite])}\n`;
}

function testcase({ name, classname, run, failure, error }: TestCase): string {
  const attributes = {
    name: named(name),
    classname: named(classname),
    time: inSeconds(measuredMs(run)),
  };
  const why = [headlineOf(run), ...explanation(run.verdict)].map(sanitizeLine).join('\n');
  const said = (message: string): Attributes => ({
    message: sanitizeLine(message),
    type: run.verdict.kind,
  });
  return element('testcase', attributes, [
    ...(failure === undefined ? [] : [element('failure', said(failure), why)]),
    ...(error === undefined ? [] : [element('error', said(error), why)]),
  ]);
}

/** A name that nothing is left of would be refused. */
function named(text: string): string {
  return sanitizeLine(text).trim() || 'unnamed';
}

/** Nothing of several cases: nobody could tell whose property it is. */
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
    value === undefined ? [] : [element('property', { name, value: `${value}` }, [])],
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

/** When the first burst was let go; of a saved run nobody may know. Universal time. */
function timestamp(run: Run | undefined): Attributes {
  const date = new Date(run?.bursts[0]?.epoch ?? Number.NaN);
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9_999 ? { timestamp: date.toISOString().slice(0, 19) } : {};
}

/** For how long calls were out: the solo calls one by one, and each burst. */
function measuredMs({ solo, bursts }: Run): number {
  const alone = solo.filter(isAnswered).map(durationMs);
  return sum([...alone, ...bursts.map(({ timeline }) => timeline.makespanMs ?? 0)]);
}

function inSeconds(ms: number): string {
  return (Math.min(ms, LONGEST_MS) / 1_000).toFixed(3);
}

/** Beyond this a number is no longer written in digits alone. */
const LONGEST_MS = 1e15;
