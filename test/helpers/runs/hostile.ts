import { diffRuns } from '../../../src/core/diff/diff-runs.ts';
import * as fc from 'fast-check';
import type { ComparisonCell } from '../../../src/core/comparison.ts';
import type { ReportInput } from '../../../src/reporters/shared/report-input.ts';
import { judge, type Run } from '../../../src/core/run.ts';
import { unansweredCalls, served } from './bursts.ts';
import { comparison, defaultRun } from './runs.ts';

const PIECES = [
  // Terminals
  '\u001B[31m',
  '\u001B]0;title\u0007',
  '\u001B]8;;http://evil.example\u0007',
  '\u009B31m',
  '\u0000',
  '\r',
  '\n',
  '\t',
  '\u0085',
  '\u2028',
  '\u202E',
  '\u200B',
  // Surrogates without their other half, and noncharacters
  '\uD800',
  '\uDC00',
  '\uFFFE',
  '\uFFFF',
  // XML and HTML
  ']]>',
  '<![CDATA[',
  '<!--',
  '-->',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '</testsuites>',
  '</details>',
  '&amp;',
  '&#0;',
  '&lt;',
  '"',
  "'",
  '<br>',
  // Markdown
  '|',
  '\\|',
  '\\',
  '`',
  '```',
  '````',
  '~~~',
  '# ',
  '1. ',
  '1) ',
  '- ',
  '+ ',
  '> ',
  '---',
  '===',
  '*a*',
  '_a_',
  '~~a~~',
  '[a](http://evil.example)',
  '![a](http://evil.example)',
  '[a]: http://evil.example',
  'http://evil.example',
  'www.evil.example',
  'a@evil.example',
  '@everyone',
  '#1',
  ':tada:',
  '[x] ',
  ' ',
  '    ',
  '\u00A0',
  // JSON and plain words
  '{"ph":"X"}',
  '漢字',
  '🧨',
  'PARALLEL',
  'a',
];

/** Text that means something to terminals, XML, Markdown or JSON, or that is not well-formed. */
export const nasty: fc.Arbitrary<string> = fc.oneof(
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  {
    weight: 3,
    arbitrary: fc
      .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 8 })
      .map((parts) => parts.join('')),
  },
);

/** Each piece by itself and all of them together, for checks too slow for random text. */
export const NASTIEST: readonly string[] = [...PIECES, PIECES.join(''), PIECES.join(' ')];

/** A run in which everything that others can choose is this text. */
function hostileRun(text: string): Run {
  const named = text === '' ? 'x' : text;
  const calls = served([
    { from: 1, to: 900, on: named, cold: true },
    { from: 1, to: 900, on: `${named}2` },
  ]).map((call) => ({
    ...call,
    served: { ...call.served, requestId: text, initializationType: text, environment: named },
  }));
  const contradictory = served([
    { from: 1, to: 900, on: named },
    { from: 1, to: 900, on: named, received: 300 },
  ]);
  const broken = (['failed', 'throttled'] as const).flatMap((outcome, index) =>
    unansweredCalls(outcome, 1).map((call) => ({
      ...call,
      call: 2 + index,
      error: { code: text, message: text },
      served: { instance: named },
    })),
  );
  return judge({
    schemaVersion: 1,
    target: { kind: text, name: text, method: text, url: text, path: text },
    solo: [],
    bursts: [{ invocations: [...calls, ...broken] }, { invocations: contradictory }],
  });
}

/** A report input in which everything that others can choose is this text. */
export function hostileInput(text: string): ReportInput {
  return {
    run: hostileRun(text),
    command: text,
    checks: [{ code: 'verdict', expected: [{ kind: 'serial' }], state: 'failed' }],
    diff: {
      ...diffRuns(hostileRun(text), hostileRun(text)),
      warnings: [
        { code: 'route-changed', before: text, after: text },
        { code: 'query-changed', before: text, after: text },
      ],
    },
  };
}

/** A comparison in which everything that others can choose is this text. */
export function hostileComparison(text: string): ComparisonCell[] {
  return comparison(2).map((cell, index) => ({
    ...cell,
    route: `${text}${index % 3}`,
    run: index === 0 ? defaultRun(2) : hostileRun(text),
  }));
}
