import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Recording } from '../../src/core/recording.ts';
import { judge, type Run } from '../../src/core/run.ts';
import { renderComparisonTrace, renderTrace } from '../../src/reporters/trace/report.ts';
import { readSaved } from '../../src/saved-run.ts';
import { anyBurst, anySolo } from '../helpers/runs/any-burst.ts';
import {
  soloCalls,
  unansweredCalls,
  queue,
  recording,
  SERVER_CLOCK,
  served,
  together,
  withoutServed,
  wall,
} from '../helpers/runs/bursts.ts';
import { fixture } from '../helpers/fixtures.ts';
import { hostileComparison, hostileInput, nasty } from '../helpers/runs/hostile.ts';
import { comparison, defaultRun, lossyRun } from '../helpers/runs/runs.ts';

interface Event {
  readonly ph: string;
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly s?: string;
  readonly cat?: string;
  readonly cname?: string;
  readonly args: Readonly<Record<string, unknown>>;
}

interface Trace {
  readonly displayTimeUnit: string;
  readonly traceEvents: readonly Event[];
  readonly otherData: Readonly<Record<string, unknown>>;
}

function parse(text: string): Trace {
  const trace: Trace = JSON.parse(text);
  return trace;
}

function traced(run: Run): Trace {
  return parse(renderTrace({ run }));
}

/** What the Trace Event Format demands of each phase in use; `dur` and `ts` are whole so parts nest exactly. */
const DEMANDS: Readonly<Record<string, (event: Event) => boolean>> = {
  M: ({ name, args, ts }) =>
    ts === undefined &&
    (name === 'process_name' || name === 'thread_name'
      ? typeof args['name'] === 'string'
      : (name === 'process_sort_index' || name === 'thread_sort_index') &&
        Number.isSafeInteger(args['sort_index'])),
  C: ({ ts, args }) =>
    isTime(ts) &&
    Object.values(args).length > 0 &&
    Object.values(args).every((value) => typeof value === 'number'),
  i: ({ ts, s }) => isTime(ts) && (s === 'g' || s === 'p' || s === 't'),
  X: ({ ts, dur, cat }) => isTime(ts) && isTime(dur) && typeof cat === 'string',
};

/** The color names in use, all of which Trace Viewer reserves. */
const COLORS = ['good', 'bad', 'terrible', 'grey', 'thread_state_runnable', undefined];

function isTime(us: number | undefined): boolean {
  return us !== undefined && Number.isSafeInteger(us) && us >= 0;
}

/** Everything in a trace that violates the format or confuses viewers. */
function problemsOf({ displayTimeUnit, traceEvents }: Trace): unknown[] {
  const odd = traceEvents.filter((event) => {
    const numbered = [event.pid, event.tid].every((id) => Number.isInteger(id) && id > 0);
    const named = typeof event.name === 'string' && event.name !== '';
    const colored = COLORS.includes(event.cname);
    return !(numbered && named && colored && DEMANDS[event.ph]?.(event) === true);
  });
  const unit = displayTimeUnit === 'ms' || displayTimeUnit === 'ns' ? [] : [displayTimeUnit];
  return [...unit, ...odd, ...ambiguousRows(traceEvents), ...crossings(traceEvents)];
}

/** Rows without a name, and numbers shared by several rows. */
function ambiguousRows(events: readonly Event[]): unknown[] {
  const named = (name: string) => events.filter((event) => event.name === name && event.ph === 'M');
  const threads = new Map(named('thread_name').map(({ tid, pid }) => [tid, pid]));
  const processes = new Set(named('process_name').map(({ pid }) => pid));
  const numbers = [...threads.keys(), ...processes];
  return [
    ...events.filter(({ tid, pid }) => threads.get(tid) !== pid || !processes.has(pid)),
    ...numbers.filter((number, index) => numbers.indexOf(number) !== index),
    ...(named('thread_name').length === threads.size ? [] : ['thread named twice']),
    ...(named('process_name').length === processes.size ? [] : ['process named twice']),
  ];
}

