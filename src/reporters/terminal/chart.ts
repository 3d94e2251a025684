import { formatMs } from '../shared/format.ts';
import { defined } from '../../core/defined.ts';
import { groupBy } from '../../core/group-by.ts';
import { outsideParts, type OutsideParts } from '../../core/observed/outside-parts.ts';
import { durationMs, isAnswered, type Answered } from '../../core/invocation.ts';
import type { Interval } from '../../core/timeline/overlap.ts';
import type { Burst } from '../../core/run.ts';
import { axisLabels, type Axis } from './axis.ts';
import { callBar } from './call-bar.ts';
import { levels } from './levels.ts';
import { unansweredRows } from './unanswered.ts';
import type { InstanceNames } from '../shared/instance-names.ts';
import { inServiceOrder, serviceSpans, streamedFrom } from '../shared/service-spans.ts';
import {
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

/** What a chart shows of a burst. */
export type ChartedBurst = Pick<Burst, 'invocations' | 'timeline' | 'observed'>;

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
  /** Answered calls, as they are judged. */
  readonly judged: ReadonlyMap<number, Answered>;
  /** Calls that waited outside the server. */
  readonly outside: ReadonlyMap<number, OutsideParts>;
}

/**
 * A burst as a chart, line by line: the time axis, a row per answered call or group of calls, the overlap,
 * and what became of the other calls. If none was answered, there is nothing to draw on an axis.
 */
export function renderChart(
  burst: ChartedBurst,
  names: InstanceNames,
  style: TerminalStyle,
): string[] {
  const drawing = prepareDrawing(burst, names, style);
  const calls = inServiceOrder(burst.invocations.filter(isAnswered), drawing.spans);
  const unanswered = unansweredRows(burst.invocations, { style, label: LABEL });
  if (calls.length === 0) return unanswered;
  const rows =
    calls.length <= MOST_ROWS
      ? calls.map((call) => callRow(call, drawing))
      : groupRows(calls, drawing);
  return [
    `${' '.repeat(LABEL)}${axisLabels(drawing.axis, DURATION)}`.trimEnd(),
    ...rows.map(({ label, bar, note }) => `${label}${bar}${note}`.trimEnd()),
    overlapRow(burst, drawing),
    ...unanswered,
  ];
}

/** What the glyphs of the charts mean. */
export function chartLegend(bursts: readonly ChartedBurst[], style: TerminalStyle): string {
  const { notAccepted, unread, served, waited, flight, stream, levels: scale } = glyphsOf(style);
  const few = scale[2] ?? '';
  const many = scale.at(-1) ?? '';
  const isServed = bursts.some(({ timeline }) => serviceSpans(timeline).size > 0);
  const parts = bursts.flatMap(({ observed }) => [...outsideParts(observed).values()]);
  const isStreamed = bursts.some(({ invocations }) =>
    invocations.some((call) => streamedFrom(call) !== undefined),
  );
  const keys: readonly (readonly [boolean, string])[] = [
    [parts.some(({ acceptedAt }) => acceptedAt !== undefined), `${notAccepted} not accepted`],
    [parts.some(({ readAt }) => readAt !== undefined), `${unread} unread`],
    [isServed, `${served} being handled`],
    [isServed, `${waited} waiting or on the way`],
    [!isServed, `${flight} ${parts.length > 0 ? 'inside the server' : 'in flight'}`],
    [isStreamed, `${stream} answering`],
    [true, `${few}${many} how many at a time`],
  ];
  return keys.flatMap(([isShown, words]) => (isShown ? [words] : [])).join('   ');
}

function prepareDrawing(
  { invocations, timeline, observed }: ChartedBurst,
  names: InstanceNames,
  style: TerminalStyle,
): Drawing {
  const answered = invocations.filter(isAnswered);
  const endMs = answered.reduce((end, call) => Math.max(end, call.receivedAt), 0.001);
  const spans = serviceSpans(timeline);
  const judged = new Map(timeline.answered.map((call) => [call.call, call]));
  const axis = { endMs, columns: Math.max(1, style.columns - LABEL - DURATION) };
  const outside = outsideParts(observed);
  const [glyphs, palette] = [glyphsOf(style), paletteOf(style)];
  return { style, glyphs, palette, axis, names, spans, judged, outside };
}

function callRow(invocation: Answered, drawing: Drawing): ChartRow {
  const { names, palette } = drawing;
  const { call, served } = invocation;
  const instance = served?.instance === undefined ? undefined : names.get(served.instance);
  const paint = instance === undefined ? plain : palette.instance(instance.index);
  const number = `${call + 1}`.padStart(5);
  const name = paint((instance?.name ?? '').padEnd(3));
  const label = `${number}  ${name} ${temperatureLabel(served?.cold, palette)} `;
  const handling = drawing.spans.get(call);
  // Judged by when answers begin, a call took until then.
  const note = formatMs(durationMs(drawing.judged.get(call) ?? invocation)).padStart(DURATION);
  const moments = defined({
    sent: invocation.sentAt,
    received: invocation.receivedAt,
    ...drawing.outside.get(call),
    start: handling?.start,
    end: handling?.end,
    began: streamedFrom(invocation),
  });
  return { label, bar: callBar(moments, paint, drawing), note };
}

function temperatureLabel(cold: boolean | undefined, palette: Palette): string {
  if (cold === undefined) return '    ';
  return cold ? palette.cold('cold') : 'warm';
}

function groupRows(calls: readonly Answered[], drawing: Drawing): ChartRow[] {
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
  calls: readonly Answered[],
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
  calls: readonly Answered[],
  paint: Paint,
  drawing: Drawing,
): Pick<ChartRow, 'bar' | 'note'> {
  const intervals = calls.map((call) => progressOf(call, drawing.spans));
  const worst = calls.reduce((most, call) => Math.max(most, durationMs(call)), 0);
  return { bar: paint(levels(intervals, drawing)), note: formatMs(worst).padStart(DURATION) };
}

function progressOf(
  call: { call: number; sentAt: number; receivedAt: number },
  spans: ReadonlyMap<number, Interval>,
): Interval {
  return spans.get(call.call) ?? { start: call.sentAt, end: call.receivedAt };
}

function overlapRow({ invocations, timeline }: ChartedBurst, drawing: Drawing): string {
  const intervals = invocations.filter(isAnswered).map((call) => progressOf(call, drawing.spans));
  const label = (drawing.spans.size > 0 ? '  in progress' : '  in flight').padEnd(LABEL);
  const peak = timeline.handlers?.peakOverlap;
  const most = peak === undefined ? '' : `max ${peak}`.padStart(DURATION);
  return `${label}${drawing.palette.dim(levels(intervals, drawing))}${most}`.trimEnd();
}
