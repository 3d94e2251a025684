import { clamp } from '../../core/statistics.ts';
import { html, type Markup } from './markup.ts';
import type { PictureCall } from './page-data.ts';

/** More rows than this are not told apart: calls in between are left out, evenly. */
const MOST_ROWS = 100;

/** Heights of a row and of what is drawn in it. The width is a thousand. */
const ROW = 10;
const WIDTH = 1_000;

interface Span {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Calls as a small picture, one row each, that stands without a script: a thin line while a call
 * waits, a bar while it is served, a line along the bar where the instance was cold.
 */
export function renderPicture(
  calls: readonly PictureCall[],
  { endMs, label }: { readonly endMs: number; readonly label: string },
): Markup {
  const rows = sample(calls);
  const spans = rows.map((call, row) => spansOf(call, row));
  const path = (pick: (of: CallSpans) => Span | undefined, height: number): string =>
    spans.map((of) => rectangle(pick(of), { height, endMs })).join('');
  return html`<svg
    class="picture"
    viewBox="0 0 ${WIDTH} ${Math.max(1, rows.length) * ROW}"
    preserveAspectRatio="none"
    role="img"
    aria-label="${label}"
  >
    <path class="waits" d="${path(({ out }) => out, 1.6)}" />
    <path class="waits" d="${spans.map(({ out }) => marks(out, endMs)).join('')}" />
    <path class="lost" d="${path(({ lost }) => lost, 3)}" />
    <path class="throttled" d="${spans.map(({ throttled }) => rails(throttled, endMs)).join('')}" />
    <path class="flight" d="${path(({ flight }) => flight, 5)}" />
    <path class="warm" d="${path(({ warm }) => warm, 7)}" />
    <path class="cold" d="${path(({ cold }) => cold, 7)}" />
    <path class="cold-line" d="${path(({ cold }) => cold, 1.6)}" />
  </svg>`;
}

interface CallSpans {
  /** From sending to answer, beneath what was served of it. */
  readonly out?: Span;
  readonly warm?: Span;
  readonly cold?: Span;
  readonly flight?: Span;
  readonly lost?: Span;
  readonly throttled?: Span;
}

function spansOf(call: PictureCall, row: number): CallSpans {
  const { sent, received = sent, start, end, cold, outcome } = call;
  const out = { row, from: sent, to: received };
  if (outcome === 'failed') return { lost: out };
  if (outcome === 'throttled') return { throttled: out };
  if (start === undefined || end === undefined) return { flight: out };
  const span = { row, from: start, to: end };
  return cold === true ? { out, cold: span } : { out, warm: span };
}

function rectangle(
  span: Span | undefined,
  { height, endMs }: { readonly height: number; readonly endMs: number },
): string {
  if (span === undefined) return '';
  const from = clamp((span.from / endMs) * WIDTH, 0, WIDTH - 1);
  const to = clamp((span.to / endMs) * WIDTH, from + 1, WIDTH);
  const top = span.row * ROW + (ROW - height) / 2;
  return `M${round(from)} ${round(top)}h${round(to - from)}v${height}H${round(from)}z`;
}

/** Two lines one above the other. */
function rails(span: Span | undefined, endMs: number): string {
  if (span === undefined) return '';
  return [-0.25, 0.25]
    .map((by) => rectangle({ ...span, row: span.row + by }, { height: 1.6, endMs }))
    .join('');
}

/** Where a call was sent and received, by the client's clock. */
function marks(out: Span | undefined, endMs: number): string {
  if (out === undefined) return '';
  const { row, from, to } = out;
  return [from, to]
    .map((at) => rectangle({ row, from: at, to: at }, { height: 5, endMs }))
    .join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Evenly spaced calls of many. */
export function sample(calls: readonly PictureCall[]): readonly PictureCall[] {
  if (calls.length <= MOST_ROWS) return calls;
  const step = calls.length / MOST_ROWS;
  return Array.from({ length: MOST_ROWS }, (_, index) =>
    calls.slice(Math.floor(index * step), Math.floor(index * step) + 1),
  ).flat();
}
