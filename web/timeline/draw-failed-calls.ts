import type { PictureCall } from '../../src/reporters/html/page-data.ts';
import { RIGHT, xOf } from './geometry.ts';
import { flightOf } from './layout.ts';
import type { Scene, Sheet } from './scene.ts';

/**
 * Draws a call that was not answered up to its end, and the reason if there is room: a dashed line to
 * a cross if it failed, a double line to a ring if it was throttled.
 */
export function drawFailedCall(call: PictureCall, top: number, sheet: Sheet, scene: Scene): void {
  if (call.outcome === 'answered') return;
  const { context } = sheet;
  const { rowHeight } = scene.view;
  const { from, to } = flightOf(call);
  const [left, right] = [xOf(from, scene.view, sheet), xOf(to, scene.view, sheet)];
  const middle = top + rowHeight / 2;
  const color = scene.palette[call.outcome === 'failed' ? 'failed' : 'throttled'];
  context.strokeStyle = color;
  context.lineWidth = Math.min(2, Math.max(1, rowHeight / 4));
  const arm = Math.min(5, Math.max(1.5, rowHeight * 0.3));
  if (call.outcome === 'failed') drawCross(context, { left, right, middle, arm });
  else drawRing(context, { left, right, middle, arm });
  const room = sheet.width - RIGHT - right - 10;
  if (rowHeight < 12 || room < 80) return;
  context.fillStyle = color;
  context.font = '12px system-ui, sans-serif';
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillText(shortenToWidth(call.note ?? call.outcome, room), right + 10, middle);
}

interface FailedLine {
  readonly left: number;
  readonly right: number;
  readonly middle: number;
  /** Half the size of the mark at the end. */
  readonly arm: number;
}

function drawCross(
  context: CanvasRenderingContext2D,
  { left, right, middle, arm }: FailedLine,
): void {
  strokeLine(context, [left, middle], [right, middle], [4, 3]);
  strokeLine(context, [right - arm, middle - arm], [right + arm, middle + arm]);
  strokeLine(context, [right + arm, middle - arm], [right - arm, middle + arm]);
}

function drawRing(
  context: CanvasRenderingContext2D,
  { left, right, middle, arm }: FailedLine,
): void {
  const apart = arm / 2;
  const until = Math.max(left, right - arm);
  strokeLine(context, [left, middle - apart], [until, middle - apart]);
  strokeLine(context, [left, middle + apart], [until, middle + apart]);
  context.beginPath();
  context.arc(right, middle, arm, 0, 2 * Math.PI);
  context.stroke();
}

type Point = readonly [x: number, y: number];

function strokeLine(
  context: CanvasRenderingContext2D,
  from: Point,
  to: Point,
  dashes: readonly number[] = [],
): void {
  context.beginPath();
  context.setLineDash([...dashes]);
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
}

/** Shortens a text to a width, at about 6.5 pixels per letter. The readout and the table have it in full. */
function shortenToWidth(text: string, pixels: number): string {
  const most = Math.floor(pixels / 6.5);
  return text.length <= most ? text : `${text.slice(0, most - 1)}\u2026`;
}
