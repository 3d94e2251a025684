import uPlot from 'uplot';
import type { PictureCall, ServerTimes } from '../../src/reporters/html/page-data.ts';
import { progressSteps, progressWords } from '../../src/reporters/html/progress.ts';
import type { Palette } from './palette.ts';
import { axes } from './axis.ts';
import { RIGHT } from './geometry.ts';
import type { View } from './view.ts';

/** How many calls are in progress, over time: two columns, as uPlot takes them. */
export function curveData(
  calls: readonly PictureCall[],
  serverTimes: ServerTimes,
  endMs: number,
): [number[], number[]] {
  const steps = progressSteps(calls, serverTimes);
  const points = [{ at: Math.min(0, steps[0]?.at ?? 0), count: 0 }, ...steps];
  points.push({ at: Math.max(endMs, points.at(-1)?.at ?? 0), count: 0 });
  return [points.map(({ at }) => at), points.map(({ count }) => count)];
}

/** What the curve counts, with the most of it. */
export function curveName([, counts]: [number[], number[]], serverTimes: ServerTimes): string {
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  return `${progressWords(serverTimes)}, at most ${most} at a time`;
}

const HEIGHT = 128;

interface Curve {
  readonly into: HTMLElement;
  readonly data: [number[], number[]];
  readonly gutter: () => number;
  readonly palette: () => Palette;
  readonly onTicks: (ticks: readonly number[]) => void;
  /** A stretch of time was marked with the pointer. */
  readonly onSelect: (from: number, to: number) => void;
}

/** The curve above the lanes, with the time axis that both share. */
export function drawCurve(curve: Curve): uPlot {
  const { into, data, palette } = curve;
  const { stepped } = uPlot.paths;
  const most = data[1].reduce((a, b) => Math.max(a, b), 1);
  const options: uPlot.Options = {
    width: Math.max(120, into.clientWidth),
    height: HEIGHT,
    padding: [8, RIGHT, 0, 0],
    legend: { show: false },
    scales: { x: { time: false }, y: { range: [0, most * 1.08] } },
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
    hooks: { setSelect: [(plot) => takeSelection(plot, curve)] },
    axes: axes(curve),
    series: [
      {},
      {
        ...(stepped === undefined ? {} : { paths: stepped({ align: 1 }) }),
        stroke: () => palette().ink,
        fill: () => palette().band,
        width: 1.5,
        points: { show: false },
      },
    ],
  };
  return new uPlot(options, data, into);
}

function takeSelection(plot: uPlot, { onSelect }: Curve): void {
  const { left, width } = plot.select;
  if (width < 4) return;
  onSelect(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}

/** Shows the stretch of time of a view. */
export function showTime(plot: uPlot, { from, to }: View): void {
  plot.setScale('x', { min: from, max: to });
}
