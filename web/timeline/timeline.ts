import type uPlot from 'uplot';
import {
  unpack,
  type BurstData,
  type PageData,
  type PictureCall,
} from '../../src/reporters/html/page-data.ts';
import { curveData, curveTitle, drawCurve, showTimeRange } from './curve.ts';
import {
  callOutline,
  contentOf,
  indexAtPoint,
  msPerPixel,
  rectangleBetween,
  zoomAnchor,
  type Frame,
} from './geometry.ts';
import { keyAction } from './keys.ts';
import { oncePerFrame, paint } from './paint.ts';
import {
  barOf,
  flightOf,
  initialArrangement,
  layOut,
  type Arrangement,
  type Layout,
} from './layout.ts';
import { readPalette } from './palette.ts';
import { listenForGestures, type Point } from './pointer.ts';
import {
  buildFigureDom,
  positionLayer,
  positionTooltip,
  scrollToRow,
  showCall,
  type FigureDom,
} from './figure-dom.ts';
import { rangeAnnouncer } from './shown-range.ts';
import {
  boundsOf,
  framed,
  panned,
  READ_HEIGHT,
  revealed,
  wholeView,
  zoomed,
  zoomLimits,
  type Bounds,
  type View,
} from './view.ts';
import { describeCall } from './words.ts';

/** The interactive timeline of a burst: zoomed, panned and explored by pointer and keyboard. */
export class Timeline {
  readonly #calls: readonly PictureCall[];
  readonly #instances: PageData['instances'];
  readonly #endMs: number;
  readonly #dom: FigureDom;
  readonly #plot: uPlot;
  readonly #announceRange: ReturnType<typeof rangeAnnouncer>;
  #layout: Layout;
  #view: View;
  #ticks: readonly number[] = [];
  /** The index of the selected call in the order of the layout. */
  #selected: number | undefined;
  readonly #redraw = oncePerFrame(() => this.#draw());