/** Slices of one row that overlap without being nested. */
function crossings(events: readonly Event[]): unknown[] {
  const rows = new Map<number, Event[]>();
  for (const event of events) {
    if (event.ph !== 'X' && event.ph !== 'i') continue;
    rows.set(event.tid, [...(rows.get(event.tid) ?? []), event]);
  }
  return [...rows.values()].flatMap((row) => {
    // Viewers sort stably: of two slices with the same start, the first in the file is the outer one.
    const inOrder = row.toSorted((a, b) => startOf(a) - startOf(b));
    const open: Event[] = [];
    return inOrder.filter((event) => {
      while (open.length > 0 && endOf(open.at(-1)) <= startOf(event)) open.pop();
      const outer = open.at(-1);
      open.push(event);
      return outer !== undefined && endOf(event) > endOf(outer);
    });
  });
}

const startOf = ({ ts = 0 }: Event): number => ts;
const endOf = (event: Event | undefined): number =>
  event === undefined ? 0 : startOf(event) + (event.dur ?? 0);

const slices = ({ traceEvents }: Trace, cat: string): Event[] =>
  traceEvents.filter((event) => event.cat === cat);

const processNames = ({ traceEvents }: Trace): unknown[] =>
  traceEvents.filter(({ name }) => name === 'process_name').map(({ args }) => args['name']);

/** The peak of a counter. */
function most({ traceEvents }: Trace, counter: string, series: string): number {
  const counts = traceEvents.filter(({ ph, name }) => ph === 'C' && name === counter);
  return Math.max(0, ...counts.map(({ args }) => Number(args[series])));
}

/** A slice in short: its name, start and end. */
const brief = ({ name, ts = 0, dur = 0 }: Event): string => `${name} ${ts}-${ts + dur}`;

function withEpochs(of: Recording, epochs: readonly (number | undefined)[]): Run {
  return judge({
    ...of,
    bursts: of.bursts.map((burst, index) => {
      const epoch = epochs[index];
      return epoch === undefined ? burst : { ...burst, epoch };
    }),
  });
}

