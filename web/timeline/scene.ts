import type { Frame } from './geometry.ts';
import type { Layout } from './layout.ts';
import type { Palette } from './palette.ts';
import type { View } from './view.ts';

/** The canvas that lanes are drawn on. */
export interface Sheet extends Frame {
  readonly context: CanvasRenderingContext2D;
  readonly pixelRatio: number;
}

/** What is drawn. */
export interface Scene {
  readonly layout: Layout;
  readonly view: View;
  readonly palette: Palette;
  /** The times of the axis's ticks, in ms, for vertical lines through the lanes. */
  readonly ticks: readonly number[];
}
