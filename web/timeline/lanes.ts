import type { PictureCall } from '../../src/reporters/html/page-data.ts';
import { RIGHT, xOf } from './geometry.ts';
import { barOf, outOf } from './layout.ts';
import { drawLost } from './draw-failed-calls.ts';
import type { Scene, Sheet } from './scene.ts';

export function drawLanes(sheet: Sheet, scene: Scene): void {
  const { context, width, height, gutter, pixelRatio } = sheet;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.clearRect(0, 0, width, height);
  drawBands(sheet, scene);
  drawTicks(sheet, scene);
  context.save();
  context.beginPath();
  context.rect(gutter - 1, 0, width - RIGHT + 3 - gutter, height);
  context.clip();
  drawCalls(sheet, scene);
  context.restore();
  drawLabels(sheet, scene);
}

/** Every other lane stands on a ground of its own, where lanes are tall enough to be told apart. */
function drawBands(
  { context, width, height, scrolled }: Sheet,
  { layout, view, palette }: Scene,
): void {
  context.fillStyle = palette.band;
  for (const [index, { first, rows }] of layout.lanes.entries()) {
    const top = first * view.rowHeight - scrolled;
    const tall = rows * view.rowHeight;
    if (index % 2 === 0 || tall < 6 || top > height || top + tall < 0) continue;
    context.fillRect(0, top, width, tall);
  }
}

function drawTicks(sheet: Sheet, { ticks, view, palette }: Scene): void {
  sheet.context.fillStyle = palette.line;
  for (const ms of ticks) {
    sheet.context.fillRect(Math.round(xOf(ms, view, sheet)), 0, 1, sheet.height);
  }
}

function drawLabels(sheet: Sheet, { layout, view, palette }: Scene): void {
  const { context, gutter, height, scrolled } = sheet;
  context.fillStyle = palette.muted;
  context.font = '12px system-ui, sans-serif';
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  let free = -Infinity;
  for (const { label, first, rows } of layout.lanes) {
    const middle = (first + rows / 2) * view.rowHeight - scrolled;
    if (middle < 6 || middle > height - 6 || middle < free) continue;
    context.fillText(label, gutter - 8, middle, gutter - 10);
    free = middle + 14;
  }
}

const KINDS = ['out', 'warm', 'cold', 'flight', 'lost'] as const;
type Kind = (typeof KINDS)[number];

/** Kind by kind, so that the colour changes rarely; rows that share a pixel are drawn once. */
function drawCalls(sheet: Sheet, scene: Scene): void {
  const { rowHeight } = scene.view;
  const first = Math.max(0, Math.floor(sheet.scrolled / rowHeight));
  const last = Math.min(
    scene.layout.rows.length,
    Math.ceil((sheet.scrolled + sheet.height) / rowHeight),
  );
  for (const kind of KINDS) {
    let drawn = -1;
    for (let row = first; row < last; row += 1) {
      const pixel = Math.floor((row * rowHeight - sheet.scrolled) * sheet.pixelRatio);
      if (pixel === drawn && kind !== 'lost') continue;
      drawn = pixel;
      drawRow(row, kind, sheet, scene);
    }
  }
}

function drawRow(row: number, kind: Kind, sheet: Sheet, scene: Scene): void {
  const top = row * scene.view.rowHeight - sheet.scrolled;
  for (const call of scene.layout.rows[row] ?? []) {
    if (kind === 'out') drawOut(call, top, sheet, scene);
    else if (kind === 'lost') drawLost(call, top, sheet, scene);
    else if (kindOf(call) === kind) drawBar(call, { top, kind }, sheet, scene);
  }
}

function kindOf({ outcome, start, cold }: PictureCall): Kind {
  if (outcome !== 'answered') return 'lost';
  if (start === undefined) return 'flight';
  return cold === true ? 'cold' : 'warm';
}

/** Rows less tall than this have no room for lines beside bars. */
const SLIM = 5;

/** A line from sending to answer, with the client's marks at its ends. */
function drawOut(call: PictureCall, top: number, sheet: Sheet, { view, palette }: Scene): void {
  if (call.outcome === 'answered' && call.start === undefined) return;
  const { context } = sheet;
  const { from, to } = outOf(call);
  const [left, right] = [xOf(from, view, sheet), xOf(to, view, sheet)];
  const middle = top + view.rowHeight / 2;
  context.fillStyle = palette.waits;
  if (view.rowHeight < SLIM) fillRow(sheet, { left, right, top, bottom: top + view.rowHeight });
  else context.fillRect(left, middle - 1, Math.max(1, right - left), 2);
  if (view.rowHeight < 9) return;
  const mark = view.rowHeight * 0.5;
  context.fillRect(left - 0.75, middle - mark / 2, 1.5, mark);
  context.fillRect(right - 0.75, middle - mark / 2, 1.5, mark);
}

function drawBar(
  call: PictureCall,
  { top, kind }: { readonly top: number; readonly kind: Exclude<Kind, 'out' | 'lost'> },
  sheet: Sheet,
  { view, palette }: Scene,
): void {
  const { context } = sheet;
  const { from, to } = barOf(call);
  const [left, right] = [xOf(from, view, sheet), xOf(to, view, sheet)];
  context.fillStyle = palette[kind];
  if (view.rowHeight < SLIM) {
    return fillRow(sheet, { left, right, top, bottom: top + view.rowHeight });
  }
  const tall = view.rowHeight * (kind === 'flight' ? 0.4 : 0.7);
  const middle = top + view.rowHeight / 2;
  const wide = Math.max(1, right - left - (right - left > 4 ? 1 : 0));
  context.fillRect(left, middle - tall / 2, wide, tall);
  if (kind !== 'cold') return;
  context.fillStyle = palette.surface;
  context.fillRect(left, middle - tall / 10, wide, tall / 5);
}

/** All of a slim row, in whole pixels of the device, so that neighbours leave no stripes between them. */
function fillRow(
  { context, pixelRatio }: Sheet,
  at: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  },
): void {
  const top = Math.floor(at.top * pixelRatio) / pixelRatio;
  const bottom = Math.ceil(at.bottom * pixelRatio) / pixelRatio;
  context.fillRect(at.left, top, Math.max(1, at.right - at.left), bottom - top);
}
