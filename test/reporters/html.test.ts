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
import {
  unansweredCalls,
  recording,
  served,
  together,
  withoutServed,
} from '../helpers/runs/bursts.ts';
import {
  addressRun,
  comparison,
  defaultRun,
  lifelike,
  localRun,
  lossyRun,
} from '../helpers/runs/runs.ts';
import { watchedRun } from '../helpers/runs/watched-run.ts';

/** Everything between two pieces of text. */
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

describe('colors and tiles', () => {
  it('colors bars by instance, and only marks cold ones', () => {
    const page = renderHtml({ run: defaultRun(3) });
    for (const part of ['class="warm hue-0"', 'class="cold hue-1"', 'class="cold hue-2"']) {
      expect(page).toContain(part);
    }
    expect(page).toContain('being served, one color per instance');
  });

  it('draws no timeline of a burst that nothing answered', () => {
    const run = localRun({ bursts: [unansweredCalls('failed', 4)] });
    const page = renderHtml({ run });
    expect(page).not.toContain('<figure');
    expect(page).toContain('Table of 4 calls');
  });

  it('leaves out tiles of what is not known', () => {
    const run = addressRun([lifelike({ calls: 4, eachMs: 1_000 }).map(withoutServed)]);
    const page = renderHtml({ run });
    expect(page).toContain('<dt>speed-up</dt>');
    expect(page).not.toContain('<dt>instances</dt>');
    expect(page).not.toMatch(/<span class="value">\?/);
  });
});

