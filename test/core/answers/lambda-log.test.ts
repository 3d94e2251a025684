import * as fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { lambdaReportSchema } from '../../../src/core/invocation.ts';
import { readLogTail } from '../../../src/core/answers/lambda-log.ts';

const ID = '3f8a1c52-6b7d-4e90-a1f2-5c6d7e8f9a0b';
const OTHER_ID = '00000000-6b7d-4e90-a1f2-5c6d7e8f9a0b';

const REQUIRED = ['Duration: 103.52 ms', 'Billed Duration: 104 ms', 'Memory Size: 256 MB'];

/** A report in Lambda's text format, with a tab after each field. */
function line(...further: readonly string[]): string {
  const fields = [`RequestId: ${ID}`, ...REQUIRED, 'Max Memory Used: 84 MB', ...further];
  return `REPORT ${fields.join('\t')}\t`;
}

const WARM = { durationMs: 103.52, billedMs: 104, memoryMb: 256, maxMemoryMb: 84 };

const around = (report: string): string =>
  [
    `START RequestId: ${ID} Version: $LATEST`,
    '2026-01-01T00:00:00.000Z\tINFO\tHello',
    `END RequestId: ${ID}`,
    report,
    '',
  ].join('\n');

function event(type: string, record: object): string {
  return JSON.stringify({ time: '2026-01-01T00:00:00.000Z', type, record });
}

function reportEvent(metrics: object, further: object = {}): string {
  return event('platform.report', { requestId: ID, status: 'success', metrics, ...further });
}

const METRICS = {
  durationMs: 103.52,
  billedDurationMs: 104,
  memorySizeMB: 256,
  maxMemoryUsedMB: 84,
};

const read = (log: string) => readLogTail(log, ID);

describe('a report in text', () => {
  it.each([
    ['of a warm call', [], {}],
    ['of a cold one', ['Init Duration: 243.17 ms'], { initMs: 243.17 }],
    [
      'of a restored snapshot',
      ['Restore Duration: 398.97 ms', 'Billed Restore Duration: 182 ms'],
      { restoreMs: 398.97, billedRestoreMs: 182 },
    ],
    ['of a timeout', ['Status: timeout'], { status: 'timeout' }],
    ['of an error', ['Status: error', 'Error Type: Runtime.OutOfMemory'], { status: 'error' }],
  ])('%s is read', (_, fields, further) => {
    expect(read(around(line(...fields)))).toEqual({ report: { ...WARM, ...further } });
  });

  it('leaves out what the line does not contain', () => {
    expect(read(`REPORT RequestId: ${ID}\tDuration: 5 ms`)).toEqual({ report: { durationMs: 5 } });
  });

  it('may be followed by a line of X-Ray', () => {
    const xray = 'XRAY TraceId: 1-5759e988-bd862e3fe1be46a994272793\tSegmentId: 1\tSampled: true\t';
    expect(read(around(`${line()}\n${xray}`))).toEqual({ report: WARM });
  });

  it.each([
    ['spaces where tabs were lost', line('Init Duration: 7 ms').replaceAll('\t', '    ')],
    ['several tabs', line('Init Duration: 7 ms').replaceAll('\t', '\t\t')],
    ['carriage returns', `${line('Init Duration: 7 ms')}\r`],
    ['no space before the unit', line('Init Duration: 7ms')],
    ['a tab after its name', line('Init Duration: 7 ms').replace('REPORT ', 'REPORT\t')],
  ])('may have %s', (_, text) => {
    expect(read(around(text))).toEqual({ report: { ...WARM, initMs: 7 } });
  });

  it('is not one that the function printed or that belongs to another call', () => {
    const printed = [
      `REPORT RequestId: ${ID}\tDuration: 1 ms`,
      `REPORT RequestId: ${OTHER_ID}\tDuration: 2 ms`,
      'REPORT of the day',
      'REPORT',
    ].join('\n');
    expect(read(`${printed}\n${around(line())}`)).toEqual({ report: WARM });
    expect(read(`${around(line())}\nREPORT RequestId: ${OTHER_ID}\tDuration: 2 ms`)).toEqual({
      report: WARM,
    });
  });

  it('is the last one if the request id is unknown', () => {
    const log = `REPORT RequestId: ${OTHER_ID}\tDuration: 2 ms\n${line()}`;
    expect(readLogTail(log, undefined)).toEqual({ report: WARM });
  });
});

