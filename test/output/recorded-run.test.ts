import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Choice } from '../../src/core/recorded/choice.ts';
import { judge, type Run } from '../../src/core/run.ts';
import { NoRunError, UsageError } from '../../src/errors.ts';
import { readSaved } from '../../src/saved-run.ts';
import { renderHtml } from '../../src/reporters/html/report.ts';
import { renderJson } from '../../src/reporters/json.ts';
import { renderTerminal } from '../../src/reporters/terminal/report.ts';
import { FILE_STYLE } from '../../src/reporters/terminal/style.ts';
import { fixture } from '../helpers/fixtures.ts';
import { scratchFile } from '../helpers/scratch.ts';

function judged(file: string, choice?: Choice): Run {
  const saved = readSaved(file, '--from', choice);
  if (saved.kind !== 'run') throw new Error(`expected a run, received a ${saved.kind}`);
  return judge(saved.recording);
}

/** The error about a file, without the name of the file. */
function errorOf(file: string, choice?: Choice): { kind: unknown; message: string } {
  try {
    readSaved(file, '--from', choice);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    expect(error.message).toMatch(/^[^\n\r]+$/);
    return {
      kind: error.constructor,
      message: error.message.replace(new RegExp(`^--from ${file}:? `), ''),
    };
  }
  throw new Error('expected an error');
}

const recorded = (name: string): string => fixture(`recorded/${name}`);

describe('what Chromium recorded', () => {
  it('is judged by the calls that left together, and says what the browser held back', () => {
    const run = judged(recorded('chromium-serial.har'));
    expect(run.verdict).toMatchObject({ kind: 'serial', workers: { estimate: 1 } });
    expect(run.bursts.map(({ invocations }) => invocations.length)).toEqual([6]);
    expect(run.solo).toHaveLength(3);
    expect(run.recordedBy).toMatchObject({
      format: 'har',
      creator: 'WebInspector 537.36',
      calls: 13,
      held: { calls: 4, because: 'connections' },
    });
    // The four that waited for a connection did so for up to four answers of 200 ms.
    expect(run.recordedBy?.held?.mostMs).toBeGreaterThan(800);
    expect(run.warnings.map(({ code }) => code)).toEqual(['held-back']);
  });

  it('shows no limit where only the browser had one', () => {
    const { verdict } = judged(recorded('chromium-parallel.har'));
    expect(verdict).toMatchObject({ kind: 'overlapping', workers: { low: 6, high: null } });
  });

  it('is no run if it sent identical requests one by one', () => {
    const { kind, message } = errorOf(recorded('chromium-same-url.har'));
    expect(kind).toBe(NoRunError);
    expect(message).toContain('the browser held 9 calls back for up to 1.86 s');
    expect(message).toContain('?n=1');
  });

  it('is no run if its cache gave the answers', () => {
    const { kind, message } = errorOf(recorded('chromium-cached.har'));
    expect(kind).toBe(NoRunError);
    expect(message).toContain("the browser's own cache answered 9 more calls");
  });

  it('is refused as Playwright writes it, which does not say when calls left', () => {
    const { kind, message } = errorOf(recorded('playwright-same-url.har'));
    expect(kind).toBe(UsageError);
    expect(message).toContain('Playwright 1.65.1 records no "blocked" time');
  });
});

/** A HAR file of Chromium with some of its entries changed. */
function changed(name: string, change: (entry: HarEntry, nth: number) => void): string {
  const har: { log: { entries: HarEntry[] } } = JSON.parse(readFileSync(recorded(name), 'utf8'));
  har.log.entries.forEach(change);
  return scratchFile(JSON.stringify(har));
}

interface HarEntry {
  startedDateTime: string;
  readonly request: { url: string };
  readonly timings: { blocked?: number };
}

