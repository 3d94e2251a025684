import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { warningWords } from '../../src/reporters/shared/warnings.ts';
import { reasonWords } from '../../src/reporters/shared/reasons.ts';
import { diffRuns } from '../../src/core/diff/diff-runs.ts';
import type { ReportInput } from '../../src/reporters/shared/report-input.ts';
import { sanitizeLine } from '../../src/core/sanitize.ts';
import { judge } from '../../src/core/run.ts';
import { renderComparisonHtml } from '../../src/reporters/html/comparison.ts';
import { html, jsonMarkup } from '../../src/reporters/html/markup.ts';
import { pack, unpack } from '../../src/reporters/html/page-data.ts';
import { renderHtml } from '../../src/reporters/html/report.ts';
import { anyBurst, anySolo } from '../helpers/runs/any-burst.ts';
import { lost, recording, served, together, untold } from '../helpers/runs/bursts.ts';
import {
  addressRun,
  comparison,
  defaultRun,
  lifelike,
  localRun,
  lossyRun,
} from '../helpers/runs/runs.ts';

/** What is between two pieces of text, each time. */
function between(page: string, from: string, to: string): string[] {
  return page
    .split(from)
    .slice(1)
    .map((part) => part.split(to, 1).join(''));
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

const LIMIT_BYTES = 400_000;

const PAGES = [
  ['a run', renderHtml({ run: defaultRun() })],
  ['a comparison', renderComparisonHtml(comparison())],
] as const;

describe('the page', () => {
  it.each(PAGES)('of %s may run its own script and use its own style alone', (_, page) => {
    const [policy = ''] = between(page, 'http-equiv="Content-Security-Policy" content="', '"');
    const [style = ''] = between(page, '<style>', '</style>');
    const [script = ''] = between(page, '<script>', '</script>');
    const allowed = policy.replaceAll('&#39;', "'").split('; ');
    expect(allowed).toEqual([
      "default-src 'none'",
      `script-src ${hashOf(script)}`,
      `style-src ${hashOf(style)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(script.length).toBeGreaterThan(1_000);
    expect(style.length).toBeGreaterThan(1_000);
  });

  it.each(PAGES)('of %s refers to nothing outside of itself', (_, page) => {
    const [markup = ''] = page.split('<script>');
    expect(markup).not.toMatch(/\s(?:src|href|srcset|action|data|poster)=/);
    expect(markup).not.toMatch(/@import|url\(/);
    expect(markup).not.toMatch(/<(?:link|iframe|img|object|embed|base|form)\b/);
  });

  it.each(PAGES)('of %s has its policy before anything that it applies to', (_, page) => {
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<style>'));
  });

  it.each(PAGES)('of %s is small for ten calls', (_, page) => {
    expect(Buffer.byteLength(page)).toBeLessThan(LIMIT_BYTES);
  });

  it.each(PAGES)('of %s is well-formed where it was written here', (_, page) => {
    for (const name of ['html', 'head', 'body', 'main', 'section', 'table', 'details', 'svg']) {
      const opened = page.match(new RegExp(`<${name}[\\s>]`, 'g'))?.length;
      expect([name, page.split(`</${name}>`).length - 1]).toEqual([name, opened]);
    }
  });

  it.each(PAGES)('of %s has each id once', (_, page) => {
    const ids = between(page.split('<script>', 1).join(''), ' id="', '"');
    expect(ids).toEqual([...new Set(ids)]);
  });
});

describe('a run', () => {
  const run = lossyRun({ code: 'ECONNRESET', message: 'connection reset' });
  const slower = localRun({
    mode: 'one-process',
    bursts: [lifelike({ calls: 10, eachMs: 1_000, workers: 1, instances: 1 })],
  });
  const findings: ReportInput = {
    run,
    command: 'concurrency-check /ping --html a.html',
    expectation: { expected: { kind: 'serial' }, met: false },
    diff: diffRuns(slower, run),
  };
  const page = renderHtml(findings);

  it('says its verdict with all reasons, and how it ended', () => {
    expect(page).toContain('PARALLEL');
    for (const reason of run.verdict.reasons) expect(page).toContain(reasonWords(reason));
    for (const name of ['instances', 'peak overlap', 'speed-up']) {
      expect(page).toContain(`<dt>${name}</dt>`);
    }
    expect(page).toContain('not as expected: expected serial, but the verdict is parallel');
  });

  it('says what could mislead, and what is to be done', () => {
    expect(run.warnings.length).toBeGreaterThan(0);
    const [section = ''] = between(page, '<section class="warnings"', '</section>');
    expect(between(section, '<li>', '</li>')).toEqual(
      run.warnings.map((warning) => warningWords(warning).replaceAll("'", '&#39;')),
    );
  });

  it('has every call in its table, with how those ended that were lost', () => {
    const [table = ''] = between(page, '<details class="calls">', '</details>');
    const calls = between(table, '<th scope="row">', '</th>').map(Number);
    expect(calls.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(table).toContain('connection reset');
  });

  it('stands beside an earlier one, with words and not by color alone', () => {
    const [section = ''] = between(page, '<section class="change"', '</section>');
    expect(section).toContain('Before: serial. Now: parallel');
    expect(section).toContain('10 calls of a burst were answered before and 7 now');
    expect(section).toContain('▲ better');
  });

  it('names the command that makes it again', () => {
    const [command = ''] = between(page, '<code>', '</code>');
    expect(command.replaceAll(/<\/?span>/g, '')).toBe('concurrency-check /ping --html a.html');
    expect(between(command, '<span>', '</span>')).toContain('--html');
  });

  it('leaves out what there is not', () => {
    const bare = renderHtml({ run: defaultRun() });
    for (const kind of ['change', 'command', 'warnings']) {
      expect(bare).not.toContain(`<section class="${kind}"`);
    }
  });

  it('that declined says what would settle it', () => {
    const declined = localRun({ bursts: [lost('failed', 4)] });
    expect(renderHtml({ run: declined })).toContain('<strong>To get a verdict:</strong>');
  });

  it('of a target that does not tell shows calls in flight', () => {
    const [name] = between(
      renderHtml({ run: addressRun([served([{ from: 1, to: 90 }]).map(untold)]) }),
      '<p class="curve-name">',
      '</p>',
    );
    expect(name).toBe('calls in flight, at most 1');
  });

  it('gives the script every call of every burst', () => {
    const [text = ''] = between(page, '<script type="application/json" id="data">', '</script>');
    const data: unknown = JSON.parse(text);
    expect(data).toMatchObject({ bursts: [{ serverTimes: 'handler' }] });
    expect(data).toHaveProperty('bursts.0.calls.length', 10);
  });
});

describe('a comparison', () => {
  const cells = comparison();
  const page = renderComparisonHtml(cells, { command: 'concurrency-check --compare' });

  it('has a row for each route and a column for each way to call it', () => {
    const [table = ''] = between(page, '<table>', '</table>');
    expect(between(table, '<th scope="row"><code>', '</code>')).toEqual([
      '/ping',
      '/ping/blocking',
      '/ping/cpu',
    ]);
    expect(between(table, '<th scope="col">', '</th>')).toEqual([
      'all calls in one process',
      'an instance per call',
    ]);
    expect(between(table, '<svg', '</svg>')).toHaveLength(6);
    const kinds = between(table, 'class="kind ', '"');
    expect(kinds).toEqual(['concurrent', 'parallel', 'serial', 'parallel', 'serial', 'contended']);
  });

  it('that was cut short says what is missing', () => {
    const [table = ''] = between(renderComparisonHtml(cells.slice(0, 5)), '<table>', '</table>');
    expect(between(table, '<svg', '</svg>')).toHaveLength(5);
    expect(table).toContain('not measured');
  });

  it('shows each run call by call beneath', () => {
    expect(between(page, '<details class="run">', '</summary>')).toHaveLength(6);
    expect(between(page, 'data-burst="', '"')).toEqual(['0', '1', '2', '3', '4', '5']);
  });

  it('of nothing is a page, too', () => {
    expect(renderComparisonHtml([])).toContain('<table>');
  });
});

describe('what is too long', () => {
  const pod = `checkout-service-7d9f8b6c54-${'n'.repeat(3_000)}-abcde`;
  const url = `https://api.example.org/${'q'.repeat(2_000)}/end`;
  const calls = served([
    { from: 1, to: 90, on: pod },
    { from: 2, to: 80, on: 'brief' },
  ]);
  const run = addressRun([calls], [], url);
  const page = renderHtml({ run });
  const [table = ''] = between(page, '<details class="calls">', '</table>');

  it('is shortened in the table, with both its ends, and named in full beneath', () => {
    const cells = between(table, '<td>', '</td>');
    expect(cells).toContain('A (checkout-service-7d9f8b6c5\u2026nnnnnnn-abcde)');
    expect(cells).toContain('B (brief)');
    expect(between(page, '<dd>', '</dd>')).toContain(pod);
  });

  it('leaves names alone that fit', () => {
    expect(renderHtml({ run: defaultRun() })).not.toContain('<dl class="names">');
  });

  it('is shortened in the headings, and once in full, in the command or beneath', () => {
    for (const name of ['h1', 'title']) {
      const [words = ''] = between(page, `<${name}>`, `</${name}>`);
      expect(words).toMatch(/GET https:\/\/api\.example\.org\/q+\u2026q+\/end$/);
      expect(words.length).toBeLessThan(250);
    }
    const [called = ''] = between(page, '<section class="called"', '</section>');
    expect(between(called, '<p>', '</p>')).toEqual([`GET ${url}`]);
    for (const other of [
      renderHtml({ run, command: `c ${url}` }),
      renderHtml({ run: defaultRun() }),
    ]) {
      expect(other).not.toContain('<section class="called"');
    }
  });
});

describe('what is to be done', () => {
  it('keeps each option in one piece', () => {
    const alone = addressRun([lifelike({ calls: 5, eachMs: 100 })], []);
    expect(renderHtml({ run: alone })).toContain('<span class="option">--solo</span> 3');
  });
});

describe('lost calls', () => {
  const refused = lost('throttled', 1).map((call) => ({ ...call, status: 503 }));
  const both = together(served([{ from: 1, to: 90 }]), refused, lost('failed', 1));
  const page = renderHtml({ run: addressRun([both]) });

  it('say which status they met, once', () => {
    const cells = between(page, '<td>', '</td>');
    expect(cells).toContain('throttled: refused (503)');
    expect(cells).toContain('failed: status 500');
  });

  it('are told apart in the legend and in the picture, throttled from failed', () => {
    const [legend = ''] = between(page, '<figcaption', '</figcaption>');
    expect(legend).toContain('<i class="lost"></i>failed (×)');
    expect(legend).toContain('<i class="throttled"></i>throttled (○)');
    for (const kind of ['lost', 'throttled']) {
      expect(between(page, `<path class="${kind}" d="`, '"')[0]).toMatch(/^M/);
    }
  });
});

function legendOf(calls: number): string {
  const run = localRun({ bursts: [lifelike({ calls, eachMs: 100, cold: 2 })] });
  return between(renderHtml({ run }), '<figcaption', '</figcaption>').join('');
}

describe('many calls', () => {
  it('have a legend that says where cold is not marked along the bar', () => {
    expect(legendOf(10)).not.toContain('zoomed in');
    expect(legendOf(200)).toContain('where zoomed in far enough');
  });
});

/** Text that would do harm, were it taken for anything but text. */
const hostile = fc
  .tuple(
    fc.constantFrom(
      '</script><script>alert(1)</script>',
      '<!--<script>',
      '<img src=x onerror=alert(1)>',
      '" onmouseover="alert(1)',
      "' autofocus onfocus='alert(1)",
      ']]></style><svg onload=alert(1)>',
      '&lt;b&gt; &amp; &#60;',
      '\u001B[31mred\u001B[0m \u001B]0;title\u0007',
      '\u2028\u2029\u0000\u0085\u202Eevil\u2066',
      'javascript:alert(1)',
      '{{constructor}} ${alert(1)} `',
      '\uD800 lone \uDC00',
    ),
    fc.string({ unit: 'binary', maxLength: 20 }),
  )
  .map(([known, any]) => known + any);

/** A run in which everything from outside has that text in it. */
function findingsNamed(text: string): ReportInput {
  const name = `i${text}`;
  const calls = served([
    { from: 1, to: 90, on: name, cold: true },
    { from: 2, to: 80, on: 'other', cold: false },
  ]);
  const failed = lost('failed', 1).map((call) => ({
    ...call,
    error: { code: text, message: `m${text}` },
  }));
  const target = { kind: 'http', method: 'GET', url: `u${text}` };
  const run = judge({ ...recording([together(calls, failed)]), target });
  return {
    run,
    command: `c${text}`,
    expectation: { expected: { kind: 'serial' }, met: false },
    diff: diffRuns(run, run),
  };
}

/** Names of elements, attributes and values: all but the text of a page, the same whatever it is called. */
function skeleton(page: string): string {
  const [markup = ''] = page.split('<script type="application/json"');
  return markup.replaceAll(/>[^<]*</g, '><').replaceAll(/(aria-label|data-name)="[^"]*"/g, '$1');
}

/** Of the same length and as many words: what is long is shortened, and words of a command are kept whole. */
function harmless(text: string): string {
  return sanitizeLine(text).replaceAll(/[^ ]/gu, 'x');
}

describe('hostile input', () => {
  it('comes out as text, whatever it is', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const page = renderHtml(findingsNamed(text));
        expect(skeleton(page)).toBe(skeleton(renderHtml(findingsNamed(harmless(text)))));
        expect(page.split('<script').length).toBe(3);
        expect(page.split('</script').length).toBe(3);
      }),
      { numRuns: 200 },
    );
  });

  it('leaves no character behind that steers a terminal, a line or the direction of text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(renderHtml(findingsNamed(text))).not.toMatch(/[^\n\P{Cc}]|\p{Cf}|\p{Zl}|\p{Zp}/u);
      }),
      { numRuns: 100 },
    );
  });

  it('comes out as text in a comparison, too', () => {
    fc.assert(
      fc.property(hostile, (route) => {
        const { run } = findingsNamed(route);
        const named = (name: string): string =>
          renderComparisonHtml([{ route: name, mode: 'one-process', run }], { command: name });
        expect(skeleton(named(route))).toBe(skeleton(named(harmless(route))));
      }),
      { numRuns: 100 },
    );
  });

  it('is read back by a parser as what it is without its control characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
        const { text: escaped } = html`<p title="${text}">${text}</p>`;
        expect(escaped).toMatch(/^<p title="[^"<>]*">[^<>"']*<\/p>$/);
      }),
    );
  });
});

describe('data for the script', () => {
  it('is read back as it was, and cannot end its element', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { text } = jsonMarkup(value);
        expect(text).not.toMatch(/[<>&\u2028\u2029]/);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('has of each call all that there is', () => {
    const time = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }));
    const count = fc.option(fc.nat());
    const packed = fc.tuple(
      fc.nat(),
      fc.nat({ max: 2 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      time,
      time,
      time,
      count,
      fc.option(fc.nat({ max: 1 })),
      count,
      fc.option(fc.string()),
    );
    fc.assert(
      fc.property(packed, (call) => {
        expect(pack(unpack(call))).toEqual(call);
      }),
    );
  });
});

describe('any run', () => {
  it('makes a page', () => {
    const bursts = fc.array(anyBurst, { maxLength: 3 });
    fc.assert(
      fc.property(bursts, anySolo, (invocations, solo) => {
        const page = renderHtml({ run: judge(recording(invocations, solo)) });
        expect(between(page, 'data-burst="', '"')).toHaveLength(invocations.length);
        expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/);
      }),
      { numRuns: 50 },
    );
  });
});
