import { formatMs } from '../shared/format.ts';
import { sanitizeLine } from '../../core/sanitize.ts';
import { groupBy } from '../../core/group-by.ts';
import { durationMs, isAnswered, type Invocation } from '../../core/invocation.ts';
import { overlapSteps, type Interval } from '../../core/timeline/overlap.ts';
import type { Burst } from '../../core/run.ts';
import { axisLabels, columnOf, halfColumn, type Axis } from './axis.ts';
import type { InstanceNames } from '../shared/instance-names.ts';
import { inServiceOrder, serviceSpans } from '../shared/service-spans.ts';
import {
  clip,
  glyphsOf,
  paletteOf,
  plain,
  type Glyphs,
  type Paint,
  type Palette,
  type TerminalStyle,
} from './style.ts';

/** More calls than this are gathered: by instance where there are several and few, else into bands. */
const MOST_ROWS = 32;
const BANDS = 20;

/** Columns before the bars and behind them. */
const LABEL = 16;
const DURATION = 10;

interface Row {
  readonly label: string;
  readonly bar: string;
  readonly note: string;
}

interface Drawing {
  readonly style: TerminalStyle;
  readonly glyphs: Glyphs;
  readonly palette: Palette;
  readonly axis: Axis;
  readonly names: InstanceNames;
  readonly servings: ReadonlyMap<number, Interval>;
}

/** A burst as a chart: time axis, a row for each call or group of calls, the overlap beneath. */
export function renderChart(burst: Burst, names: InstanceNames, style: TerminalStyle): string[] {
  const drawing = draw(burst, names, style);
  const calls = inServiceOrder(burst.invocations, drawing.servings);
  const rows =
    calls.length <= MOST_ROWS
      ? calls.map((call) => callRow(call, drawing))
      : gather(calls, drawing);
  return [
    `${' '.repeat(LABEL)}${axisLabels(drawing.axis, DURATION)}`,
    ...rows.map(({ label, bar, note }) => `${label}${bar}${note}`.trimEnd()),
    overlapRow(burst, drawing),
  ];
}

function draw(
  { invocations, timeline }: Burst,
  names: InstanceNames,
  style: TerminalStyle,
): Drawing {
  const endMs = invocations.reduce(
    (end, call) => Math.max(end, call.receivedAt ?? call.sentAt),
    0.001,
  );
  const servings = serviceSpans(timeline);
  const axis = { endMs, columns: Math.max(16, style.columns - LABEL - DURATION) };
  return { style, glyphs: glyphsOf(style), palette: paletteOf(style), axis, names, servings };
}

function callRow(invocation: Invocation, drawing: Drawing): Row {
  const { names, palette, axis, glyphs } = drawing;
  const { call, served, error, outcome } = invocation;
  const instance = served?.instance === undefined ? undefined : names.get(served.instance);
  const paint = instance === undefined ? plain : palette.instance(instance.index);
  const number = `${call + 1}`.padStart(5);
  const name = paint((instance?.name ?? '').padEnd(3));
  const label = `${number}  ${name} ${temperature(served?.cold, palette)} `;
  if (!isAnswered(invocation)) {
    const why = clip(
      sanitizeLine(`${outcome}: ${error?.message ?? 'no answer'}`),
      axis.columns,
      glyphs.more,
    );
    return { label, bar: palette.bad(why), note: '' };
  }
  const handling = drawing.servings.get(call);
  const note = formatMs(durationMs(invocation)).padStart(DURATION);
  return { label, bar: spanBar({ ...invocation, handling }, paint, drawing), note };
}

function temperature(cold: boolean | undefined, palette: Palette): string {
  if (cold === undefined) return '    ';
  return cold ? palette.cold('cold') : 'warm';
}

