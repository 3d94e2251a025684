import { clamp } from '../../src/core/statistics.ts';

/** The part of a timeline that is shown: a range of time, and the height of its rows. */
export interface View {
  /** In ms after the release. */
  readonly from: number;
  readonly to: number;
  /** In CSS pixels. */
  readonly rowHeight: number;
}

/** The limits of a view. */
export interface Bounds {
  readonly endMs: number;
  /** The row height at which all rows are visible at once, in CSS pixels. */
  readonly fitHeight: number;
  /** The row height at which each label is readable, in CSS pixels. */
  readonly readHeight: number;
}

/** The height of a row with a readable label, in CSS pixels. */
export const READ_HEIGHT = 22;

/** The limits for a number of rows. The whole view takes at most 62 % of the window, unless it is very low. */
export function boundsOf({
  rows,
  endMs,
}: {
  readonly rows: number;
  readonly endMs: number;
}): Bounds {
  const most = Math.max(220, Math.min(560, window.innerHeight * 0.62));
  return {
    endMs,
    fitHeight: Math.min(READ_HEIGHT, most / Math.max(1, rows)),
    readHeight: READ_HEIGHT,
  };
}

/** The shortest range. Server clocks have millisecond resolution, so a closer look shows nothing. */
const LEAST_MS = 1;

/** The view of all calls from first to last. */
export function wholeView({ endMs, fitHeight }: Bounds): View {
  return { from: 0, to: endMs, rowHeight: fitHeight };
}

/** The view zoomed by a factor around a time, which stays in place. Rows grow until they are readable. */
export function zoomed(view: View, bounds: Bounds, by: { factor: number; at: number }): View {
  const { factor, at } = by;
  const span = Math.min(bounds.endMs, Math.max(LEAST_MS, (view.to - view.from) / factor));
  const share = (at - view.from) / (view.to - view.from);
  const rowHeight = clamp(view.rowHeight * factor, bounds.fitHeight, bounds.readHeight);
  return { ...shiftedInto(at - share * span, span, bounds), rowHeight };
}

/** Whether a view can be zoomed further in and out. */
export function zoomLimits(view: View, bounds: Bounds): ZoomLimits {
  const { from, to, rowHeight } = view;
  const span = to - from;
  return {
    canZoomIn:
      span > Math.min(LEAST_MS, bounds.endMs) + ROUNDING_MS || rowHeight < bounds.readHeight,
    canZoomOut: span < bounds.endMs - ROUNDING_MS || rowHeight > bounds.fitHeight,
  };
}

/** In which directions a view can be zoomed. */
export interface ZoomLimits {
  readonly canZoomIn: boolean;
  readonly canZoomOut: boolean;
}

/** Rounding error of sums of fractions, in ms. */
const ROUNDING_MS = 1e-6;

/** The view of a range of time, with a row height if one is given. */
export function framed(
  view: View,
  bounds: Bounds,
  frame: { from: number; to: number; rowHeight?: number },
): View {
  const span = Math.min(bounds.endMs, Math.max(LEAST_MS, frame.to - frame.from));
  const wanted = frame.rowHeight ?? view.rowHeight;
  const rowHeight = clamp(wanted, bounds.fitHeight, bounds.readHeight);
  return { ...shiftedInto(frame.from, span, bounds), rowHeight };
}

/** The view moved along the time axis. */
export function panned(view: View, bounds: Bounds, byMs: number): View {
  return { ...view, ...shiftedInto(view.from + byMs, view.to - view.from, bounds) };
}

/** The view moved just far enough to show a range of time, or its start if it is longer than the view. */
export function revealed(view: View, bounds: Bounds, range: { from: number; to: number }): View {
  const span = view.to - view.from;
  if (range.from >= view.from && range.to <= view.to) return view;
  if (range.from < view.to && range.to > view.from && range.to - range.from > span) return view;
  const from = range.from < view.from ? range.from : Math.min(range.from, range.to - span);
  return { ...view, ...shiftedInto(from, span, bounds) };
}

/** A range of the given length that starts at `from`, or as near to it as the bounds allow. */
function shiftedInto(from: number, span: number, { endMs }: Bounds): { from: number; to: number } {
  const start = clamp(from, 0, endMs - span);
  return { from: start, to: start + span };
}
