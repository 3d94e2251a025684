import { stripVTControlCharacters } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComparisonCell } from '../../src/core/comparison.ts';
import type { Invocation } from '../../src/core/invocation.ts';
import { judge, type Run } from '../../src/core/run.ts';
import { burstNotes } from '../../src/reporters/shared/burst-notes.ts';
import { renderComparison } from '../../src/reporters/terminal/comparison.ts';
import type { TerminalStyle } from '../../src/reporters/terminal/style.ts';
import { renderTerminal, renderVerdict } from '../../src/reporters/terminal/report.ts';
import { HTTP, watchedRun } from '../helpers/runs/watched-run.ts';
import { anyBurst, anySolo } from '../helpers/runs/any-burst.ts';
import {
  queue,
  recording,
  served,
  soloCalls,
  took,
  unansweredCalls,
  wall,
  withoutServed,
} from '../helpers/runs/bursts.ts';
import { fixture } from '../helpers/fixtures.ts';
import {
  addressRun,
  comparison,
  defaultRun,
  lifelike,
  lifelikeSolo,
  localRun,
  lossyRun,
} from '../helpers/runs/runs.ts';

const ESCAPE = String.raw`\u001B\[`;
const NARROW: TerminalStyle = { columns: 80, color: false, unicode: true };
const WIDE: TerminalStyle = { ...NARROW, columns: 140 };
const COLOR: TerminalStyle = { ...NARROW, color: true };
const DUMB: TerminalStyle = { ...NARROW, unicode: false };

/** How many columns text takes in a terminal: common ideographs, kana, Hangul and emoji take two. */
function columnsOf(line: string): number {
  const wide = /[\u3041-\u30FF\u4E00-\u9FFF\uAC00-\uD7A3]|\p{Emoji_Presentation}/u;
  return Array.from(line).reduce((columns, text) => columns + (wide.test(text) ? 2 : 1), 0);
}

function expectToFit(report: string, { columns }: TerminalStyle): void {
  const tooLong = stripVTControlCharacters(report)
    .split('\n')
    .filter((line) => columnsOf(line) > columns);
  expect(tooLong).toEqual([]);
}

const slowest = { eachMs: 1_000, calls: 10 };
const status500 = { code: 'status-500', message: 'status 500: {"error":"the pool is exhausted"}' };

const REPORTS: readonly (readonly [name: string, run: Run, style: TerminalStyle])[] = [
  ['report/default-10', defaultRun(), NARROW],
  ['report/default-10-wide', defaultRun(), WIDE],
  ['report/default-10-color', defaultRun(), COLOR],
  ['report/default-10-color-wide', defaultRun(), { ...WIDE, color: true }],
  ['report/default-10-ascii', defaultRun(), DUMB],
  ['report/default-2', defaultRun(2), NARROW],
  [
    'report/serial-10',
    inOneProcess('/ping/blocking?delay=1000', { ...slowest, workers: 1 }),
    NARROW,
  ],
  ['report/concurrent-10', inOneProcess('/ping?delay=1000', slowest), NARROW],
  [
    'report/contended-10',
    localRun({
      path: '/ping/cpu',
      solo: lifelikeSolo(250),
      bursts: [lifelike({ calls: 10, eachMs: 1_250 })],
    }),
    NARROW,
  ],
  ['many-calls/few-instances-100', fewInstances(100), NARROW],
  ['many-calls/few-instances-100-color', fewInstances(100), COLOR],
  ['many-calls/many-instances-100', defaultRun(100), NARROW],
  ['many-calls/many-instances-100-wide', defaultRun(100), WIDE],
  ['many-calls/few-instances-1000', fewInstances(1_000), NARROW],
  ['many-calls/many-instances-1000', defaultRun(1_000), NARROW],
  ['many-calls/many-instances-1000-ascii-wide', defaultRun(1_000), { ...WIDE, unicode: false }],
  ['report/unreported-10', addressRun([lifelike(slowest).map(withoutServed)]), NARROW],
  [
    'many-calls/unreported-1000',
    addressRun([lifelike({ eachMs: 1_000, calls: 1_000 }).map(withoutServed)]),
    NARROW,
  ],
  ['report/failed-and-throttled', lossyRun(status500), NARROW],
  ['report/failed-and-throttled-color', lossyRun(status500), COLOR],
  ['report/all-failed', localRun({ bursts: [unansweredCalls('failed', 4)] }), NARROW],
  ['report/inconclusive-no-solo', localRun({ solo: [], bursts: [lifelike(slowest)] }), NARROW],
  [
    'report/inconclusive-contradictory',
    localRun({
      bursts: [
        served([
          { from: 1, to: 900 },
          { from: 1, to: 900, received: 300 },
        ]),
      ],
    }),
    NARROW,
  ],
  ['report/nothing-fired', judge(recording([], [])), NARROW],
  ['report/waiting-outside', waitingOutside(), NARROW],
  ['report/waiting-outside-color', waitingOutside(), COLOR],
  ['report/waiting-outside-ascii', waitingOutside(), DUMB],
];