describe('calls of a HAR file that do not say when they were sent, or where to', () => {
  const spoil: readonly ((entry: HarEntry) => void)[] = [
    (entry) => (entry.startedDateTime = 'yesterday'),
    ({ request }) => (request.url = '//'),
    ({ timings }) => delete timings.blocked,
  ];

  it.each(spoil)('are left out and counted: %s', (spoilEntry) => {
    const file = changed('chromium-parallel.har', (entry, nth) => {
      if (nth === 4) spoilEntry(entry);
    });
    const run = judged(file);
    expect(run.recordedBy).toMatchObject({ calls: 12, leftOut: 1 });
    expect(run.warnings).toContainEqual({ code: 'left-out', calls: 1, remedies: [] });
  });

  it.each(spoil)('are counted where they leave no run: %s', (spoilEntry) => {
    const file = changed('chromium-parallel.har', (entry, nth) => {
      if (nth >= 3) spoilEntry(entry);
    });
    const { kind, message } = errorOf(file);
    expect(kind).toBe(NoRunError);
    expect(message).toMatch(/^10 calls in the HAR file do not count.*no two of the other 3 calls/);
  });

  it('are refused if there are no others', () => {
    const file = changed('chromium-parallel.har', (entry) => (entry.startedDateTime = ''));
    const { kind, message } = errorOf(file);
    expect(kind).toBe(UsageError);
    expect(message).toContain(
      'one of these is missing or unreadable in each of the 13 calls of the HAR file',
    );
  });
});

describe('what a load generator wrote', () => {
  it.each(['k6-serial.json', 'k6-serial.csv', 'oha-serial.csv'])('%s is serial', (name) => {
    const run = judged(recorded(name));
    expect(run.verdict).toMatchObject({ kind: 'serial' });
    expect(run.solo).toHaveLength(3);
  });

  it.each(['k6-parallel.json', 'oha-parallel.csv'])('%s is at least 10 at a time', (name) => {
    const { verdict } = judged(recorded(name));
    expect(verdict).toMatchObject({ kind: 'overlapping', workers: { low: 10, high: null } });
  });

  it.each([
    ['k6-ten-users.json', 10, 24],
    ['oha-loop.csv', 8, 32],
  ])('%s is judged by the first call of each user', (name, users, followers) => {
    const run = judged(recorded(name));
    expect(run.bursts.map(({ invocations }) => invocations.length)).toEqual([users]);
    expect(run.recordedBy).toMatchObject({ followers });
    expect(run.verdict).toMatchObject({ kind: 'serial' });
    expect(run.verdict.reasons).toContainEqual(expect.objectContaining({ code: 'first-for-solo' }));
  });

  it.each([
    ['k6-one-user.json', 'no two of its 15 calls were in flight together'],
    ['k6-refused.json', 'all 4 calls failed (connection refused)'],
  ])('%s is no run', (name, words) => {
    const { kind, message } = errorOf(recorded(name));
    expect(kind).toBe(NoRunError);
    expect(message).toContain(words);
  });

  it.each([
    ['k6-seconds.csv', 'K6_CSV_TIME_FORMAT=unix_micro'],
    ['k6-summary.json', 'received a summary of k6; run k6 with --out json=FILE'],
    ['oha-summary.json', 'received a summary of oha; run oha with --output-format csv'],
  ])('%s lacks the times of individual calls', (name, words) => {
    const { kind, message } = errorOf(recorded(name));
    expect(kind).toBe(UsageError);
    expect(message).toContain(words);
  });
});

describe('a file that was not written to its end', () => {
  it.each(['chromium-serial.har', 'k6-serial.json', 'k6-serial.csv', 'oha-serial.csv'])(
    '%s is refused without a word of what it holds',
    (name) => {
      const whole = readFileSync(recorded(name), 'utf8').trimEnd();
      const { kind, message } = errorOf(scratchFile(whole.slice(0, -12)));
      expect(kind).toBe(UsageError);
      expect(message).toMatch(/ is incomplete or malformed.*; was it written to its end\?$/);
      expect(message).not.toContain('SECRET');
    },
  );

  it.each([
    ['{"log":{"version":"1.2","entries":[]}}', 'the HAR file holds none'],
    ['{"type":"Metric","data":{},"metric":"http_reqs"}\n', "k6's output holds none"],
    ['metric_name,timestamp,metric_value\nvus,1795741083,1\n', "k6's output holds none"],
    ['request-start,DNS,DNS+dialup\n', "oha's output holds none"],
  ])('is refused without calls: %s', (content, words) => {
    const { kind, message } = errorOf(scratchFile(content));
    expect(kind).toBe(UsageError);
    expect(message).toContain(words);
  });
});