describe('a trace', () => {
  it('has a slice per call, with slices for its parts in it', () => {
    const calls = served([{ sent: 0.5, from: 10, to: 110, received: 120 }]);
    const [early] = served([{ from: 1, to: 2, received: 3 }]);
    const run = judge(recording([together(calls, early === undefined ? [] : [early])], []));
    const trace = traced(run);
    const of = trace.traceEvents.filter(({ tid }) => tid === slices(trace, 'call').at(-1)?.tid);
    // The second call aligns the clocks exactly. The axis starts at 0, when the first call was sent.
    expect(problemsOf(trace)).toEqual([]);
    expect(of.filter(({ ph }) => ph === 'X').map(brief)).toEqual([
      'call 1 500-120000',
      'before handler 500-10000',
      'handler 10000-110000',
      'after handler 110000-120000',
    ]);
  });

  it('cuts handlers to their calls if clocks differ slightly', () => {
    const trace = traced(judge(recording([served([{ from: 0.5, to: 101, received: 100 }])], [])));
    expect(slices(trace, 'part').map(brief)).toEqual(['handler 0-100000']);
  });

  it('shows the initialization for which a call waited', () => {
    const [warm, cold] = served([
      { from: 1, to: 100, received: 101, on: 'a' },
      { from: 300, to: 400, received: 401, on: 'b', cold: true },
    ]);
    const initialized = {
      ...cold?.served,
      initStartedAt: SERVER_CLOCK + 50,
      initializedAt: SERVER_CLOCK + 290,
    };
    const calls = [warm, cold].flatMap((call) => call ?? []);
    const burst = calls.map((call) => (call === cold ? { ...call, served: initialized } : call));
    const trace = traced(judge(recording([burst], [])));
    expect(problemsOf(trace)).toEqual([]);
    expect(slices(trace, 'part').map(brief).slice(-5)).toEqual([
      'before handler 0-50000',
      'init 50000-290000',
      'before handler 290000-300000',
      'handler 300000-400000',
      'after handler 400000-401000',
    ]);
  });

  it('omits an initialization that ended before the call was sent', () => {
    const [call] = served([{ from: 1, to: 100, cold: true }]);
    const early = { initStartedAt: SERVER_CLOCK - 500, initializedAt: SERVER_CLOCK - 400 };
    const burst = call === undefined ? [] : [{ ...call, served: { ...call.served, ...early } }];
    const parts = slices(traced(judge(recording([burst], []))), 'part');
    expect(parts.map(({ name }) => name)).not.toContain('init');
  });

  it('puts overlapping calls of an instance into separate rows, and instances into separate processes', () => {
    const together10 = traced(judge(recording([wall({ calls: 10, instances: 1 })], [])));
    expect(new Set(slices(together10, 'call').map(({ tid }) => tid)).size).toBe(10);
    expect(new Set(slices(together10, 'call').map(({ pid }) => pid)).size).toBe(1);
    const apart = traced(judge(recording([wall({ calls: 10 })], [])));
    expect(new Set(slices(apart, 'call').map(({ pid }) => pid)).size).toBe(10);
    expect(processNames(apart).slice(1, 3)).toEqual(['A  i0', 'B  i1']);
  });

  it('puts calls whose instance is unknown into one process', () => {
    const trace = traced(
      judge(recording([wall({ calls: 4 }).map(withoutServed)], soloCalls().map(withoutServed))),
    );
    expect(processNames(trace).slice(1)).toEqual(['calls (instance unknown)']);
    expect(slices(trace, 'part')).toEqual([]);
    expect(most(trace, 'calls', 'in flight')).toBe(4);
    expect(trace.traceEvents.filter(({ name }) => name === 'handlers')).toEqual([]);
  });

  it('says why calls failed or were throttled', () => {
    const trace = traced(lossyRun({ code: 'ECONNRESET', message: 'socket hang up' }));
    const failed = slices(trace, 'call').filter(({ args }) => args['outcome'] !== 'answered');
    expect(problemsOf(trace)).toEqual([]);
    // Those that failed have no end, so they are instants.
    expect(failed.map(({ name, ph }) => `${ph} ${name}`).toSorted()).toEqual([
      'X call 10 throttled: refused',
      'i call 8 failed: socket hang up',
      'i call 9 failed: socket hang up',
    ]);
    expect(new Set(failed.map(({ tid }) => tid)).size).toBe(3);
    expect(failed[0]?.args['error']).toEqual({ code: 'ECONNRESET', message: 'socket hang up' });
  });

  it('counts the overlap from the peak down to 0', () => {
    const trace = traced(judge(recording([queue({ calls: 10, workers: 3 })])));
    const counts = trace.traceEvents.filter(({ name }) => name === 'handlers');
    expect(most(trace, 'handlers', 'in progress')).toBe(3);
    expect(counts.at(-1)?.args).toEqual({ 'in progress': 0 });
  });

  it('keeps the time between bursts whose epochs are known', () => {
    const run = withEpochs(recording([wall({ calls: 2 }), wall({ calls: 2 })], []), [1_000, 6_000]);
    expect(slices(traced(run), 'phase').map(brief)).toEqual([
      'Burst 1 of 2 0-102000',
      'Burst 2 of 2 5000000-5102000',
    ]);
  });

  it.each([
    ['one is unknown', [1_000, undefined]],
    ['they would overlap', [1_000, 1_050]],
    ['they run backwards', [6_000, 1_000]],
    ['they are absurdly far apart', [0, 1e300]],
  ])('shows bursts one after the other if, by their epochs, %s', (_, epochs) => {
    const run = withEpochs(recording([wall({ calls: 2 }), wall({ calls: 2 })], []), epochs);
    expect(slices(traced(run), 'phase').map(brief)).toEqual([
      'Burst 1 of 2 0-102000',
      'Burst 2 of 2 112000-214000',
    ]);
  });

  it('has no calls if nothing was fired', () => {
    const trace = traced(judge(recording([], [])));
    expect(problemsOf(trace)).toEqual([]);
    expect(slices(trace, 'call')).toEqual([]);
  });

  it.each(['aws-sleep-50', 'azure-cpu-20', 'azure-limit1-100', 'gcp-sleep-50'])(
    'shows every call of the recording %s once, and the peak overlap',
    (name) => {
      const saved = readSaved(fixture(`recordings/${name}.json`));
      if (saved.kind !== 'run') throw new Error(`${name} is not a run`);
      const run = judge(saved.recording);
      const trace = traced(run);
      const [timeline] = run.bursts.map((burst) => burst.timeline);
      expect(problemsOf(trace)).toEqual([]);
      expect(slices(trace, 'call')).toHaveLength(run.solo.length + (timeline?.calls ?? 0));
      expect(most(trace, 'handlers', 'in progress')).toBe(timeline?.handlers?.peakOverlap);
    },
  );

  it('of a comparison starts every cell at 0', () => {
    const cells = comparison();
    const trace = parse(renderComparisonTrace(cells));
    expect(problemsOf(trace)).toEqual([]);
    expect(slices(trace, 'phase').filter(({ ts }) => ts === 0)).toHaveLength(cells.length);
    expect(processNames(trace)[0]).toMatch(/^\/ping, all calls in one process: CONCURRENT, /);
  });
});