describe('the HTML page', () => {
  it.each(PAGES)('of %s may run only its own script and use only its own style', (_, page) => {
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

  it.each(PAGES)('of %s refers to nothing outside itself', (_, page) => {
    const [markup = ''] = page.split('<script>');
    expect(markup).not.toMatch(/\s(?:src|href|srcset|action|data|poster)=/);
    expect(markup).not.toMatch(/@import|url\(/);
    expect(markup).not.toMatch(/<(?:link|iframe|img|object|embed|base|form)\b/);
  });

  it.each(PAGES)('of %s states its policy before the style and the script', (_, page) => {
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<style>'));
  });

  it.each(PAGES)('of %s stays below 400 kB for 10 calls', (_, page) => {
    expect(Buffer.byteLength(page)).toBeLessThan(LIMIT_BYTES);
  });

  it.each(PAGES)('of %s closes every element that it opens', (_, page) => {
    for (const name of ['html', 'head', 'body', 'main', 'section', 'table', 'details', 'svg']) {
      const opened = page.match(new RegExp(`<${name}[\\s>]`, 'g'))?.length;
      expect([name, page.split(`</${name}>`).length - 1]).toEqual([name, opened]);
    }
  });

  it.each(PAGES)('of %s uses each id once', (_, page) => {
    const ids = between(page.split('<script>', 1).join(''), ' id="', '"');
    expect(ids).toEqual([...new Set(ids)]);
  });
});

describe('the HTML report of a run', () => {
  const run = lossyRun({ code: 'ECONNRESET', message: 'connection reset' });
  const slower = localRun({
    mode: 'one-process',
    bursts: [lifelike({ calls: 10, eachMs: 1_000, workers: 1, instances: 1 })],
  });
  const findings: ReportInput = {
    run,
    command: 'concurrency-check /ping --html a.html',
    checks: [{ code: 'verdict', expected: [{ kind: 'serial' }], state: 'failed' }],
    diff: diffRuns(slower, run),
  };
  const page = renderHtml(findings);

  it('shows the verdict with all reasons, and whether it was expected', () => {
    expect(page).toContain('PARALLEL');
    for (const reason of run.verdict.reasons) expect(page).toContain(reasonWords(reason));
    for (const name of ['instances', 'peak overlap', 'speed-up']) {
      expect(page).toContain(`<dt>${name}</dt>`);
    }
    expect(page).toContain('✗ expected serial, got parallel');
  });

  it('shows each warning with its remedy', () => {
    expect(run.warnings.length).toBeGreaterThan(0);
    const [section = ''] = between(page, '<section class="warnings"', '</section>');
    expect(between(section, '<li>', '</li>')).toEqual(
      run.warnings.map((warning) => warningWords(warning).replaceAll("'", '&#39;')),
    );
  });

  it('lists every call in its table, with the errors of those that failed', () => {
    const [table = ''] = between(page, '<details class="calls">', '</details>');
    const calls = between(table, '<th scope="row">', '</th>').map(Number);
    expect(calls.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(table).toContain('connection reset');
  });

  it('shows changes from an earlier run in words, not by color alone', () => {
    const [section = ''] = between(page, '<section class="change"', '</section>');
    expect(section).toContain('Before: serial. Now: parallel');
    expect(section).toContain('10 calls of a burst were answered before and 7 now');
    expect(section).toContain('▲ better');
  });

  it('shows the command that repeats the run', () => {
    const [command = ''] = between(page, '<code>', '</code>');
    expect(command.replaceAll(/<\/?span>/g, '')).toBe('concurrency-check /ping --html a.html');
    expect(between(command, '<span>', '</span>')).toContain('--html');
  });

  it('omits sections that would be empty', () => {
    const bare = renderHtml({ run: defaultRun() });
    for (const kind of ['change', 'command', 'warnings']) {
      expect(bare).not.toContain(`<section class="${kind}"`);
    }
  });

  it('says how to get a verdict if there is none', () => {
    const declined = localRun({ bursts: [unansweredCalls('failed', 4)] });
    expect(renderHtml({ run: declined })).toContain('<strong>To get a verdict:</strong>');
  });

  it('shows calls in flight if the target does not report when it served them', () => {
    const [name] = between(
      renderHtml({ run: addressRun([served([{ from: 1, to: 90 }]).map(withoutServed)]) }),
      '<p class="curve-name">',
      '</p>',
    );
    expect(name).toBe('calls in flight, at most 1 at a time');
  });

  it('shows when an answer began, if it went on for noticeably longer', () => {
    const [early = '', late = ''] = [30, 90].map((firstByteAt) => {
      const calls = served([{ from: 1, to: 90 }]);
      const begun = calls.map((call) => ({ ...withoutServed(call), firstByteAt }));
      return renderHtml({ run: addressRun([begun]) });
    });
    expect(early).toContain('the answer has begun');
    expect(early).toContain('<path class="stream" d="M');
    expect(late).not.toContain('the answer has begun');
    expect(late).toContain('<path class="stream" d=""');
  });

  it('shows where calls waited outside the server', () => {
    const waited = judge(
      watchedRun({
        outside: [
          { call: 1, notAcceptedUntil: 150 },
          { call: 2, notAcceptedUntil: 150, unreadUntil: 550 },
          // The last look was later than the answer on the client's clock.
          { call: 3, notAcceptedUntil: 9_000 },
        ],
      }),
    );
    const shown = renderHtml({ run: waited });
    expect(shown).toContain('connection not accepted');
    expect(shown).toContain('accepted, but the request is unread');
    expect(shown).toContain('inside the server; the target does not report');
    expect(shown).toMatch(/<path class="not-accepted" d="M.*M.*M[^M]*" \/>/);
    expect(shown).toMatch(/<path class="unread" d="M[^M]*" \/>/);
    expect(shown).toContain('<th scope="col">not accepted until</th>');
    const inside = renderHtml({ run: judge(watchedRun({})) });
    expect(inside).not.toContain('connection not accepted');
    expect(inside).not.toContain('not accepted until');
  });

  it('passes every call of every burst to the script', () => {
    const [text = ''] = between(page, '<script type="application/json" id="data">', '</script>');
    const data: unknown = JSON.parse(text);
    expect(data).toMatchObject({ bursts: [{ serverTimes: 'handler' }] });
    expect(data).toHaveProperty('bursts.0.calls.length', 10);
  });
});

describe('the HTML page of a comparison', () => {
  const cells = comparison();
  const page = renderComparisonHtml(cells, { command: 'concurrency-check --compare' });

  it('has a row per route and a column per mode', () => {
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

  it('says which cells were not measured if it was interrupted', () => {
    const [table = ''] = between(renderComparisonHtml(cells.slice(0, 5)), '<table>', '</table>');
    expect(between(table, '<svg', '</svg>')).toHaveLength(5);
    expect(table).toContain('not measured');
  });

  it('shows each run call by call below the table', () => {
    expect(between(page, '<details class="run">', '</summary>')).toHaveLength(6);
    expect(between(page, 'data-burst="', '"')).toEqual(['0', '1', '2', '3', '4', '5']);
  });

  it('is a page even without cells', () => {
    expect(renderComparisonHtml([])).toContain('<table>');
  });
});

describe('a long name or address', () => {
  const pod = `checkout-service-7d9f8b6c54-${'n'.repeat(3_000)}-abcde`;
  const url = `https://api.example.org/${'q'.repeat(2_000)}/end`;
  const calls = served([
    { from: 1, to: 90, on: pod },
    { from: 2, to: 80, on: 'brief' },
  ]);
  const run = addressRun([calls], [], url);
  const page = renderHtml({ run });
  const [table = ''] = between(page, '<details class="calls">', '</table>');

  it('is shortened in the middle in the table, and given in full below it', () => {
    const cells = between(table, '<td>', '</td>');
    expect(cells).toContain('A (checkout-service-7d9f8b6c5\u2026nnnnnnn-abcde)');
    expect(cells).toContain('B (brief)');
    expect(between(page, '<dd>', '</dd>')).toContain(pod);
  });

  it('stays as it is if it fits', () => {
    expect(renderHtml({ run: defaultRun() })).not.toContain('<dl class="names">');
  });

  it('is shortened in headings, and given in full once, in the command or below it', () => {
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

describe('a remedy', () => {
  it('keeps each option in one piece', () => {
    const withoutSolo = addressRun([lifelike({ calls: 5, eachMs: 100 })], []);
    expect(renderHtml({ run: withoutSolo })).toContain('<span class="option">--solo</span> 3');
  });
});

describe('failed and throttled calls', () => {
  const refused = unansweredCalls('throttled', 1).map((call) => ({ ...call, status: 503 }));
  const both = together(served([{ from: 1, to: 90 }]), refused, unansweredCalls('failed', 1));
  const page = renderHtml({ run: addressRun([both]) });

  it('show their status once', () => {
    const cells = between(page, '<td>', '</td>');
    expect(cells).toContain('throttled: refused (503)');
    expect(cells).toContain('failed: status 500');
  });

  it('look different in the legend and in the timeline', () => {
    const [legend = ''] = between(page, '<figcaption', '</figcaption>');
    expect(legend).toContain('<i class="failed"></i>failed (×)');
    expect(legend).toContain('<i class="throttled"></i>throttled (○)');
    for (const kind of ['failed', 'throttled']) {
      expect(between(page, `<path class="${kind}" d="`, '"')[0]).toMatch(/^M/);
    }
  });
});

function legendOf(calls: number): string {
  const run = localRun({ bursts: [lifelike({ calls, eachMs: 100, cold: 2 })] });
  return between(renderHtml({ run }), '<figcaption', '</figcaption>').join('');
}

describe('the legend of many calls', () => {
  it('says that cold starts are marked only when zoomed in', () => {
    expect(legendOf(10)).not.toContain('zoomed in');
    expect(legendOf(200)).toContain('visible when zoomed in');
  });
});

/** Text that would do harm if it were not escaped. */
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

/** A run in which everything from outside contains this text. */
function findingsNamed(text: string): ReportInput {
  const name = `i${text}`;
  const calls = served([
    { from: 1, to: 90, on: name, cold: true },
    { from: 2, to: 80, on: 'other', cold: false },
  ]);
  const failed = unansweredCalls('failed', 1).map((call) => ({
    ...call,
    error: { code: text, message: `m${text}` },
  }));
  const target = { kind: 'http', method: 'GET', url: `u${text}` };
  const run = judge({ ...recording([together(calls, failed)]), target });
  return {
    run,
    command: `c${text}`,
    checks: [{ code: 'verdict', expected: [{ kind: 'serial' }], state: 'failed' }],
    diff: diffRuns(run, run),
  };
}

/** The markup of a page without its text, and without the attributes that contain names. */
function skeleton(page: string): string {
  const [markup = ''] = page.split('<script type="application/json"');
  return markup.replaceAll(/>[^<]*</g, '><').replaceAll(/(aria-label|data-name)="[^"]*"/g, '$1');
}

/** Text of the same length with as many words, since long text is shortened and commands are split into words. */
function harmless(text: string): string {
  return sanitizeLine(text).replaceAll(/[^ ]/gu, 'x');
}

describe('hostile text in HTML', () => {
  it('stays text', () => {
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

  it('loses characters that control a terminal, a line or the direction of text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(renderHtml(findingsNamed(text))).not.toMatch(/[^\n\P{Cc}]|\p{Cf}|\p{Zl}|\p{Zp}/u);
      }),
      { numRuns: 100 },
    );
  });

  it('stays text in a comparison, too', () => {
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

  it('is escaped in elements and in attributes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
        const { text: escaped } = html`<p title="${text}">${text}</p>`;
        expect(escaped).toMatch(/^<p title="[^"<>]*">[^<>"']*<\/p>$/);
      }),
    );
  });
});

describe('the data for the script', () => {
  it('can be parsed, and cannot end its element', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { text } = jsonMarkup(value);
        expect(text).not.toMatch(/[<>&\u2028\u2029]/);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('keeps every property of a call', () => {
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
      time,
    );
    const outside = fc.tuple(time, time).filter((times) => times.some((ms) => ms !== null));
    fc.assert(
      fc.property(packed, fc.option(outside), (call, waited) => {
        const whole = [...call, ...(waited ?? [])] as const;
        expect(pack(unpack(whole))).toEqual(whole);
      }),
    );
  });
});

describe('the HTML report of any run', () => {
  it('has all bursts, and no undefined values', () => {
    const bursts = fc.array(anyBurst, { maxLength: 3 });
    fc.assert(
      fc.property(bursts, anySolo, (invocations, solo) => {
        const run = judge(recording(invocations, solo));
        const page = renderHtml({ run });
        const answered = run.bursts.filter(({ timeline }) => timeline.answered.length > 0);
        expect(between(page, 'data-burst="', '"')).toHaveLength(answered.length);
        expect(between(page, '<section class="burst"', '>')).toHaveLength(invocations.length);
        expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/);
      }),
      { numRuns: 50 },
    );
  });
});
