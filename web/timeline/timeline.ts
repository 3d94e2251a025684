import type uPlot from 'uplot';
import {
  unpack,
  type BurstData,
  type PageData,
  type PictureCall,
} from '../../src/reporters/html/page-data.ts';
import { curveData, curveName, drawCurve, showTime } from './curve.ts';
import {
  between,
  msAt,
  msPerPixel,
  outline,
  rowAt,
  within,
  zoomPoint,
  type Frame,
} from './geometry.ts';
import { strokeOf } from './keys.ts';
import { oncePerFrame, paint } from './paint.ts';
import {
  barOf,
  indexAt,
  layOut,
  outOf,
  usualArrangement,
  type Arrangement,
  type Layout,
} from './layout.ts';
import { readPalette } from './palette.ts';
import { listen, type Place } from './pointer.ts';
import { buildStage, place, placeTip, say, scrollToRow, type Stage } from './figure-dom.ts';
import { tellStretch } from './shown-range.ts';
import {
  boundsOf,
  framed,
  limitsOf,
  panned,
  READ_HEIGHT,
  revealed,
  wholeView,
  zoomed,
  type Bounds,
  type View,
} from './view.ts';
import { wordsOf } from './words.ts';

/** The picture of a burst, answering to pointer and keys. */
export class Timeline {
  readonly #calls: readonly PictureCall[];
  readonly #instances: PageData['instances'];
  readonly #endMs: number;
  readonly #stage: Stage;
  readonly #plot: uPlot;
  readonly #tell: ReturnType<typeof tellStretch>;
  #layout: Layout;
  #view: View;
  #ticks: readonly number[] = [];
  /** By its place in the order of the layout. */
  #selected: number | undefined;
  readonly #redraw = oncePerFrame(() => this.#draw());