describe('a phase in text', () => {
  it('is part of the report', () => {
    const init = 'INIT_REPORT Init Duration: 9999.81 ms\tPhase: init\tStatus: timeout';
    const again =
      'INIT_REPORT Init Duration: 83.58 ms\tPhase: invoke\tStatus: error\tError Type: Runtime.ExitError';
    const restore = 'RESTORE_REPORT Restore Duration: 518.37 ms';
    expect(read(`${init}\n${again}\n${restore}\n${around(line())}`)).toEqual({
      report: {
        ...WARM,
        phases: [
          { name: 'init', durationMs: 9_999.81, status: 'timeout' },
          { name: 'init', durationMs: 83.58, status: 'error', errorType: 'Runtime.ExitError' },
          { name: 'restore', durationMs: 518.37 },
        ],
      },
    });
  });

  it('is ignored without a report', () => {
    expect(read('INIT_REPORT Init Duration: 12 ms\tPhase: init\tStatus: error')).toEqual({});
  });
});

describe('a report in JSON', () => {
  it.each([
    ['of a warm call', {}, {}],
    ['of a cold one', { initDurationMs: 397.68 }, { initMs: 397.68 }],
    [
      'of a restored snapshot',
      { restoreDurationMs: 500.795, billedRestoreDurationMs: 53 },
      { restoreMs: 500.795, billedRestoreMs: 53 },
    ],
  ])('%s is read', (_, further, expected) => {
    const log = `{"level":"INFO","message":"Hello"}\n${reportEvent({ ...METRICS, ...further })}\n`;
    expect(read(log)).toEqual({ report: { ...WARM, status: 'success', ...expected } });
  });

  it('may contain only a duration, as on Managed Instances', () => {
    expect(read(reportEvent({ durationMs: 2.5 }))).toEqual({
      report: { durationMs: 2.5, status: 'success' },
    });
  });

  it('may have members that are not used', () => {
    const log = reportEvent({ ...METRICS, producedBytes: 5 }, { tracing: {}, spans: [] });
    expect(read(log)).toEqual({ report: { ...WARM, status: 'success' } });
  });

  it('is not one that the function printed', () => {
    const printed = [
      reportEvent({ durationMs: 1 }),
      event('platform.report', { requestId: OTHER_ID, metrics: { durationMs: 2 } }),
      event('platform.report', { what: 'else' }),
      event('platform.start', { requestId: ID }),
      '{"type":5}',
      '{}',
      '{"type":"__proto__"}',
    ].join('\n');
    expect(read(`${printed}\n${reportEvent(METRICS)}`).report).toMatchObject(WARM);
    expect(read(`${printed}\n${reportEvent(METRICS)}`).unread).toBeUndefined();
  });

  it('includes the phases before it', () => {
    const init = event('platform.initReport', {
      initializationType: 'on-demand',
      phase: 'init',
      status: 'timeout',
      errorType: 'Sandbox.Timedout',
      metrics: { durationMs: 9_999.8 },
    });
    const restore = event('platform.restoreReport', {
      status: 'success',
      metrics: { durationMs: 70.87, billedDurationMs: 13 },
    });
    expect(read([init, restore, reportEvent(METRICS)].join('\n')).report?.phases).toEqual([
      { name: 'init', durationMs: 9_999.8, status: 'timeout', errorType: 'Sandbox.Timedout' },
      { name: 'restore', durationMs: 70.87, status: 'success' },
    ]);
  });

  it("may follow a restore report without metrics, which Lambda's schema allows", () => {
    const restore = event('platform.restoreReport', { status: 'failure', errorType: 'X' });
    expect(read(`${restore}\n${reportEvent(METRICS)}`)).toEqual({
      report: { ...WARM, status: 'success' },
    });
  });
});

