import type uPlot from 'uplot';
import { RIGHT } from './geometry.ts';
import type { Palette } from './palette.ts';

interface Axes {
  readonly gutter: () => number;
  readonly palette: () => Palette;
  readonly onTicks: (ticks: readonly number[]) => void;
}

const FONT = '12px system-ui, sans-serif';

/** Time along the bottom, in common with the lanes, and counts up the side. */
export function axes({ gutter, palette, onTicks }: Axes): uPlot.Axis[] {
  const grid = { stroke: () => palette().line, width: 1 };
  const look = { font: FONT, grid, stroke: () => palette().muted };
  return [
    {
      ...look,
      size: 30,
      ticks: grid,
      space: (plot, _, from, to) => widthOf(plot, timeWords(to, decade((to - from) / 10), to)) + 16,
      values: (plot, ticks, _, __, step) => {
        onTicks(ticks);
        return ticks.map((ms) => {
          const words = timeWords(ms, step, ticks.at(-1) ?? 0);
          return isClipped(plot, ms, { words, gutter: gutter() }) ? '' : words;
        });
      },
    },
    { ...look, size: gutter, gap: 4, space: 24, incrs: WHOLE_STEPS, ticks: { ...grid, size: 4 } },
  ];
}

const WHOLE_STEPS = [1, 10, 100, 1_000, 10_000].flatMap((power) => [power, 2 * power, 5 * power]);

/** `0.5 s`, `120 ms`: with as many decimals as times need to differ that are a step apart, ms. */
export function timeWords(ms: number, step: number, last: number): string {
  const [unit, name] = last >= 1_000 ? [1_000, 's'] : [1, 'ms'];
  const decimals = [0, 1, 2, 3, 4, 5].find((digits) => isWhole((step / unit) * 10 ** digits)) ?? 6;
  return `${ms === 0 ? 0 : (ms / unit).toFixed(decimals)} ${name}`;
}

/** The power of ten at a number or beneath it. */
export function decade(number: number): number {
  return 10 ** Math.floor(Math.log10(number));
}

function isWhole(number: number): boolean {
  return number > 0.5 && Math.abs(number - Math.round(number)) < 1e-6;
}

/** Whether the label of a tick, which stands in the middle beneath it, would reach over the edge. */
function isClipped(
  plot: uPlot,
  ms: number,
  { words, gutter }: { readonly words: string; readonly gutter: number },
): boolean {
  const { min = 0, max = 1 } = plot.scales['x'] ?? {};
  const room = ((max - ms) / (max - min)) * (plot.width - gutter - RIGHT) + RIGHT;
  return widthOf(plot, words) / 2 > room;
}

function widthOf({ ctx }: uPlot, words: string): number {
  ctx.save();
  ctx.font = FONT;
  const { width } = ctx.measureText(words);
  ctx.restore();
  return width;
}
