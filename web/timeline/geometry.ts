import type { PictureCall } from '../../src/reporters/html/page-data.ts';
import { barOf, outOf } from './layout.ts';
import type { View } from './view.ts';

/** What is seen of the lanes. Sizes are CSS pixels. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  /** What is left for labels, and how far the rows are scrolled. */
  readonly gutter: number;
  readonly scrolled: number;
}

/** Room to the right of the last time, where its label may reach into. */
export const RIGHT = 24;

/** The position of a time, from the left. */
export function xOf(ms: number, view: View, { width, gutter }: Frame): number {
  return gutter + ((ms - view.from) / (view.to - view.from)) * (width - gutter - RIGHT);
}

export function msPerPixel(view: View, { width, gutter }: Frame): number {
  return (view.to - view.from) / Math.max(1, width - gutter - RIGHT);
}

/** The time at a position. */
export function msAt(x: number, view: View, frame: Frame): number {
  return view.from + (x - frame.gutter) * msPerPixel(view, frame);
}

/** The row at a height, with how far down in it. */
export function rowAt(y: number, view: View, { scrolled }: Frame): number {
  return (scrolled + y) / view.rowHeight;
}

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Around a call, from its sending to its answer; nothing where it is out of view. */
export function outline(
  { call, row }: { readonly call: PictureCall; readonly row: number },
  view: View,
  frame: Frame,
): Rectangle | undefined {
  const { from, to } = outOf(call);
  const left = Math.max(frame.gutter - 3, xOf(from, view, frame) - 3);
  const right = Math.min(frame.width, xOf(to, view, frame) + 3);
  const height = Math.max(6, view.rowHeight);
  const top = (row + 0.5) * view.rowHeight - frame.scrolled - height / 2;
  const inView = right > left && top + height > 0 && top < frame.height;
  return inView ? { left, top, width: right - left, height } : undefined;
}

/** The rectangle between two corners, no further left than the labels reach. */
export function between(
  one: { readonly x: number; readonly y: number },
  other: { readonly x: number; readonly y: number },
  { gutter, width, height }: Frame,
): Rectangle {
  const left = Math.max(gutter, Math.min(one.x, other.x));
  const top = Math.max(0, Math.min(one.y, other.y));
  const right = Math.min(width - RIGHT, Math.max(one.x, other.x));
  const bottom = Math.min(height, Math.max(one.y, other.y));
  return { left, top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
}

/** The stretch of time within a rectangle, its first row, and how tall rows are that fill the lanes with it. */
export function within(
  { left, top, width, height }: Rectangle,
  view: View,
  frame: Frame,
): {
  readonly from: number;
  readonly to: number;
  readonly row: number;
  readonly rowHeight: number;
} {
  const rows = Math.max(1, height / view.rowHeight);
  return {
    from: msAt(left, view, frame),
    to: msAt(left + width, view, frame),
    row: rowAt(top, view, frame),
    rowHeight: Math.max(view.rowHeight, frame.height / rows),
  };
}

/**
 * What stays where it is when the view is zoomed: a place, or the middle of a call's bar, which comes
 * to the middle; the middle itself where neither is given.
 */
export function zoomPoint(
  about:
    | { readonly x: number; readonly y: number }
    | { readonly call: PictureCall; readonly row: number }
    | undefined,
  view: View,
  frame: Frame,
): { readonly ms: number; readonly row: number; readonly y: number } {
  if (about !== undefined && 'call' in about) {
    const { from, to } = barOf(about.call);
    return { ms: (from + to) / 2, row: about.row + 0.5, y: frame.height / 2 };
  }
  const { x, y } = about ?? { x: (frame.gutter + frame.width) / 2, y: frame.height / 2 };
  return { ms: msAt(x, view, frame), row: rowAt(y, view, frame), y };
}