describe('a tail that begins in the middle', () => {
  it.each([
    ['of a line that the function wrote', 'rld\n'],
    ['of a phase in text', 'REPORT Init Duration: 12 ms\tPhase: init\tStatus: error\n'],
    ['of a phase in JSON', '"platform.initReport","record":{"metrics":{"durationMs":1}}}\n'],
    ['of a character', '\uFFFD\uFFFD\n'],
  ])('%s is read from the next line on', (_, cut) => {
    expect(read(`${cut}${line()}`)).toEqual({ report: WARM });
  });

  it('is never mistaken for a shorter report', () => {
    for (const whole of [line('Init Duration: 243.17 ms'), reportEvent(METRICS)]) {
      for (let at = 1; at < whole.length; at += 1) {
        expect(read(whole.slice(at)).report).toBeUndefined();
      }
    }
  });

  it('may be cut at its end without changing a number', () => {
    const whole = line('Init Duration: 243.17 ms').trimEnd();
    const { report: full = {} } = read(whole);
    for (let at = 1; at < whole.length; at += 1) {
      expect(full).toMatchObject(read(whole.slice(0, at)).report ?? {});
    }
  });
});

describe('an unknown form', () => {
  it.each([
    ['another unit', line().replace('103.52 ms', '103.52 s')],
    ['no unit', line().replace('103.52 ms', '103.52')],
    ['another number', line().replace('103.52 ms', '1,103.52 ms')],
    ['a negative number', line().replace('103.52 ms', '-103.52 ms')],
    ['a number too large', line().replace('103.52', '9'.repeat(400))],
    ['nothing of that name', line().replace('\tDuration:', '\tTime:')],
    ['another duration', line('Boot Duration: 5 ms')],
    ['a duration renamed', line('Init Duration: 5 ms').replace('Init', 'Start')],
    ['single spaces', line().replaceAll('\t', ' ')],
    ['another duration in JSON', reportEvent({ ...METRICS, bootDurationMs: 5 })],
    ['no duration in JSON', reportEvent({})],
    ['text for a number in JSON', reportEvent({ durationMs: '5' })],
    ['null for a number in JSON', reportEvent({ durationMs: null })],
    ['a negative number in JSON', reportEvent({ durationMs: -5 })],
    ['an infinite number in JSON', reportEvent(METRICS).replace('103.52', '1e999')],
    ['no metrics', event('platform.report', { requestId: ID })],
    ['no record', event('platform.report', [])],
  ])('is reported instead of guessed at: %s', (_, text) => {
    expect(read(around(text))).toEqual({ unread: text.trim() });
  });

  it.each([
    ['in text', 'INIT_REPORT Start Duration: 5 ms'],
    ['with another unit', 'RESTORE_REPORT Restore Duration: 5 s'],
    ['in JSON', event('platform.initReport', { metrics: {} })],
    ['in JSON, negative', event('platform.initReport', { metrics: { durationMs: -1 } })],
    [
      'in JSON, infinite',
      '{"type":"platform.initReport","record":{"metrics":{"durationMs":1e999}}}',
    ],
  ])('of a phase is reported together with the report, %s', (_, text) => {
    expect(read(`${text}\n${line()}`)).toEqual({ report: WARM, unread: text });
  });

  it('is reported for the last report of the call, whatever the function printed before', () => {
    const own = line('Boot Duration: 5 ms');
    expect(read(`REPORT RequestId: ${ID}\tDuration: 1 ms\n${own}`)).toEqual({ unread: own.trim() });
  });
});

