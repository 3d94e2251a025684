import type { Frame } from './geometry.ts';
import type { Layout } from './layout.ts';
import type { Palette } from './palette.ts';
import type { View } from './view.ts';

/** Where lanes are drawn. */
export interface Sheet extends Frame {
  readonly context: CanvasRenderingContext2D;
  readonly pixelRatio: number;
}

export interface Scene {
  readonly layout: Layout;
  readonly view: View;
  readonly palette: Palette;
  /** Times of the axis, for lines through the lanes. */
  readonly ticks: readonly number[];
}
