import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderDiff } from '../../src/reporters/terminal/diff.ts';
import { warningWords } from '../../src/reporters/shared/warnings.ts';
import { reasonWords } from '../../src/reporters/shared/reasons.ts';
import type { VerdictKind } from '../../src/core/verdict.ts';
import { checkRun, type Check } from '../../src/core/checks/checks.ts';
import { diffRuns } from '../../src/core/diff/diff-runs.ts';
import { validateXML } from 'xmllint-wasm';
import type { ReportInput } from '../../src/reporters/shared/report-input.ts';
import { judge, type Run } from '../../src/core/run.ts';
import { renderComparisonJunit, renderJunit } from '../../src/reporters/junit/report.ts';
import { renderTerminal } from '../../src/reporters/terminal/report.ts';
import { anyBurst, anySolo } from '../helpers/runs/any-burst.ts';
import { soloCalls, unansweredCalls, queue, recording, wall } from '../helpers/runs/bursts.ts';
import { fixture } from '../helpers/fixtures.ts';
import { hostileComparison, hostileInput, NASTIEST, nasty } from '../helpers/runs/hostile.ts';
import { addressRun, comparison, defaultRun, localRun, lossyRun } from '../helpers/runs/runs.ts';

const LOOK = { columns: 80, color: false, unicode: true };
const schema = readFileSync(fixture('junit/junit.xsd'), 'utf8');

/** What libxml2 reports for documents; file names are their indexes. */
async function faultsOf(documents: readonly string[]): Promise<string[]> {
  const xml = documents.map((contents, index) => ({ fileName: `${index}.xml`, contents }));
  const { valid, errors } = await validateXML({ xml, schema, maxMemoryPages: 4_096 });
  const faults = errors.map(({ rawMessage }) => rawMessage);
  return valid ? faults : ['invalid', ...faults];
}

