import uPlot from 'uplot';
import type {
  BurstData,
  PictureCall,
} from '../../scripts/concurrency-check/reporters/html/page-data.ts';
import { progressSteps } from '../../scripts/concurrency-check/reporters/html/progress.ts';
import type { Palette } from './palette.ts';
import { RIGHT } from './geometry.ts';
import type { View } from './view.ts';

/** How many calls are in progress, over time: two columns, as uPlot takes them. */
export function curveData(
  calls: readonly PictureCall[],
  told: BurstData['told'],
  endMs: number,
): [number[], number[]] {
  const steps = progressSteps(calls, told);
  const points = [{ at: Math.min(0, steps[0]?.at ?? 0), count: 0 }, ...steps];
  points.push({ at: Math.max(endMs, points.at(-1)?.at ?? 0), count: 0 });
  return [points.map(({ at }) => at), points.map(({ count }) => count)];
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

function axes({ gutter, palette, onTicks }: Curve): uPlot.Axis[] {
  const grid = { stroke: () => palette().line, width: 1 };
  const look = { font: '12px system-ui, sans-serif', grid, stroke: () => palette().muted };
  return [
    {
      ...look,
      size: 30,
      ticks: grid,
      values: (_, ticks, __, ___, step) => {
        onTicks(ticks);
        return ticks.map((ms) => tickWords(ms, step, ticks.at(-1) ?? 0));
      },
    },
    { ...look, size: gutter, gap: 4, space: 24, incrs: WHOLE_STEPS, ticks: { ...grid, size: 4 } },
  ];
}

const WHOLE_STEPS = [1, 10, 100, 1_000, 10_000].flatMap((power) => [power, 2 * power, 5 * power]);

/** `0.5 s`, `120 ms`: with as many decimals as neighbours need to differ. */
function tickWords(ms: number, step: number, last: number): string {
  const [unit, name] = last >= 1_000 ? [1_000, 's'] : [1, 'ms'];
  const decimals = [0, 1, 2, 3].find((digits) => isWhole((step / unit) * 10 ** digits)) ?? 4;
  return `${ms === 0 ? 0 : (ms / unit).toFixed(decimals)} ${name}`;
}

function isWhole(number: number): boolean {
  return Math.abs(number - Math.round(number)) < 1e-6;
}

/** Shows the stretch of time of a view. */
export function showTime(plot: uPlot, { from, to }: View): void {
  plot.setScale('x', { min: from, max: to });
}
