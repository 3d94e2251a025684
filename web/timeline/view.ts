/** The part of a timeline that is shown: a stretch of time, and how tall its rows are. */
export interface View {
  /** Ms after the release. */
  readonly from: number;
  readonly to: number;
  /** CSS pixels. */
  readonly rowHeight: number;
}

/** What a view cannot go beyond. */
export interface Bounds {
  readonly endMs: number;
  /** The height at which all rows are seen at once, and the one at which each can be read. */
  readonly fitHeight: number;
  readonly readHeight: number;
}

/** The height of a row that can be read, CSS pixels. */
export const READ_HEIGHT = 22;

/** All rows are seen at once on less than two thirds of the window, as far as it is not very low. */
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

/** Clocks of servers tell milliseconds: closer than this there is nothing to be seen. */
const LEAST_MS = 1;

export function wholeView({ endMs, fitHeight }: Bounds): View {
  return { from: 0, to: endMs, rowHeight: fitHeight };
}

/** Zooms by a factor about a time, which stays where it is; rows grow with it until they can be read. */
export function zoomed(view: View, bounds: Bounds, by: { factor: number; at: number }): View {
  const { factor, at } = by;
  const span = Math.min(bounds.endMs, Math.max(LEAST_MS, (view.to - view.from) / factor));
  const share = (at - view.from) / (view.to - view.from);
  const rowHeight = clamp(view.rowHeight * factor, bounds.fitHeight, bounds.readHeight);
  return { ...within(at - share * span, span, bounds), rowHeight };
}

/** Whether there is more to be seen from closer, and from further away. */
export function limitsOf(view: View, bounds: Bounds): Limits {
  const { from, to, rowHeight } = view;
  const span = to - from;
  return {
    closer: span > Math.min(LEAST_MS, bounds.endMs) + SLACK_MS || rowHeight < bounds.readHeight,
    further: span < bounds.endMs - SLACK_MS || rowHeight > bounds.fitHeight,
  };
}

export interface Limits {
  readonly closer: boolean;
  readonly further: boolean;
}

/** What sums of fractions are off by. */
const SLACK_MS = 1e-6;

/** Shows a stretch of time, and so many rows in so many pixels as fit it. */
export function framed(
  view: View,
  bounds: Bounds,
  frame: { from: number; to: number; rowHeight?: number },
): View {
  const span = Math.min(bounds.endMs, Math.max(LEAST_MS, frame.to - frame.from));
  const wanted = frame.rowHeight ?? view.rowHeight;
  const rowHeight = clamp(wanted, bounds.fitHeight, bounds.readHeight);
  return { ...within(frame.from, span, bounds), rowHeight };
}

export function panned(view: View, bounds: Bounds, byMs: number): View {
  return { ...view, ...within(view.from + byMs, view.to - view.from, bounds) };
}

/** Moves the view as little as shows a stretch of time, or its beginning where it is too long. */
export function revealed(view: View, bounds: Bounds, stretch: { from: number; to: number }): View {
  const span = view.to - view.from;
  if (stretch.from >= view.from && stretch.to <= view.to) return view;
  if (stretch.from < view.to && stretch.to > view.from && stretch.to - stretch.from > span)
    return view;
  const from = stretch.from < view.from ? stretch.from : Math.min(stretch.from, stretch.to - span);
  return { ...view, ...within(from, span, bounds) };
}

function within(from: number, span: number, { endMs }: Bounds): { from: number; to: number } {
  const start = clamp(from, 0, endMs - span);
  return { from: start, to: start + span };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
