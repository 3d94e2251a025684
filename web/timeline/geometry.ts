import type { PictureCall } from '../../src/reporters/html/page-data.ts';
import { barOf, flightOf, indexAt, type Layout } from './layout.ts';
import type { View } from './view.ts';

/** The visible part of the lanes. Sizes are in CSS pixels. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  /** The width of the labels on the left. */
  readonly gutter: number;
  /** How far the rows are scrolled down. */
  readonly scrolled: number;
}

/** Room to the right of the last time for half of its label, in CSS pixels. */
export const RIGHT = 24;

/** The horizontal position of a time, in CSS pixels from the left. */
export function xOf(ms: number, view: View, { width, gutter }: Frame): number {
  return gutter + ((ms - view.from) / (view.to - view.from)) * (width - gutter - RIGHT);
}

/** How much time a CSS pixel covers, in ms. */
export function msPerPixel(view: View, { width, gutter }: Frame): number {
  return (view.to - view.from) / Math.max(1, width - gutter - RIGHT);
}

/** The time at a horizontal position, in ms. */
function msAt(x: number, view: View, frame: Frame): number {
  return view.from + (x - frame.gutter) * msPerPixel(view, frame);
}

/** The row at a vertical position; the fraction is how far down in the row it is. */
function rowAt(y: number, view: View, { scrolled }: Frame): number {
  return (scrolled + y) / view.rowHeight;
}

/** The index of the call at a point, or of the one nearest to it in the same row. */
export function indexAtPoint(
  { x, y }: { readonly x: number; readonly y: number },
  layout: Layout,
  view: View,
  frame: Frame,
): number | undefined {
  return indexAt(layout, Math.floor(rowAt(y, view, frame)), msAt(x, view, frame));
}

/** A rectangle on the visible part of the lanes, in CSS pixels. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The rectangle around a call, from its sending to its answer; `undefined` if it is out of view. */
export function callOutline(
  { call, row }: { readonly call: PictureCall; readonly row: number },
  view: View,
  frame: Frame,
): Rectangle | undefined {
  const { from, to } = flightOf(call);
  const left = Math.max(frame.gutter - 3, xOf(from, view, frame) - 3);
  const right = Math.min(frame.width, xOf(to, view, frame) + 3);
  const height = Math.max(6, view.rowHeight);
  const top = (row + 0.5) * view.rowHeight - frame.scrolled - height / 2;
  const inView = right > left && top + height > 0 && top < frame.height;
  return inView ? { left, top, width: right - left, height } : undefined;
}

/** The rectangle between two opposite corners, limited to the lanes without their labels. */
export function rectangleBetween(
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

/** The time range and the first row inside a rectangle, and the row height that fills the lanes with it. */
export function contentOf(
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
 * The time and the row that stay in place when the view is zoomed: those at a point, or the middle of
 * a call's bar, which moves to the middle of the lanes, or else those in the middle of the lanes.
 */
export function zoomAnchor(
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
