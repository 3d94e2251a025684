import type uPlot from 'uplot';
import { RIGHT } from './geometry.ts';
import type { Palette } from './palette.ts';

interface AxesOptions {
  /** The width of the labels on the left, in CSS pixels. */
  readonly gutter: () => number;
  readonly palette: () => Palette;
  /** Gets the times of the ticks, in ms, whenever the axis changes. */
  readonly onTicks: (ticks: readonly number[]) => void;
}

const FONT = '12px system-ui, sans-serif';

/** The axes for uPlot: time along the bottom, shared with the lanes, and counts on the left. */
export function axesOptions({ gutter, palette, onTicks }: AxesOptions): uPlot.Axis[] {
  const grid = { stroke: () => palette().line, width: 1 };
  const look = { font: FONT, grid, stroke: () => palette().muted };
  return [
    {
      ...look,
      size: 30,
      ticks: grid,
      space: (plot, _, from, to) =>
        labelWidth(plot, timeLabel(to, powerOfTen((to - from) / 10), to)) + 16,
      values: (plot, ticks, _, __, step) => {
        onTicks(ticks);
        return ticks.map((ms) => {
          const label = timeLabel(ms, step, ticks.at(-1) ?? 0);
          return isClipped(plot, ms, { label, gutter: gutter() }) ? '' : label;
        });
      },
    },
    { ...look, size: gutter, gap: 4, space: 24, incrs: WHOLE_STEPS, ticks: { ...grid, size: 4 } },
  ];
}

const WHOLE_STEPS = [1, 10, 100, 1_000, 10_000].flatMap((power) => [power, 2 * power, 5 * power]);

/**
 * A time on the axis: `0.5 s`, `120 ms`. Has as many decimals as it takes to distinguish times that
 * are `step` ms apart. The unit is seconds if `last`, the end of the axis in ms, is 1 s or more.
 */
export function timeLabel(ms: number, step: number, last: number): string {
  const [unit, name] = last >= 1_000 ? [1_000, 's'] : [1, 'ms'];
  const decimals = [0, 1, 2, 3, 4, 5].find((digits) => isWhole((step / unit) * 10 ** digits)) ?? 6;
  return `${ms === 0 ? 0 : (ms / unit).toFixed(decimals)} ${name}`;
}

/** The largest power of ten that is not above a positive number. */
export function powerOfTen(number: number): number {
  return 10 ** Math.floor(Math.log10(number));
}

function isWhole(number: number): boolean {
  return number > 0.5 && Math.abs(number - Math.round(number)) < 1e-6;
}

/** Whether a label, centered below its tick, would extend beyond the right edge. */
function isClipped(
  plot: uPlot,
  ms: number,
  { label, gutter }: { readonly label: string; readonly gutter: number },
): boolean {
  const { min = 0, max = 1 } = plot.scales['x'] ?? {};
  const room = ((max - ms) / (max - min)) * (plot.width - gutter - RIGHT) + RIGHT;
  return labelWidth(plot, label) / 2 > room;
}

function labelWidth({ ctx }: uPlot, label: string): number {
  ctx.save();
  ctx.font = FONT;
  const { width } = ctx.measureText(label);
  ctx.restore();
  return width;
}
