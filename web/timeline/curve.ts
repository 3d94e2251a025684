import uPlot from 'uplot';
import type { PictureCall, ServerTimes } from '../../src/reporters/html/page-data.ts';
import { progressSteps, progressWords } from '../../src/reporters/html/progress.ts';
import type { Palette } from './palette.ts';
import { axesOptions } from './axis.ts';
import { RIGHT } from './geometry.ts';
import type { View } from './view.ts';

/** How many calls are in progress over time, as uPlot's two columns: times in ms, and counts. */
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

/** What the curve counts, and its maximum. */
export function curveTitle([, counts]: [number[], number[]], serverTimes: ServerTimes): string {
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  return `${progressWords(serverTimes)}, at most ${most} at a time`;
}

const HEIGHT = 128;

interface CurveOptions {
  readonly into: HTMLElement;
  readonly data: [number[], number[]];
  readonly gutter: () => number;
  readonly palette: () => Palette;
  readonly onTicks: (ticks: readonly number[]) => void;
  /** Called when a range of time, in ms, was selected with the pointer. */
  readonly onSelect: (from: number, to: number) => void;
}

/** Draws the curve above the lanes, with the time axis that both share. */
export function drawCurve(curve: CurveOptions): uPlot {
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
    hooks: { setSelect: [(plot) => reportSelection(plot, curve)] },
    axes: axesOptions(curve),
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

function reportSelection(plot: uPlot, { onSelect }: CurveOptions): void {
  const { left, width } = plot.select;
  if (width < 4) return;
  onSelect(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}

/** Sets the time axis to the range of a view. */
export function showTimeRange(plot: uPlot, { from, to }: View): void {
  plot.setScale('x', { min: from, max: to });
}
