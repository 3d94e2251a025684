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

/** More calls than this are grouped: by instance if there are between 2 and this many, else into bands. */
const MOST_ROWS = 32;
const BANDS = 20;

/** Columns to the left of the bars, and to the right. */
const LABEL = 16;
const DURATION = 10;

interface ChartRow {
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
  readonly spans: ReadonlyMap<number, Interval>;
}

/** A burst as a chart, line by line: the time axis, a row per call or group of calls, and the overlap. */
export function renderChart(burst: Burst, names: InstanceNames, style: TerminalStyle): string[] {
  const drawing = prepareDrawing(burst, names, style);
  const calls = inServiceOrder(burst.invocations, drawing.spans);
  const rows =
    calls.length <= MOST_ROWS
      ? calls.map((call) => callRow(call, drawing))
      : groupRows(calls, drawing);
  return [
    `${' '.repeat(LABEL)}${axisLabels(drawing.axis, DURATION)}`,
    ...rows.map(({ label, bar, note }) => `${label}${bar}${note}`.trimEnd()),
    overlapRow(burst, drawing),
  ];
}

function prepareDrawing(
  { invocations, timeline }: Burst,
  names: InstanceNames,
  style: TerminalStyle,
): Drawing {
  const endMs = invocations.reduce(
    (end, call) => Math.max(end, call.receivedAt ?? call.sentAt),
    0.001,
  );
  const spans = serviceSpans(timeline);
  const axis = { endMs, columns: Math.max(16, style.columns - LABEL - DURATION) };
  return { style, glyphs: glyphsOf(style), palette: paletteOf(style), axis, names, spans };
}

function callRow(invocation: Invocation, drawing: Drawing): ChartRow {
  const { names, palette, axis, glyphs } = drawing;
  const { call, served, error, outcome } = invocation;
  const instance = served?.instance === undefined ? undefined : names.get(served.instance);
  const paint = instance === undefined ? plain : palette.instance(instance.index);
  const number = `${call + 1}`.padStart(5);
  const name = paint((instance?.name ?? '').padEnd(3));
  const label = `${number}  ${name} ${temperatureLabel(served?.cold, palette)} `;
  if (!isAnswered(invocation)) {
    const why = clip(
      sanitizeLine(`${outcome}: ${error?.message ?? 'no answer'}`),
      axis.columns,
      glyphs.more,
    );
    return { label, bar: palette.bad(why), note: '' };
  }
  const handling = drawing.spans.get(call);
  const note = formatMs(durationMs(invocation)).padStart(DURATION);
  return { label, bar: spanBar({ ...invocation, handling }, paint, drawing), note };
}

function temperatureLabel(cold: boolean | undefined, palette: Palette): string {
  if (cold === undefined) return '    ';
  return cold ? palette.cold('cold') : 'warm';
}

/** Waiting, being served, waiting; or just in flight if the target does not report when it served the call. */
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

function groupRows(calls: readonly Invocation[], drawing: Drawing): ChartRow[] {
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
): ChartRow {
  const { glyphs, palette } = drawing;
  const paint = palette.instance(instance?.index ?? 0);
  const name = paint((instance?.name ?? '?').padStart(5));
  const count = `${glyphs.times}${calls.length}`.padEnd(LABEL - 7);
  return { label: `${name}  ${count}`, ...density(calls, paint, drawing) };
}

/** Many calls in one row: how many are being served at a time, on a scale from none to their peak. */
function density(
  calls: readonly Invocation[],
  paint: Paint,
  drawing: Drawing,
): Pick<ChartRow, 'bar' | 'note'> {
  const answered = calls.filter(isAnswered);
  const intervals = answered.map((call) => progressOf(call, drawing.spans));
  const worst = answered.reduce((most, call) => Math.max(most, durationMs(call)), 0);
  return {
    bar: paint(levels(intervals, drawing)),
    note: (answered.length === 0 ? 'no answer' : formatMs(worst)).padStart(DURATION),
  };
}

function progressOf(
  call: { call: number; sentAt: number; receivedAt: number },
  spans: ReadonlyMap<number, Interval>,
): Interval {
  return spans.get(call.call) ?? { start: call.sentAt, end: call.receivedAt };
}

function levels(intervals: readonly Interval[], { axis, glyphs }: Drawing): string {
  const counts = columnPeaks(intervals, axis);
  const most = counts.reduce((a, b) => Math.max(a, b), 1);
  const full = glyphs.levels.length - 1;
  return counts.map((count) => glyphs.levels[Math.ceil((count / most) * full)] ?? ' ').join('');
}

/** The peak of each column. A count that holds for less than half a column does not count there. */
function columnPeaks(intervals: readonly Interval[], axis: Axis): number[] {
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
  const intervals = timeline.answered.map((call) => progressOf(call, drawing.spans));
  const label = (drawing.spans.size > 0 ? '  in progress' : '  in flight').padEnd(LABEL);
  const peak = timeline.handlers?.peakOverlap;
  const most = peak === undefined ? '' : `  max ${peak}`;
  return `${label}${drawing.palette.dim(levels(intervals, drawing))}${most}`.trimEnd();
}
