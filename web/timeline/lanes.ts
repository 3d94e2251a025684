import type { PictureCall } from '../../src/reporters/html/page-data.ts';
import { outsideSpans } from '../../src/core/observed/outside-spans.ts';
import { RIGHT, xOf } from './geometry.ts';
import { barOf, flightOf } from './layout.ts';
import { drawFailedCall } from './draw-failed-calls.ts';
import type { Palette } from './palette.ts';
import type { Scene, Sheet } from './scene.ts';

/** Draws the visible part of the lanes. */
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
  drawLayers(sheet, scene);
  context.restore();
  drawLabels(sheet, scene);
}

/** Shades every other lane, if lanes are tall enough to be distinguished. */
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

/** What is drawn of calls, from the bottom layer to the top one. */
const LAYERS = ['line', 'outside', 'stream', 'warm', 'cold', 'flight', 'failed'] as const;
type Layer = (typeof LAYERS)[number];
type BarLayer = Exclude<Layer, 'line' | 'outside' | 'stream' | 'failed'>;

/** Draws layer by layer, so the color rarely changes. Rows that share a pixel are drawn once. */
function drawLayers(sheet: Sheet, scene: Scene): void {
  const { rowHeight } = scene.view;
  const first = Math.max(0, Math.floor(sheet.scrolled / rowHeight));
  const last = Math.min(
    scene.layout.rows.length,
    Math.ceil((sheet.scrolled + sheet.height) / rowHeight),
  );
  for (const layer of LAYERS) {
    let drawn = -1;
    for (let row = first; row < last; row += 1) {
      const pixel = Math.floor((row * rowHeight - sheet.scrolled) * sheet.pixelRatio);
      if (pixel === drawn && layer !== 'failed') continue;
      drawn = pixel;
      drawRow(row, layer, sheet, scene);
    }
  }
}

function drawRow(row: number, layer: Layer, sheet: Sheet, scene: Scene): void {
  const top = row * scene.view.rowHeight - sheet.scrolled;
  for (const call of scene.layout.rows[row] ?? []) {
    if (layer === 'line') drawLine(call, top, sheet, scene);
    else if (layer === 'outside') drawOutside(call, top, sheet, scene);
    else if (layer === 'stream') drawStream(call, top, sheet, scene);
    else if (layer === 'failed') drawFailedCall(call, top, sheet, scene);
    else if (barLayer(call) === layer) drawBar(call, { top, layer }, sheet, scene);
  }
}

function barLayer({ outcome, start, cold }: PictureCall): Layer {
  if (outcome !== 'answered') return 'failed';
  if (start === undefined) return 'flight';
  return cold === true ? 'cold' : 'warm';
}

/** Rows lower than this, in CSS pixels, have no room for lines next to bars. */
const SLIM = 5;

/** Draws a line from sending to answer, with a mark at each end if there is room. */
function drawLine(call: PictureCall, top: number, sheet: Sheet, { view, palette }: Scene): void {
  if (call.outcome === 'answered' && call.start === undefined) return;
  const { context } = sheet;
  const { from, to } = flightOf(call);
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

/** Draws where a call waited outside the server: thin until it was accepted, thicker until it was read. */
function drawOutside(call: PictureCall, top: number, sheet: Sheet, { view, palette }: Scene): void {
  if (call.outcome !== 'answered') return;
  const { notAccepted, unread } = outsideSpans(call);
  const parts = [
    { span: notAccepted, color: palette.notAccepted, share: 0.14 },
    { span: unread, color: palette.unread, share: 0.27 },
  ];
  for (const { span, color, share } of parts) {
    if (span === undefined) continue;
    sheet.context.fillStyle = color;
    const [left, right] = [xOf(span.start, view, sheet), xOf(span.end, view, sheet)];
    drawBand(sheet, { left, right, top, rowHeight: view.rowHeight, share });
  }
}

/** Draws a band as tall as a share of its row, or as the whole row if that is slim. */
function drawBand(
  sheet: Sheet,
  at: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly rowHeight: number;
    readonly share: number;
  },
): void {
  const { left, right, top, rowHeight, share } = at;
  if (rowHeight < SLIM) return fillRow(sheet, { left, right, top, bottom: top + rowHeight });
  const tall = rowHeight * share;
  const middle = top + rowHeight / 2;
  sheet.context.fillRect(left, middle - tall / 2, Math.max(1, right - left), tall);
}

/** Draws a bar from when the answer began to its end. */
function drawStream(call: PictureCall, top: number, sheet: Sheet, { view, palette }: Scene): void {
  if (call.began === undefined || call.outcome !== 'answered') return;
  const left = xOf(call.began, view, sheet);
  const right = xOf(flightOf(call).to, view, sheet);
  sheet.context.fillStyle = palette.flight;
  drawBand(sheet, { left, right, top, rowHeight: view.rowHeight, share: 0.2 });
}

function drawBar(
  call: PictureCall,
  { top, layer }: { readonly top: number; readonly layer: BarLayer },
  sheet: Sheet,
  { view, palette }: Scene,
): void {
  const { context } = sheet;
  const { to } = barOf(call);
  const from = call.start ?? outsideSpans(call).insideFrom;
  const [left, right] = [xOf(from, view, sheet), xOf(to, view, sheet)];
  context.fillStyle = colorOf(call, layer, palette);
  if (view.rowHeight < SLIM) {
    return fillRow(sheet, { left, right, top, bottom: top + view.rowHeight });
  }
  const tall = view.rowHeight * (layer === 'flight' ? 0.4 : 0.7);
  const middle = top + view.rowHeight / 2;
  const wide = Math.max(1, right - left - (right - left > 4 ? 1 : 0));
  context.fillRect(left, middle - tall / 2, wide, tall);
  if (layer !== 'cold') return;
  context.fillStyle = palette.surface;
  context.fillRect(left, middle - tall / 10, wide, tall / 5);
}

/** That of its instance, if it is known and said when it served the call. */
function colorOf({ instance }: PictureCall, layer: BarLayer, palette: Palette): string {
  const hue = instance === undefined ? undefined : palette.hues[instance % palette.hues.length];
  return layer === 'flight' ? palette.flight : (hue ?? palette[layer]);
}

/** Fills the height of a slim row in whole device pixels, so neighbors leave no stripes between them. */
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