/** Waiting, being served, waiting; or only in flight, where the target does not tell. */
function spanBar(
  call: { sentAt: number; receivedAt: number; handling: Interval | undefined },
  paint: Paint,
  { axis, glyphs, palette }: Drawing,
): string {
  const sent = columnOf(axis, call.sentAt);
  const received = columnOf(axis, call.receivedAt);
  const lead = ' '.repeat(sent);
  const trail = ' '.repeat(axis.columns - received - 1);
  if (call.handling === undefined) {
    return `${lead}${paint(glyphs.flight.repeat(received - sent + 1))}${trail}`;
  }
  const from = Math.max(sent, columnOf(axis, call.handling.start));
  const to = Math.min(received, columnOf(axis, call.handling.end));
  const before = palette.dim(glyphs.waited.repeat(Math.max(0, from - sent)));
  const served = paint(glyphs.served.repeat(Math.max(1, to - from + 1)));
  const after = palette.dim(glyphs.waited.repeat(Math.max(0, received - Math.max(to, from))));
  return `${lead}${before}${served}${after}${trail}`;
}

function gather(calls: readonly Invocation[], drawing: Drawing): Row[] {
  const lanes = groupBy(calls, ({ served }) => served?.instance);
  if (lanes.size > 1 && lanes.size <= MOST_ROWS && !lanes.has(undefined)) {
    return [...lanes].map(([instance, own]) =>
      laneRow(drawing.names.get(instance ?? ''), own, drawing),
    );
  }
  const size = Math.ceil(calls.length / BANDS);
  const bands = Array.from({ length: Math.ceil(calls.length / size) }, (_, band) =>
    calls.slice(band * size, (band + 1) * size),
  );
  return bands.map((own, band) => {
    const label = `${band * size + 1}-${band * size + own.length}`.padStart(LABEL - 2);
    return { label: `${label}  `, ...density(own, plain, drawing) };
  });
}

function laneRow(
  instance: { name: string; index: number } | undefined,
  calls: readonly Invocation[],
  drawing: Drawing,
): Row {
  const { glyphs, palette } = drawing;
  const paint = palette.instance(instance?.index ?? 0);
  const name = paint((instance?.name ?? '?').padStart(5));
  const count = `${glyphs.times}${calls.length}`.padEnd(LABEL - 7);
  return { label: `${name}  ${count}`, ...density(calls, paint, drawing) };
}

/** Many calls in one row: how many of them are being served, from none to the most that ever are. */
function density(
  calls: readonly Invocation[],
  paint: Paint,
  drawing: Drawing,
): Pick<Row, 'bar' | 'note'> {
  const answered = calls.filter(isAnswered);
  const intervals = answered.map((call) => progressOf(call, drawing.servings));
  const worst = answered.reduce((most, call) => Math.max(most, durationMs(call)), 0);
  return {
    bar: paint(levels(intervals, drawing)),
    note: (answered.length === 0 ? 'none' : formatMs(worst)).padStart(DURATION),
  };
}

function progressOf(
  call: { call: number; sentAt: number; receivedAt: number },
  servings: ReadonlyMap<number, Interval>,
): Interval {
  return servings.get(call.call) ?? { start: call.sentAt, end: call.receivedAt };
}

function levels(intervals: readonly Interval[], { axis, glyphs }: Drawing): string {
  const counts = perColumn(intervals, axis);
  const most = counts.reduce((a, b) => Math.max(a, b), 1);
  const full = glyphs.levels.length - 1;
  return counts.map((count) => glyphs.levels[Math.ceil((count / most) * full)] ?? ' ').join('');
}

/** The most in progress at one time, within each column; what fills less than half of one does not count there. */
function perColumn(intervals: readonly Interval[], axis: Axis): number[] {
  const most = Array.from({ length: axis.columns }, () => 0);
  const steps = overlapSteps(intervals);
  for (const [index, { at, count }] of steps.entries()) {
    const end = steps[index + 1]?.at ?? at;
    const from = columnOf(axis, at + halfColumn(axis));
    const to = columnOf(axis, end - halfColumn(axis));
    for (let column = Math.min(from, to); column <= to; column += 1) {
      most[column] = Math.max(most[column] ?? 0, count);
    }
  }
  return most;
}

function overlapRow({ timeline }: Burst, drawing: Drawing): string {
  const intervals = timeline.answered.map((call) => progressOf(call, drawing.servings));
  const label = (drawing.servings.size > 0 ? '  in progress' : '  in flight').padEnd(LABEL);
  const peak = timeline.handlers?.peakOverlap;
  const most = peak === undefined ? '' : `  max ${peak}`;
  return `${label}${drawing.palette.dim(levels(intervals, drawing))}${most}`.trimEnd();
}
