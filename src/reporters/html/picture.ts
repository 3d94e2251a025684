import { defined } from '../../core/defined.ts';
import { clamp } from '../../core/statistics.ts';
import type { Interval } from '../../core/timeline/overlap.ts';
import { html, type Markup } from './markup.ts';
import { outsideSpans } from '../../core/observed/outside-spans.ts';
import { HUES, type PictureCall } from './page-data.ts';

/** More rows than this cannot be told apart, so only evenly spaced calls are drawn. */
const MOST_ROWS = 100;

/** Height of a row and width of the picture, in its own units. */
const ROW = 10;
const WIDTH = 1_000;

interface RowSpan {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

/**
 * A still timeline, one row per call: a thin line while the call waits, a bar while it is served, and a
 * line along the bar if its instance was cold.
 */
export function renderPicture(
  calls: readonly PictureCall[],
  { endMs, label }: { readonly endMs: number; readonly label: string },
): Markup {
  const rows = sample(calls);
  const spans = rows.map((call, row) => spansOf(call, row));
  const path = (pick: (of: CallSpans) => RowSpan | undefined, height: number): string =>
    spans.map((of) => rectangle(pick(of), { height, endMs })).join('');
  return html`<svg
    class="picture"
    viewBox="0 0 ${WIDTH} ${Math.max(1, rows.length) * ROW}"
    preserveAspectRatio="none"
    role="img"
    aria-label="${label}"
  >
    <path class="waits" d="${path(({ inFlight }) => inFlight, 1.6)}" />
    <path class="waits" d="${spans.map(({ inFlight }) => marks(inFlight, endMs)).join('')}" />
    <path class="failed" d="${path(({ failed }) => failed, 3)}" />
    <path class="throttled" d="${spans.map(({ throttled }) => rails(throttled, endMs)).join('')}" />
    <path class="stream" d="${path(({ stream }) => stream, 2.5)}" />
    <path class="flight" d="${path(({ flight }) => flight, 5)}" />
    <path class="not-accepted" d="${path(({ notAccepted }) => notAccepted, 2)}" />
    <path class="unread" d="${path(({ unread }) => unread, 3.5)}" />
    ${[undefined, ...Array(HUES).keys()].flatMap((hue) =>
      bars(
        spans.filter((of) => of.hue === hue),
        { hue, endMs },
      ),
    )}
    <path class="cold-line" d="${path(({ cold }) => cold, 1.6)}" />
  </svg>`;
}

/** The bars in the color of an instance, or in that of calls whose instance is unknown. */
function bars(
  spans: readonly CallSpans[],
  { hue, endMs }: { readonly hue: number | undefined; readonly endMs: number },
): Markup[] {
  return (['warm', 'cold'] as const).flatMap((kind) => {
    const d = spans.map((of) => rectangle(of[kind], { height: 7, endMs })).join('');
    const name = hue === undefined ? kind : `${kind} hue-${hue}`;
    return d === '' ? [] : [html`<path class="${name}" d="${d}" /> `];
  });
}

interface CallSpans {
  /** The color of its instance, if known. */
  readonly hue?: number;
  /** From sending to receiving, drawn below the bar. */
  readonly inFlight?: RowSpan;
  readonly warm?: RowSpan;
  readonly cold?: RowSpan;
  readonly flight?: RowSpan;
  /** The parts of the waiting outside the server. */
  readonly notAccepted?: RowSpan;
  readonly unread?: RowSpan;
  /** From the beginning of the answer to its end. */
  readonly stream?: RowSpan;
  readonly failed?: RowSpan;
  readonly throttled?: RowSpan;
}

function spansOf(call: PictureCall, row: number): CallSpans {
  const { sent, received = sent, began, start, end, cold, outcome } = call;
  const inFlight = { row, from: sent, to: received };
  if (outcome === 'failed') return { failed: inFlight };
  if (outcome === 'throttled') return { throttled: inFlight };
  const { insideFrom, notAccepted, unread } = outsideSpans(call);
  const parts = defined({
    stream: began === undefined ? undefined : { row, from: began, to: received },
    notAccepted: spanIn(row, notAccepted),
    unread: spanIn(row, unread),
  });
  if (start === undefined || end === undefined) {
    return { flight: { row, from: insideFrom, to: began ?? received }, ...parts };
  }
  const span = { row, from: start, to: end };
  const hue = call.instance === undefined ? {} : { hue: call.instance % HUES };
  return { inFlight, ...parts, ...(cold === true ? { cold: span } : { warm: span }), ...hue };
}

function spanIn(row: number, span: Interval | undefined): RowSpan | undefined {
  return span && { row, from: span.start, to: span.end };
}

function rectangle(
  span: RowSpan | undefined,
  { height, endMs }: { readonly height: number; readonly endMs: number },
): string {
  if (span === undefined) return '';
  const from = clamp((span.from / endMs) * WIDTH, 0, WIDTH - 1);
  const to = clamp((span.to / endMs) * WIDTH, from + 1, WIDTH);
  const top = span.row * ROW + (ROW - height) / 2;
  return `M${round(from)} ${round(top)}h${round(to - from)}v${height}H${round(from)}z`;
}

/** Two lines, one above the other. */
function rails(span: RowSpan | undefined, endMs: number): string {
  if (span === undefined) return '';
  return [-0.25, 0.25]
    .map((by) => rectangle({ ...span, row: span.row + by }, { height: 1.6, endMs }))
    .join('');
}

/** Marks at the times when a call was sent and received. */
function marks(span: RowSpan | undefined, endMs: number): string {
  if (span === undefined) return '';
  const { row, from, to } = span;
  return [from, to]
    .map((at) => rectangle({ row, from: at, to: at }, { height: 5, endMs }))
    .join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Evenly spaced calls, at most a hundred. */
export function sample(calls: readonly PictureCall[]): readonly PictureCall[] {
  if (calls.length <= MOST_ROWS) return calls;
  const step = calls.length / MOST_ROWS;
  return Array.from({ length: MOST_ROWS }, (_, index) =>
    calls.slice(Math.floor(index * step), Math.floor(index * step) + 1),
  ).flat();
}