/** Two workers, of which calls 5 to 12 wait outside: some unaccepted, some unread, some both. */
function waitingOutside(): Run {
  const outside = [4, 5, 6, 7, 8, 9, 10, 11].map((call) => {
    const takenAt = 300 * Math.floor(call / 2);
    if (call < 6) return { call, unreadUntil: takenAt };
    if (call < 10) return { call, notAcceptedUntil: takenAt };
    return { call, notAcceptedUntil: takenAt - 300, unreadUntil: takenAt };
  });
  return judge(watchedRun({ workers: 2, target: HTTP, outside }));
}

function inOneProcess(path: string, shape: Parameters<typeof lifelike>[0]): Run {
  const burst = (seed: number) => lifelike({ ...shape, instances: 1, seed });
  return localRun({ path, mode: 'one-process', bursts: [burst(1), burst(2)] });
}

function fewInstances(calls: number): Run {
  return addressRun(
    [lifelike({ calls, eachMs: 1_000, workers: 4, instances: 4 })],
    lifelikeSolo(1_000),
  );
}

describe('an answer that goes on', () => {
  it.each<[string, TerminalStyle, RegExp]>([
    ['in Unicode', NARROW, /^    1 {11}━{14}─{40} /m],
    ['in ASCII', DUMB, /^    1 {11}={14}-{40} /m],
  ])('has a thin line from its first byte to its last one, %s', (_, style, row) => {
    const [call] = served([{ from: 1, to: 999 }]).map(withoutServed);
    const run = addressRun([call === undefined ? [] : [{ ...call, firstByteAt: 250 }]]);
    expect(renderTerminal({ run }, style)).toMatch(row);
  });
});

describe('a call that waits outside the server', () => {
  it('is drawn so up to its handling, if that is known', () => {
    const call = served([{ from: 600, to: 900 }]);
    const run = localRun({ bursts: [call] });
    const observed = { looks: 9, overMs: 900, waiting: [], processes: [] };
    const outside = [{ call: 0, notAcceptedUntil: 200, unreadUntil: 800 }];
    const bursts = run.bursts.map((burst) => ({ ...burst, observed: { ...observed, outside } }));
    const report = renderTerminal({ run: { ...run, bursts } }, NARROW);
    expect(report).toMatch(/ ┄{11}┅{7}█{18}·+ /);
    expect(report).toContain('┄ not accepted   ┅ unread   █ being handled   · waiting');
  });

  it('has its keys below the first chart, even if a smaller burst comes first', () => {
    const run = waitingOutside();
    const report = renderTerminal({ run: { ...run, bursts: run.bursts.toReversed() } }, NARROW);
    expect(report.match(/┄ not accepted/g)).toHaveLength(1);
  });
});