  constructor(figure: HTMLElement, { calls, serverTimes }: BurstData, { instances }: PageData) {
    this.#calls = calls.map(unpack);
    this.#instances = instances;
    this.#endMs = this.#calls.reduce((end, call) => Math.max(end, flightOf(call).to), 0.001);
    const by = initialArrangement(this.#calls);
    this.#layout = layOut(this.#calls, instances, by ?? 'call');
    const curve = curveData(this.#calls, serverTimes, this.#endMs);
    this.#dom = buildFigureDom(
      figure,
      { by, curveName: curveTitle(curve, serverTimes) },
      {
        onZoom: (factor) => this.#zoom(factor),
        onReset: () => this.#show(wholeView(this.#bounds())),
        onArrange: (arrangement) => this.#arrange(arrangement),
      },
    );
    this.#announceRange = rangeAnnouncer(this.#dom.shownRange);
    this.#view = wholeView(this.#bounds());
    this.#plot = drawCurve({
      into: this.#dom.curve,
      data: curve,
      gutter: () => this.#frame().gutter,
      palette: () => readPalette(figure),
      onTicks: (ticks) => {
        this.#ticks = ticks;
      },
      onSelect: (from, to) => this.#show(framed(this.#view, this.#bounds(), { from, to })),
    });
    this.#listen();
  }

  /** Redraws everything, as after a change of size or of colors. */
  readonly refresh = (): void => {
    const { clientWidth } = this.#dom.curve;
    if (clientWidth === 0) return;
    this.#plot.setSize({ width: clientWidth, height: this.#plot.height });
    this.#show(framed(this.#view, this.#bounds(), this.#view));
  };

  #listen(): void {
    const { lanes } = this.#dom;
    new ResizeObserver(this.refresh).observe(lanes);
    lanes.addEventListener('scroll', this.#redraw);
    lanes.addEventListener('keydown', (event) => this.#onKey(event));
    listenForGestures(lanes, {
      onHover: (at) => this.#hover(at),
      onTap: (at) => this.#select(this.#indexAt(at)),
      onBox: (from, to, done) => this.#box(from, to, done),
      onPan: (pixels) => this.#pan(-pixels * msPerPixel(this.#view, this.#frame())),
      onZoom: (factor, at) => this.#zoom(factor, at),
    });
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = keyAction(event, this.#layout, this.#selected);
    if (action === undefined) return;
    event.preventDefault();
    if (action === 'all') this.#show(wholeView(this.#bounds()));
    else if ('zoom' in action) this.#zoom(action.zoom);
    else if ('pan' in action) this.#pan(action.pan * (this.#view.to - this.#view.from));
    else this.#select(action.select);
  }

  #arrange(by: Arrangement): void {
    const call = this.#selectedItem()?.call;
    this.#layout = layOut(this.#calls, this.#instances, by);
    this.#selected = call === undefined ? undefined : this.#layout.indexOf.get(call);
    const { from, to } = this.#view;
    this.#show({ ...wholeView(this.#bounds()), from, to });
  }

  /** The selected call with its row. */
  #selectedItem(): Layout['order'][number] | undefined {
    return this.#selected === undefined ? undefined : this.#layout.order[this.#selected];
  }

  #bounds(): Bounds {
    return boundsOf({ rows: this.#layout.rows.length, endMs: this.#endMs });
  }

  #frame(): Frame {
    const { clientWidth: width, clientHeight: height, scrollTop: scrolled } = this.#dom.lanes;
    return { width, height, scrolled, gutter: width < 480 ? 62 : 84 };
  }

  #pan(byMs: number): void {
    this.#show(panned(this.#view, this.#bounds(), byMs));
  }

  /** Zooms around a point, or else around the selected call or the middle. */
  #zoom(factor: number, at?: Point): void {
    const anchor = zoomAnchor(at ?? this.#selectedItem(), this.#view, this.#frame());
    this.#show(zoomed(this.#view, this.#bounds(), { factor, at: anchor.ms }), anchor);
  }

  /** Shows a view. If `keep` is given, its row stays at its vertical position. */
  #show(view: View, keep?: { readonly row: number; readonly y: number }): void {
    const { lanes, spacer } = this.#dom;
    const [bounds, rows] = [this.#bounds(), this.#layout.rows.length];
    this.#view = view;
    lanes.style.height = `${Math.max(READ_HEIGHT, Math.ceil(rows * bounds.fitHeight))}px`;
    spacer.style.height = `${Math.ceil(rows * view.rowHeight)}px`;
    if (keep !== undefined) lanes.scrollTop = keep.row * view.rowHeight - keep.y;
    showTimeRange(this.#plot, view);
    this.#dom.showLimits(zoomLimits(view, bounds));
    this.#announceRange(view, bounds);
    this.#redraw();
  }

  #draw(): void {
    const { canvas, lanes, ring } = this.#dom;
    const [frame, layout, view] = [this.#frame(), this.#layout, this.#view];
    const scene = { layout, view, ticks: this.#ticks, palette: readPalette(lanes) };
    paint(canvas, frame, scene);
    const item = this.#selectedItem();
    positionLayer(ring, item === undefined ? undefined : callOutline(item, view, frame));
  }

  #indexAt(point: Point): number | undefined {
    return indexAtPoint(point, this.#layout, this.#view, this.#frame());
  }

  /** Selects a call, brings it into view and describes it in the readout. */
  #select(index: number | undefined): void {
    const { lanes, readout } = this.#dom;
    this.#selected = index;
    const item = index === undefined ? undefined : this.#layout.order[index];
    if (item === undefined) {
      readout.replaceChildren();
      return this.#redraw();
    }
    showCall(readout, describeCall(item.call, this.#instances));
    scrollToRow(lanes, item.row * this.#view.rowHeight, this.#view.rowHeight);
    this.#show(revealed(this.#view, this.#bounds(), barOf(item.call)));
  }

  #hover(at: Point | undefined): void {
    const index = at === undefined ? undefined : this.#indexAt(at);
    const item = index === undefined ? undefined : this.#layout.order[index];
    const { tooltip } = this.#dom;
    tooltip.hidden = item === undefined || at === undefined;
    if (item === undefined || at === undefined) return;
    showCall(tooltip, describeCall(item.call, this.#instances));
    positionTooltip(this.#dom, at);
  }

  /** Draws the rectangle being dragged, and zooms into it once it is done. */
  #box(one: Point, other: Point, done: boolean): void {
    const frame = this.#frame();
    const box = rectangleBetween(one, other, frame);
    this.#dom.tooltip.hidden = true;
    positionLayer(this.#dom.box, done ? undefined : box);
    if (!done || box.width < 4) return;
    const inside = contentOf(box, this.#view, frame);
    this.#show(framed(this.#view, this.#bounds(), inside), { row: inside.row, y: 0 });
  }
}