  constructor(figure: HTMLElement, { calls, told }: BurstData, { instances }: PageData) {
    this.#calls = calls.map(unpack);
    this.#instances = instances;
    this.#endMs = this.#calls.reduce((end, call) => Math.max(end, outOf(call).to), 0.001);
    const by = usualArrangement(this.#calls);
    this.#layout = layOut(this.#calls, instances, by ?? 'call');
    const curve = curveData(this.#calls, told, this.#endMs);
    this.#stage = buildStage(
      figure,
      { by, curveName: curveName(curve, told) },
      {
        onZoom: (factor) => this.#zoom(factor),
        onReset: () => this.#show(wholeView(this.#bounds())),
        onArrange: (arrangement) => this.#arrange(arrangement),
      },
    );
    this.#tell = tellStretch(this.#stage.stretch);
    this.#view = wholeView(this.#bounds());
    this.#plot = drawCurve({
      into: this.#stage.curve,
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

  /** Draws everything anew, as after a change of size or of colours. */
  readonly refresh = (): void => {
    const { clientWidth } = this.#stage.curve;
    if (clientWidth === 0) return;
    this.#plot.setSize({ width: clientWidth, height: this.#plot.height });
    this.#show(framed(this.#view, this.#bounds(), this.#view));
  };

  #listen(): void {
    const { lanes } = this.#stage;
    new ResizeObserver(this.refresh).observe(lanes);
    lanes.addEventListener('scroll', this.#redraw);
    lanes.addEventListener('keydown', (event) => this.#onKey(event));
    listen(lanes, {
      onHover: (at) => this.#hover(at),
      onTap: (at) => this.#select(this.#callAt(at)),
      onBox: (from, to, done) => this.#box(from, to, done),
      onPan: (pixels) => this.#pan(-pixels * msPerPixel(this.#view, this.#frame())),
      onZoom: (factor, at) => this.#zoom(factor, at),
    });
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const stroke = strokeOf(event, this.#layout, this.#selected);
    if (stroke === undefined) return;
    event.preventDefault();
    if (stroke === 'all') this.#show(wholeView(this.#bounds()));
    else if ('zoom' in stroke) this.#zoom(stroke.zoom);
    else if ('pan' in stroke) this.#pan(stroke.pan * (this.#view.to - this.#view.from));
    else this.#select(stroke.go);
  }

  #arrange(by: Arrangement): void {
    const call = this.#item()?.call;
    this.#layout = layOut(this.#calls, this.#instances, by);
    this.#selected = call === undefined ? undefined : this.#layout.indexOf.get(call);
    const { from, to } = this.#view;
    this.#show({ ...wholeView(this.#bounds()), from, to });
  }

  /** The call that is selected, with its row. */
  #item(): Layout['order'][number] | undefined {
    return this.#selected === undefined ? undefined : this.#layout.order[this.#selected];
  }

  #bounds(): Bounds {
    return boundsOf({ rows: this.#layout.rows.length, endMs: this.#endMs });
  }

  #frame(): Frame {
    const { clientWidth: width, clientHeight: height, scrollTop: scrolled } = this.#stage.lanes;
    return { width, height, scrolled, gutter: width < 480 ? 62 : 84 };
  }

  #pan(byMs: number): void {
    this.#show(panned(this.#view, this.#bounds(), byMs));
  }

  /** About a place, or else about the call that is selected, or the middle. */
  #zoom(factor: number, at?: Place): void {
    const about = zoomPoint(at ?? this.#item(), this.#view, this.#frame());
    this.#show(zoomed(this.#view, this.#bounds(), { factor, at: about.ms }), about);
  }

  /** Shows a view; a row is kept at a height where one is given. */
  #show(view: View, keep?: { readonly row: number; readonly y: number }): void {
    const { lanes, spacer } = this.#stage;
    const bounds = this.#bounds();
    const rows = this.#layout.rows.length;
    this.#view = view;
    lanes.style.height = `${Math.max(READ_HEIGHT, Math.ceil(rows * bounds.fitHeight))}px`;
    spacer.style.height = `${Math.ceil(rows * view.rowHeight)}px`;
    if (keep !== undefined) lanes.scrollTop = keep.row * view.rowHeight - keep.y;
    showTime(this.#plot, view);
    this.#stage.allow(limitsOf(view, bounds));
    this.#tell(view, bounds);
    this.#redraw();
  }

  #draw(): void {
    const { canvas, lanes, ring } = this.#stage;
    const [frame, layout, view] = [this.#frame(), this.#layout, this.#view];
    const scene = { layout, view, ticks: this.#ticks, palette: readPalette(lanes) };
    paint(canvas, frame, scene);
    const item = this.#item();
    place(ring, item === undefined ? undefined : outline(item, view, frame));
  }

  #callAt({ x, y }: Place): number | undefined {
    const frame = this.#frame();
    const row = Math.floor(rowAt(y, this.#view, frame));
    return indexAt(this.#layout, row, msAt(x, this.#view, frame));
  }

  /** Selects a call, brings it into view and says its numbers. */
  #select(index: number | undefined): void {
    const { lanes, readout } = this.#stage;
    this.#selected = index;
    const item = index === undefined ? undefined : this.#layout.order[index];
    if (item === undefined) {
      readout.replaceChildren();
      return this.#redraw();
    }
    say(readout, wordsOf(item.call, this.#instances));
    scrollToRow(lanes, item.row * this.#view.rowHeight, this.#view.rowHeight);
    this.#show(revealed(this.#view, this.#bounds(), barOf(item.call)));
  }

  #hover(at: Place | undefined): void {
    const index = at === undefined ? undefined : this.#callAt(at);
    const item = index === undefined ? undefined : this.#layout.order[index];
    const { tip } = this.#stage;
    tip.hidden = item === undefined || at === undefined;
    if (item === undefined || at === undefined) return;
    say(tip, wordsOf(item.call, this.#instances));
    placeTip(this.#stage, at);
  }

  /** Draws the rectangle under the mouse, and shows what is in it when it is let go. */
  #box(one: Place, other: Place, done: boolean): void {
    const frame = this.#frame();
    const box = between(one, other, frame);
    this.#stage.tip.hidden = true;
    place(this.#stage.box, done ? undefined : box);
    if (!done || box.width < 4) return;
    const inside = within(box, this.#view, frame);
    this.#show(framed(this.#view, this.#bounds(), inside), { row: inside.row, y: 0 });
  }
}