describe('the advice to ask why calls waited', () => {
  const offer = 'Add --why';

  it('ends a report on a server that was not asked', () => {
    expect(renderTerminal({ run: waitingOutside() }, NARROW)).toContain(offer);
  });

  it('is about a limit if some calls got another answer at once', () => {
    const usual = took(300, 300, 300).map((call) => ({ ...call, bodyKeys: 'result' }));
    const busy = took(5, 5, 5).map((call) => ({ ...call, bodyKeys: 'error' }));
    const run = addressRun([[...usual, ...busy]], usual);
    expect(renderTerminal({ run }, NARROW)).toContain(
      'Add --why to find out if a limit turned those calls away;',
    );
    const other = took(5).map((call) => ({ ...call, bodyKeys: 'items' }));
    const unlike = addressRun([[...usual, ...busy, ...other]], usual);
    expect(renderTerminal({ run: unlike }, NARROW)).not.toContain(offer);
  });

  it.each<[string, Partial<Run>]>([
    ['a server that was started, which is always asked', { server: { readyAfterMs: 90 } }],
    ['an interrupted run', { interrupted: true }],
  ])('is not in that on %s', (_, more) => {
    const run = { ...waitingOutside(), ...more };
    expect(renderTerminal({ run }, NARROW)).not.toContain(offer);
  });
});

/** The numbers of the bursts that have a chart, of bursts with so many calls. */
function drawn(...sizes: readonly number[]): readonly string[] {
  const bursts = sizes.map((calls) => queue({ calls, workers: 3, eachMs: 300 }));
  const report = renderTerminal({ run: addressRun(bursts, soloCalls(300)) }, NARROW);
  return report.match(/(?<=^Burst )\d(?=.*\n {16}0)/gm) ?? [];
}

describe('a burst with fewer calls than the largest', () => {
  it('is drawn if it is the one that was asked for', () => {
    expect(drawn(4, 4, 8)).toEqual(['1', '2', '3']);
    expect(drawn(4, 8)).toEqual(['1', '2']);
  });

  it('has a line if it only tests the limit, or if bursts grow', () => {
    expect(drawn(10, 10, 5)).toEqual(['1', '2']);
    expect(drawn(4, 8, 16, 16)).toEqual(['3', '4']);
  });
});

describe('the terminal report', () => {
  it.each(REPORTS)('matches the golden file %s', async (name, run, style) => {
    const report = renderTerminal({ run }, style);
    await expect(report).toMatchFileSnapshot(fixture(`golden/${name}.txt`));
  });

  it.each(REPORTS)('%s fits the width of its terminal', (_, run, style) => {
    expectToFit(renderTerminal({ run }, style), style);
  });

  it.each([32, 40, 59])(
    'fits a terminal of %i columns, with bars that start in one column',
    (columns) => {
      const style = { ...NARROW, columns };
      for (const [, run] of REPORTS) expectToFit(renderTerminal({ run }, style), style);
      const bars = renderTerminal({ run: defaultRun() }, style)
        .split('\n')
        .filter((line) => line.includes(' warm '));
      expect(new Set(bars.map((line) => line.indexOf('█')))).toEqual(new Set([16]));
      expect(new Set(bars.map((line) => line.length))).toEqual(new Set([columns]));
      expectToFit(renderComparison(comparison(), style), style);
    },
  );

  it('puts throttled and failed calls below the others, with their status', () => {
    const lines = renderTerminal({ run: lossyRun(status500) }, NARROW).split('\n');
    const rows = lines.slice(lines.findIndex((line) => line.includes('in progress')) + 1);
    expect(rows.slice(0, 2)).toEqual([
      '            10  throttled: status 429: refused',
      '          8, 9  failed: status 500: {"error":"the pool is exhausted"}',
    ]);
    expect(lines.findIndex((line) => line.includes('throttled: '))).toBeGreaterThan(
      lines.findLastIndex((line) => line.includes(' warm ')),
    );
  });

  it('counts many calls that failed alike', () => {
    const run = localRun({ bursts: [unansweredCalls('failed', 400)] });
    const report = renderTerminal({ run }, NARROW);
    expect(report).toContain('     400 calls  failed: status 500');
    expect(report).not.toMatch(/in flight|^ +0 ms/m);
  });

  it.each(REPORTS)('%s has no trailing blanks', (_, run, style) => {
    expect(stripVTControlCharacters(renderTerminal({ run }, style))).not.toMatch(/[ \t]$/m);
  });

  it('is plain ASCII on a terminal without Unicode', () => {
    for (const [, run] of REPORTS) {
      expect(renderTerminal({ run }, { ...DUMB, columns: 100 })).toMatch(/^[\n\x20-\x7E]*$/);
    }
  });

  it('has no escape sequences without color', () => {
    for (const [, run] of REPORTS) expect(renderTerminal({ run }, NARROW)).not.toContain('\u001B');
  });

  it('has the same text with color as without', () => {
    for (const [, run] of REPORTS) {
      const colored = stripVTControlCharacters(renderTerminal({ run }, COLOR));
      expect(withoutBlanks(colored)).toBe(withoutBlanks(renderTerminal({ run }, NARROW)));
    }
  });

  it('takes a few screens at most, even for many calls', () => {
    for (const run of [defaultRun(1_000), fewInstances(1_000)]) {
      expect(renderTerminal({ run }, NARROW).split('\n').length).toBeLessThan(100);
    }
  });
});