const attributesOf = (xml: string, name: string): Record<string, string>[] =>
  [...xml.matchAll(new RegExp(`<${name}( [^>]*?)?/?>`, 'g'))].map(([, attributes = '']) =>
    Object.fromEntries(
      [...attributes.matchAll(/ (\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
    ),
  );

const suitesOf = (run: Run) => attributesOf(renderJunit({ run }), 'testsuite');

/** The tags of a document, without the values of attributes. */
const elementsOf = (xml: string): string[] =>
  [...xml.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replaceAll(/"[^"]*"/g, '""'));

function textOf(xml: string, name: string): string {
  const [, text = ''] = new RegExp(`<${name}[^>]*>([^<]*)</${name}>`).exec(xml) ?? [];
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

const serial = judge(recording([queue({ calls: 8, workers: 1 })]));
const declined = localRun({ bursts: [unansweredCalls('failed', 4)] });
const status500 = { code: 'status-500', message: 'status 500: {"error":"the pool is <full>"}' };

const checksOf = (run: Run, kind: VerdictKind): Check[] =>
  checkRun(run, { expect: [{ kind }], notWorse: false }, undefined);

const FINDINGS: readonly (readonly [name: string, findings: ReportInput])[] = [
  ['a default run', { run: defaultRun() }],
  [
    'a run with a growing series',
    { run: judge(recording([2, 4, 8].map((calls) => wall({ calls })))) },
  ],
  ['a run with failed calls', { run: lossyRun(status500) }],
  ['a run without a verdict', { run: declined }],
  [
    'a run that meets its expectation',
    { run: serial, checks: [{ code: 'verdict', expected: [{ kind: 'serial' }], state: 'passed' }] },
  ],
  [
    'a run that does not meet its expectation',
    {
      run: serial,
      checks: [{ code: 'verdict', expected: [{ kind: 'parallel' }], state: 'failed' }],
    },
  ],
  ['a run in which nothing was fired', { run: judge(recording([], [])) }],
];

describe('the JUnit report of a run', () => {
  it('conforms to the schema', async () => {
    expect(await faultsOf(FINDINGS.map(([, findings]) => renderJunit(findings)))).toEqual([]);
  });

  it.each(FINDINGS)('of %s has one case', (_, findings) => {
    const xml = renderJunit(findings);
    const failures = attributesOf(xml, 'failure').length;
    const errors = attributesOf(xml, 'error').length;
    expect(attributesOf(xml, 'testcase')).toHaveLength(1);
    expect(attributesOf(xml, 'testsuite')).toMatchObject([
      { tests: '1', failures: `${failures}`, errors: `${errors}`, skipped: '0' },
    ]);
  });

  it('passes if a verdict was reached and nothing was expected', () => {
    const xml = renderJunit({ run: defaultRun() });
    expect(xml).not.toMatch(/<(?:failure|error)[ >]/);
    expect(attributesOf(xml, 'testcase')).toMatchObject([{ name: 'verdict reached' }]);
  });

  it('passes if the expected verdict was reached, even if that is inconclusive', () => {
    const checks = checksOf(declined, 'inconclusive');
    expect(renderJunit({ run: declined, checks })).not.toMatch(/<(?:failure|error)[ >]/);
  });

  it('fails with the reasons if another verdict was reached', () => {
    const xml = renderJunit({ run: serial, checks: checksOf(serial, 'parallel') });
    expect(attributesOf(xml, 'testcase')).toMatchObject([{ name: 'parallel' }]);
    expect(attributesOf(xml, 'failure')).toEqual([
      {
        message: 'expected parallel, got serial, 1 at a time',
        type: 'serial',
      },
    ]);
    for (const reason of serial.verdict.reasons) {
      expect(textOf(xml, 'failure')).toContain(reasonWords(reason));
    }
  });

  it.each([undefined, 'parallel'] as const)(
    'has an error that says how to get a verdict if there is none, expecting %s',
    (kind) => {
      const checks = kind === undefined ? undefined : checksOf(declined, kind);
      const xml = renderJunit({ run: declined, ...(checks === undefined ? {} : { checks }) });
      expect(attributesOf(xml, 'failure')).toEqual([]);
      expect(attributesOf(xml, 'error')).toMatchObject([{ type: 'inconclusive' }]);
      expect(textOf(xml, 'error')).toContain('To get a verdict: ');
    },
  );

  it('has a case for each check', () => {
    const demands = {
      expect: [{ kind: 'parallel' }],
      mostFailuresPercent: 5,
      notWorse: true,
    } as const;
    const run = lossyRun(status500);
    const xml = renderJunit({ run, checks: checkRun(run, demands, diffRuns(defaultRun(), run)) });
    expect(attributesOf(xml, 'testcase').map(({ name }) => name)).toEqual([
      'parallel',
      'at most 5 % failed calls',
      'not worse than the earlier run',
    ]);
    expect(attributesOf(xml, 'failure').map(({ message }) => message)).toContainEqual(
      expect.stringMatching(
        /^expected at most 5 % of the calls to fail, but \d of \d+ calls did \(\d+ %\)/,
      ),
    );
  });

  it('contains the terminal report as output and the warnings as error output', () => {
    const run = lossyRun(status500);
    const xml = renderJunit({ run });
    expect(textOf(xml, 'system-out')).toBe(renderTerminal({ run }, LOOK));
    expect(textOf(xml, 'system-err')).toBe(run.warnings.map(warningWords).join('\n'));
    expect(run.warnings).not.toEqual([]);
  });

  it('adds up the times of solo calls and bursts, in seconds', () => {
    // Three solo calls of 102 ms each; a burst of 102 ms.
    const xml = renderJunit({ run: judge(recording([wall({ calls: 4 })], soloCalls())) });
    expect(attributesOf(xml, 'testcase')).toMatchObject([{ time: '0.408' }]);
    expect(attributesOf(xml, 'testsuite')).toMatchObject([{ time: '0.408' }]);
  });

  it('has a timestamp if it is known when the run was', () => {
    const epoch = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
    const { solo } = recording([]);
    const at = (when: number): Run =>
      judge({ schemaVersion: 1, solo, bursts: [{ epoch: when, invocations: wall({ calls: 4 }) }] });
    expect(suitesOf(at(epoch))).toMatchObject([{ timestamp: '2026-01-02T03:04:05' }]);
    for (const odd of [1e300, 1e15, -1e15]) {
      expect(suitesOf(at(odd))[0]).not.toHaveProperty('timestamp');
    }
  });

  it('contains the changes from an earlier run', () => {
    const diff = diffRuns(serial, defaultRun());
    const xml = renderJunit({ run: defaultRun(), diff });
    expect(textOf(xml, 'system-out')).toContain(`\n${renderDiff(diff, LOOK).join('\n')}`);
    expect(textOf(xml, 'system-err')).toContain('A burst had 8 calls before');
  });
});

describe('the JUnit report of a comparison', () => {
  it('has a case per cell', async () => {
    const cells = [
      ...comparison(),
      { route: '/ping/other', mode: 'one-process', run: declined } as const,
    ];
    const xml = renderComparisonJunit(cells);
    expect(await faultsOf([xml])).toEqual([]);
    expect(attributesOf(xml, 'testcase').map(({ classname, name }) => [classname, name])).toEqual([
      ['/ping', 'all calls in one process: verdict reached'],
      ['/ping/blocking', 'all calls in one process: verdict reached'],
      ['/ping/cpu', 'all calls in one process: verdict reached'],
      ['/ping', 'an instance per call: verdict reached'],
      ['/ping/blocking', 'an instance per call: verdict reached'],
      ['/ping/cpu', 'an instance per call: verdict reached'],
      ['/ping/other', 'all calls in one process: verdict reached'],
    ]);
    expect(attributesOf(xml, 'testsuite')).toMatchObject([{ tests: '7', errors: '1' }]);
  });

  it('conforms to the schema even without cells', async () => {
    expect(await faultsOf([renderComparisonJunit([])])).toEqual([]);
  });
});

describe('the JUnit report of any run', () => {
  it('conforms to the schema', async () => {
    const runs = fc.tuple(fc.array(anyBurst, { maxLength: 2 }), anySolo);
    const documents = fc
      .sample(runs, 40)
      .map(([bursts, solo]) => renderJunit({ run: judge(recording(bursts, solo)) }));
    expect(await faultsOf(documents)).toEqual([]);
  });

  it('conforms to the schema whatever times a file contains', async () => {
    const endless = soloCalls(1e300, { calls: 2 });
    expect(await faultsOf([renderJunit({ run: judge(recording([endless], endless)) })])).toEqual(
      [],
    );
  });
});

function expectInert(written: string, usual: string): void {
  // XML 1.0, production 2, without any control character but the newline.
  expect(written).toMatch(
    /^[\n\u{20}-\u{7E}\u{A0}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u,
  );
  expect(elementsOf(written)).toEqual(elementsOf(usual));
  expect(written).not.toMatch(/&(?!(?:amp|lt|gt|quot|#39);)/);
  expect(written).not.toContain(']]>');
}

describe('text from outside in JUnit XML', () => {
  it('stays text', () => {
    const usual = renderJunit(hostileInput('a'));
    fc.assert(fc.property(nasty, (text) => expectInert(renderJunit(hostileInput(text)), usual)));
  });

  it('stays text in the comparison', () => {
    const usual = renderComparisonJunit(hostileComparison('a'));
    fc.assert(
      fc.property(nasty, (text) =>
        expectInert(renderComparisonJunit(hostileComparison(text)), usual),
      ),
      { numRuns: 25 },
    );
  }, 30_000);

  it('does not break the schema', async () => {
    const documents = [
      ...NASTIEST.map((text) => renderJunit(hostileInput(text))),
      renderComparisonJunit(hostileComparison(NASTIEST.join(''))),
    ];
    expect(await faultsOf(documents)).toEqual([]);
  }, 30_000);

  it('remains readable', () => {
    const run = addressRun([], [], `<a> & "b" 'c' ]]>`);
    expect(renderJunit({ run })).toContain(
      'name="GET &lt;a&gt; &amp; &quot;b&quot; &#39;c&#39; ]]&gt;"',
    );
  });
});