const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, -0, -1, 1e308));
const anyMetrics = fc.dictionary(
  fc.constantFrom(...Object.keys(METRICS), 'initDurationMs', 'otherDurationMs', '__proto__'),
  fc.oneof({ weight: 4, arbitrary: number }, fc.jsonValue()),
);
const anyLine = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.oneof(
        fc.tuple(
          fc.constantFrom('Duration', 'Init Duration', 'Memory Size', 'Status', 'X', ''),
          fc.oneof(
            number.map((value) => `${value} ms`),
            fc.string(),
          ),
        ),
      ),
    )
    .map((fields) =>
      ['', `RequestId: ${ID}`, ...fields.map(([name, value]) => `${name}: ${value}`)].join('\t'),
    )
    .chain((fields) =>
      fc
        .constantFrom('REPORT', 'INIT_REPORT', 'RESTORE_REPORT', 'REPORTS')
        .map((name) => name + fields),
    ),
  fc
    .tuple(
      fc.constantFrom(
        'platform.report',
        'platform.initReport',
        'platform.restoreReport',
        'toString',
      ),
      fc.record({ requestId: fc.constantFrom(ID, 5), metrics: anyMetrics }, { requiredKeys: [] }),
    )
    .map(([type, record]) => event(type, record)),
);

describe('any log', () => {
  it('is read without throwing, and the result fits the schema', () => {
    const log = fc.array(anyLine, { maxLength: 6 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(log, fc.option(fc.constant(ID), { nil: undefined }), (text, requestId) => {
        const { report, unread } = readLogTail(text, requestId);
        if (report !== undefined) expect(v.parse(lambdaReportSchema, report)).toEqual(report);
        if (unread !== undefined) expect(text).toContain(unread);
      }),
      { numRuns: 2_000 },
    );
  });

  it('yields only numbers that it contains', () => {
    const log = fc.array(anyLine, { maxLength: 3 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(log, (text) => {
        const { report = {} } = readLogTail(text, ID);
        const there = [...text.matchAll(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi)].map(([digits]) =>
          Number(digits),
        );
        const given = Object.values(report).filter((value) => typeof value === 'number');
        for (const value of given) expect(there).toContain(value);
      }),
      { numRuns: 2_000 },
    );
  });

  it('with any report that Lambda might write yields that report', () => {
    const ms = fc.integer({ min: 0, max: 90_000_000 }).map((hundredths) => hundredths / 100);
    const values = fc.record(
      {
        durationMs: ms,
        billedMs: fc.nat(),
        memoryMb: fc.nat(),
        maxMemoryMb: fc.nat(),
        initMs: ms,
        restoreMs: ms,
        billedRestoreMs: fc.nat(),
      },
      { requiredKeys: ['durationMs'] },
    );
    fc.assert(
      fc.property(values, fc.boolean(), (report, asJson) => {
        const text = asJson ? inJson(report) : inText(report);
        expect(readLogTail(text, ID)).toEqual({ report });
      }),
    );
  });
});

const NAMES = {
  durationMs: ['Duration', 'ms', 'durationMs'],
  billedMs: ['Billed Duration', 'ms', 'billedDurationMs'],
  memoryMb: ['Memory Size', 'MB', 'memorySizeMB'],
  maxMemoryMb: ['Max Memory Used', 'MB', 'maxMemoryUsedMB'],
  initMs: ['Init Duration', 'ms', 'initDurationMs'],
  restoreMs: ['Restore Duration', 'ms', 'restoreDurationMs'],
  billedRestoreMs: ['Billed Restore Duration', 'ms', 'billedRestoreDurationMs'],
} as const;

type Values = Partial<Record<keyof typeof NAMES, number>>;

function entries(report: Values) {
  return Object.entries(NAMES).flatMap(([key, names]) => {
    const value = Object.entries(report).find(([name]) => name === key)?.[1];
    return value === undefined ? [] : [{ names, value }];
  });
}

function inText(report: Values): string {
  const fields = entries(report).map(({ names, value }) => `${names[0]}: ${value} ${names[1]}`);
  return `REPORT RequestId: ${ID}\t${fields.join('\t')}\t`;
}

function inJson(report: Values): string {
  const metrics = Object.fromEntries(entries(report).map(({ names, value }) => [names[2], value]));
  return event('platform.report', { requestId: ID, metrics });
}