describe('the verdict on one line', () => {
  it.each([
    ['verdict/verdict-parallel', defaultRun(), NARROW],
    ['verdict/verdict-serial-color', inOneProcess('/ping', { ...slowest, workers: 1 }), COLOR],
    ['verdict/verdict-inconclusive', localRun({ bursts: [unansweredCalls('failed', 4)] }), NARROW],
  ])('matches the golden file %s', async (name, run, style) => {
    const line = renderVerdict({ run }, style);
    expect(line.split('\n')).toHaveLength(2);
    await expect(line).toMatchFileSnapshot(fixture(`golden/${name}.txt`));
  });
});

describe('the comparison in a terminal', () => {
  it.each([
    ['comparison/comparison', NARROW],
    ['comparison/comparison-wide', WIDE],
    ['comparison/comparison-color', COLOR],
    ['comparison/comparison-ascii', DUMB],
  ])('matches the golden file %s', async (name, style) => {
    const table = renderComparison(comparison(), style);
    expectToFit(table, style);
    await expect(table).toMatchFileSnapshot(fixture(`golden/${name}.txt`));
  });

  it('shows the cells that were measured if it was interrupted', async () => {
    const table = renderComparison(comparison().slice(0, 4), NARROW);
    expectToFit(table, NARROW);
    await expect(table).toMatchFileSnapshot(fixture('golden/comparison/comparison-cut-short.txt'));
  });
});

describe('the terminal report of any run', () => {
  const styles = fc.record({
    columns: fc.integer({ min: 32, max: 160 }),
    color: fc.boolean(),
    unicode: fc.boolean(),
  });

  it('fits terminals of any width', () => {
    const bursts = fc.array(anyBurst, { maxLength: 2 });
    fc.assert(
      fc.property(bursts, anySolo, styles, (invocations, solo, style) => {
        expectToFit(renderTerminal({ run: judge(recording(invocations, solo)) }, style), style);
      }),
    );
  });
});

describe('text from outside in a terminal', () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(
        fc.constantFrom(
          '\u001B[31m',
          '\u001B[2J',
          '\u001B]0;title\u0007',
          '\u001B]8;;http://evil.example\u0007',
          '\u009B31m',
          '\u001B',
          '\r',
          '\n',
          '\t',
          '\b\b\b',
          '\u0000',
          '\u007F',
          '\u0085',
          '\u2028',
          '\u202E',
          '\u200B',
          '漢字',
          '🧨',
          'PARALLEL',
        ),
        { minLength: 1, maxLength: 8 },
      )
      .map((parts) => parts.join('')),
  );

  it('loses its control characters and escape sequences', () => {
    fc.assert(
      fc.property(nasty, fc.boolean(), (hostileText, color) => {
        const report = renderTerminal({ run: hostile(hostileText) }, { ...NARROW, color });
        const ours = new RegExp(`${ESCAPE}(?:0|1|2|1;38;5;\\d+|38;5;\\d+)m`, 'g');
        const text = color ? report.replaceAll(ours, '') : report;
        expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: 300 },
    );
  });

  it('neither adds lines nor leaves its own', () => {
    const [odd, even] = ['a\nb\r\nc\u2028d\u0085e', 'a b c d e'].map((text) =>
      renderTerminal({ run: hostile(text) }, NARROW).split('\n'),
    );
    expect(odd?.length).toBe(even?.length);
  });

  it('fits the terminal however long or wide it is', () => {
    for (const text of [
      'x'.repeat(500),
      '漢字'.repeat(100),
      '🧨'.repeat(100),
      'long '.repeat(99),
    ]) {
      expectToFit(renderTerminal({ run: hostile(text) }, NARROW), NARROW);
    }
  });

  it('loses its control characters in the comparison, too', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const table = renderComparison(hostileComparison(text), NARROW);
        expect(table).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('fits the comparison however long or wide it is', () => {
    for (const text of [
      'x'.repeat(500),
      '漢字'.repeat(100),
      '🧨'.repeat(100),
      'long '.repeat(99),
    ]) {
      expectToFit(renderComparison(hostileComparison(text), NARROW), NARROW);
    }
  });
});