describe('a trace of any run', () => {
  const epochs = fc.array(fc.option(fc.nat({ max: 5_000 }), { nil: undefined }), { maxLength: 3 });

  it('conforms to the format, and shows every call once', () => {
    fc.assert(
      fc.property(fc.array(anyBurst, { maxLength: 3 }), anySolo, epochs, (bursts, solo, when) => {
        const run = withEpochs(recording(bursts, solo), when);
        const trace = traced(run);
        expect(problemsOf(trace)).toEqual([]);
        expect(slices(trace, 'call')).toHaveLength(solo.length + bursts.flat().length);
        const peaks = run.bursts.map(({ timeline }) => timeline.handlers?.peakOverlap ?? 0);
        expect(most(trace, 'handlers', 'in progress')).toBe(Math.max(0, ...peaks));
      }),
    );
  }, 30_000);

  it('conforms to the format whatever times a file contains', () => {
    const time = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(time, fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), (at, ms) => {
        const odd = unansweredCalls('failed', 2).map((call) => {
          const receivedAt = Math.min(Number.MAX_VALUE, at + ms);
          return { ...call, sentAt: at, receivedAt };
        });
        const run = withEpochs(recording([together(odd, wall({ calls: 2 })), odd], odd), [at, ms]);
        expect(problemsOf(traced(run))).toEqual([]);
      }),
    );
  });
});

const phasesIn = (text: string) => parse(text).traceEvents.map(({ ph }) => ph);

function expectHarmless(text: string): void {
  expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
  // Some parsers do not know escapes such as \u001b.
  expect(text).not.toMatch(/(?<!\\)(?:\\\\)*\\[^"\\]/);
  expect(text.split('\n')).toHaveLength(2);
}

describe('text from outside in a trace', () => {
  it('stays text', () => {
    const usual = phasesIn(renderTrace(hostileInput('a')));
    fc.assert(
      fc.property(nasty, (text) => {
        const written = renderTrace(hostileInput(text));
        expectHarmless(written);
        expect(problemsOf(parse(written))).toEqual([]);
        expect(phasesIn(written)).toEqual(usual);
      }),
    );
  }, 30_000);

  it('stays text in the comparison', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const written = renderComparisonTrace(hostileComparison(text));
        expectHarmless(written);
        expect(problemsOf(parse(written))).toEqual([]);
      }),
      { numRuns: 25 },
    );
  }, 30_000);

  it('remains readable', () => {
    const trace = parse(renderTrace({ ...hostileInput('<b>&"x"</b>'), run: defaultRun(2) }));
    expect(trace.otherData['command']).toBe('<b>&"x"</b>');
  });
});
