import type { PictureCall } from '../../src/reporters/html/page-data.ts';
import { RIGHT, xOf } from './geometry.ts';
import { outOf } from './layout.ts';
import type { Scene, Sheet } from './scene.ts';

/**
 * A call that was not served, to where it ended, and why, where there is room: dashes to a cross
 * where it failed, two lines to a ring where it was throttled.
 */
export function drawLost(call: PictureCall, top: number, sheet: Sheet, scene: Scene): void {
  if (call.outcome === 'answered') return;
  const { context } = sheet;
  const { rowHeight } = scene.view;
  const { from, to } = outOf(call);
  const [left, right] = [xOf(from, scene.view, sheet), xOf(to, scene.view, sheet)];
  const middle = top + rowHeight / 2;
  const color = scene.palette[call.outcome === 'failed' ? 'lost' : 'throttled'];
  context.strokeStyle = color;
  context.lineWidth = Math.min(2, Math.max(1, rowHeight / 4));
  const arm = Math.min(5, Math.max(1.5, rowHeight * 0.3));
  if (call.outcome === 'failed') cross(context, { left, right, middle, arm });
  else ring(context, { left, right, middle, arm });
  const room = sheet.width - RIGHT - right - 10;
  if (rowHeight < 12 || room < 80) return;
  context.fillStyle = color;
  context.font = '12px system-ui, sans-serif';
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillText(clipped(call.note ?? call.outcome, room), right + 10, middle);
}

interface Reach {
  readonly left: number;
  readonly right: number;
  readonly middle: number;
  /** Half the size of the sign at its end. */
  readonly arm: number;
}

function cross(context: CanvasRenderingContext2D, { left, right, middle, arm }: Reach): void {
  line(context, [left, middle], [right, middle], [4, 3]);
  line(context, [right - arm, middle - arm], [right + arm, middle + arm]);
  line(context, [right + arm, middle - arm], [right - arm, middle + arm]);
}

function ring(context: CanvasRenderingContext2D, { left, right, middle, arm }: Reach): void {
  const apart = arm / 2;
  const until = Math.max(left, right - arm);
  line(context, [left, middle - apart], [until, middle - apart]);
  line(context, [left, middle + apart], [until, middle + apart]);
  context.beginPath();
  context.arc(right, middle, arm, 0, 2 * Math.PI);
  context.stroke();
}

type Point = readonly [x: number, y: number];

function line(
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

/** A letter takes some 6.5 pixels; the whole text is in the table and beneath the picture. */
function clipped(text: string, pixels: number): string {
  const most = Math.floor(pixels / 6.5);
  return text.length <= most ? text : `${text.slice(0, most - 1)}\u2026`;
}