function hostileComparison(text: string): ComparisonCell[] {
  return comparison(2).map((cell) => ({ ...cell, route: text, run: hostile(text) }));
}

function withoutBlanks(text: string): string {
  return text.replaceAll(/ +$/gm, '');
}

/** A run in which everything that others can choose is this text. */
function hostile(text: string): Run {
  const named = text === '' ? 'x' : text;
  const calls = served([
    { from: 1, to: 900, on: named },
    { from: 1, to: 900, on: `${named}2` },
  ]);
  const contradictory = served([
    { from: 1, to: 900, on: named },
    { from: 1, to: 900, on: named, received: 300 },
  ]);
  const failed = unansweredCalls('failed', 1).map((call) => ({
    ...call,
    call: 2,
    error: { code: text, message: text },
  }));
  return judge({
    schemaVersion: 1,
    target: { kind: text, name: text, method: text, url: text, path: text },
    solo: [],
    bursts: [{ invocations: [...calls, ...failed] }, { invocations: contradictory }],
  });
}

/** Calls that are answered together, after so long. */
function batch(calls: number, ms: number): Invocation[] {
  return took(...Array.from({ length: calls }, () => ms));
}

describe('a smaller burst', () => {
  const small = queue({ calls: 5, workers: 1 });
  const style = { columns: 80, color: true, unicode: true };
  const lineOf = (...bursts: Parameters<typeof recording>[0]): string =>
    renderTerminal({ run: judge(recording(bursts)) }, style)
      .split('\n')
      .find((line) => /(serial|calls in)/.test(line) && line.startsWith('\u001B[2m')) ?? '';

  it('is one dim and indented line', () => {
    expect(lineOf(queue({ calls: 10, workers: 1 }), small)).toBe(
      '\u001B[2m  serial: one call at a time, on one instance\u001B[0m',
    );
  });

  it('says that a verdict is its own if that of the run is another', () => {
    expect(lineOf(wall({ calls: 10 }), small)).toContain('by itself serial: one call at a time');
  });

  it('shows no verdict if the run has none', () => {
    const solo = soloCalls(98).map(withoutServed);
    const run = judge(recording([batch(12, 600), batch(6, 350)], solo));
    expect(run.verdict.kind).toBe('inconclusive');
    expect(run.bursts.map(({ verdict }) => verdict.kind)).toContain('contended');
    const report = renderTerminal({ run }, NARROW);
    expect(report).toMatch(/\nBurst 2 of 2 .*\n  6 calls in 350 ms\n/);
    expect(report).not.toMatch(/contended/i);
  });
});

describe('what was measured of a server', () => {
  it.each([40, 60, 80])('is whole in a terminal of %i columns', (columns) => {
    const run = judge(watchedRun({ workers: 2, target: HTTP }));
    const notes = run.bursts.flatMap((burst) => burstNotes(burst, run));
    expect(notes.length).toBeGreaterThan(0);
    const report = renderTerminal({ run }, { ...NARROW, columns });
    const words = report.replaceAll(/\s+/g, ' ');
    for (const note of notes) expect(words).toContain(note);
    expectToFit(report, { ...NARROW, columns });
  });
});
