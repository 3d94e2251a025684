import { sanitizeLine } from '../../core/sanitize.ts';
import { judgedBurst } from '../../core/timeline/timeline.ts';
import type { Run } from '../../core/run.ts';
import { sum } from '../../core/statistics.ts';
import type { Verdict } from '../../core/verdict.ts';
import { xmlElement, type Attributes } from './xml.ts';

/** A test case. */
export interface TestCase {
  readonly name: string;
  readonly classname: string;
  readonly ms: number;
  /** Why it did not pass. */
  readonly problem?: Problem;
}

export interface Problem {
  /** A failure is a test that did not pass, an error one that could not be made. */
  readonly kind: 'failure' | 'error';
  readonly message: string;
  readonly type: string;
  readonly details: string;
}

/** A document with one suite. */
export interface Suite {
  readonly name: string;
  /** What was measured. The properties of several runs could not be told apart. */
  readonly runs: readonly Run[];
  readonly cases: readonly TestCase[];
  readonly out: string;
  readonly warnings: readonly string[];
}

/** Writes what the schema of Ant's reports requires and allows, and nothing else. */
export function renderSuite({ name, runs, cases, out, warnings }: Suite): string {
  const countOf = (kind: Problem['kind']): string =>
    `${cases.filter(({ problem }) => problem?.kind === kind).length}`;
  const attributes: Attributes = {
    id: '0',
    package: 'concurrency-check',
    name: nonEmptyName(name),
    ...timestamp(runs[0]),
    hostname: 'localhost',
    tests: `${cases.length}`,
    failures: countOf('failure'),
    errors: countOf('error'),
    skipped: '0',
    time: inSeconds(sum(cases.map(({ ms }) => ms))),
  };
  const [run] = runs.length === 1 ? runs : [];
  const suite = xmlElement('testsuite', attributes, [
    xmlElement('properties', {}, run === undefined ? [] : properties(run)),
    ...cases.map(testcase),
    xmlElement('system-out', {}, out),
    xmlElement('system-err', {}, warnings.map(sanitizeLine).join('\n')),
  ]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement('testsuites', {}, [suite])}\n`;
}

function testcase({ name, classname, ms, problem }: TestCase): string {
  const attributes = {
    name: nonEmptyName(name),
    classname: nonEmptyName(classname),
    time: inSeconds(ms),
  };
  if (problem === undefined) return xmlElement('testcase', attributes, []);
  const { kind, message, type, details } = problem;
  const why = { message: sanitizeLine(message), type };
  return xmlElement('testcase', attributes, [xmlElement(kind, why, details)]);
}

/** The schema refuses empty names. */
function nonEmptyName(text: string): string {
  return sanitizeLine(text).trim() || 'unnamed';
}

function properties(run: Run): string[] {
  const { client, target, verdict, bursts } = run;
  const { calls, instances, handlers } = judgedBurst(run)?.timeline ?? {};
  const known = {
    verdict: verdict.kind,
    ...workerProperties(verdict),
    bursts: bursts.length,
    calls,
    instances,
    peakOverlap: handlers?.peakOverlap,
    host: target?.kind === 'http' ? hostOf(target.url) : undefined,
    version: client?.version,
    platform: client?.platform,
    cores: client?.cores,
    node: client?.node,
  };
  return Object.entries(known).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [xmlElement('property', { name, value: sanitizeLine(`${value}`) }, [])],
  );
}

/** The host and port of an address. */
function hostOf(url = ''): string | undefined {
  return /^https?:\/\/([^/?#]+)/i.exec(url)?.[1];
}

function workerProperties(verdict: Verdict): Readonly<Record<string, number | undefined>> {
  if (verdict.kind === 'inconclusive') return {};
  const { estimate, low, high } = verdict.workers;
  return { workers: estimate, workersLow: low, workersHigh: high ?? undefined };
}

/** When the first burst was released, in UTC; absent if the run does not say. */
function timestamp(run: Run | undefined): Attributes {
  const date = new Date(run?.bursts[0]?.epoch ?? Number.NaN);
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9_999 ? { timestamp: date.toISOString().slice(0, 19) } : {};
}

function inSeconds(ms: number): string {
  return (Math.min(ms, LONGEST_MS) / 1_000).toFixed(3);
}

/** Larger numbers would be written with an exponent, which the schema refuses. */
const LONGEST_MS = 1e15;