describe('secrets of a recording', () => {
  it.each(['chromium-serial.har', 'k6-serial.json', 'k6-serial.csv'])(
    'of %s stay in it',
    (name) => {
      expect(readFileSync(recorded(name), 'utf8')).toContain('SECRET');
      const run = judged(recorded(name));
      const shown = [
        renderJson(run),
        renderHtml({ run }),
        renderTerminal({ run }, FILE_STYLE),
      ].join('\n');
      expect(shown).not.toContain('SECRET');
      expect(shown).toContain('token=***');
    },
  );

  it('the run can be read back, and is judged alike', () => {
    const run = judged(recorded('chromium-serial.har'));
    const again = judged(scratchFile(renderJson(run)));
    expect(again.verdict).toEqual(run.verdict);
    expect(again.recordedBy).toEqual(run.recordedBy);
  });
});

describe('a request of a recording', () => {
  const [serial = '', parallel = ''] = ['chromium-serial.har', 'chromium-parallel.har'].map(
    (name) => readFileSync(recorded(name), 'utf8'),
  );
  const both: { log: { entries: unknown[] } } = JSON.parse(serial);
  const other: { log: { entries: unknown[] } } = JSON.parse(parallel);
  both.log.entries.push(...other.log.entries);
  const page = JSON.stringify(both);

  it.each([
    ['http://127.0.0.1:8701/api/item', 'serial'],
    ['http://127.0.0.1:8702/api/item', 'overlapping'],
  ])('%s is judged if it is chosen', (target, kind) => {
    const run = judged(scratchFile(page), { target });
    expect(run.verdict.kind).toBe(kind);
    expect(run.recordedBy).toMatchObject({ calls: 13, otherCalls: 13 });
  });

  it('is chosen in the file to compare with, too, unless we wrote that', () => {
    const choice = { target: 'http://127.0.0.1:8702/api/item' };
    const against = readSaved(scratchFile(page), '--against', choice);
    expect(against).toMatchObject({
      recording: { target: { url: expect.stringContaining('8702') } },
    });
    const own = scratchFile(renderJson(judged(recorded('chromium-serial.har'))));
    expect(readSaved(own, '--against', choice)).toMatchObject({ kind: 'run' });
  });

  it('is one of those in the file, which the error names', () => {
    const { kind, message } = errorOf(scratchFile(page), { target: '/api/items?key=SECRET' });
    expect(kind).toBe(UsageError);
    expect(message).toMatch(
      /^expected a request in this file, received \/api\/items\?\*\*\*; it holds GET http:\/\/127\.0\.0\.1:870\d\/api\/item\?solo=\*\*\*&token=\*\*\* \(13 calls\), GET /,
    );
    expect(message).not.toContain('SECRET');
  });

  it('is named if it has no run', () => {
    const file = scratchFile(JSON.stringify({ log: { entries: both.log.entries.slice(0, 3) } }));
    const { kind, message } = errorOf(file, { target: '/api/item', method: 'GET' });
    expect(kind).toBe(NoRunError);
    expect(message).toMatch(/^GET \/api\/item: no two of its 3 calls were in flight together/);
  });

  it('cannot be chosen in a file that we wrote', () => {
    const own = scratchFile(renderJson(judged(scratchFile(page))));
    expect(errorOf(own, { target: '/a', method: 'POST' }).message).toBe(
      'this is a saved run, in which there is nothing to choose; leave out POST /a',
    );
  });
});
