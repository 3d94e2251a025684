import { clamp } from '../../core/statistics.ts';
import { roundStep } from '../shared/round-step.ts';

/** The time axis of a chart: 0 to `endMs`, ms after the release of the burst, over so many columns. */
export interface Axis {
  readonly endMs: number;
  readonly columns: number;
}

/** The column that a time falls into, from 0 to `columns - 1`. */
export function columnOf(axis: Axis, ms: number): number {
  return clamp(Math.floor((ms / axis.endMs) * axis.columns), 0, axis.columns - 1);
}

/** Half the time that a column stands for, ms. */
export function halfColumn(axis: Axis): number {
  return axis.endMs / axis.columns / 2;
}

/**
 * The line of labels above a chart: round times, each starting in the column of its time. The last one
 * may extend `beyond` columns past the chart.
 */
export function axisLabels(axis: Axis, beyond: number): string {
  const unit = axis.endMs < 1_000 ? { ms: 1, name: 'ms' } : { ms: 1_000, name: 's' };
  const stepMs = roundStep(axis.endMs / Math.max(2, Math.floor(axis.columns / 11)));
  const decimals = Math.max(0, -Math.floor(Math.log10(stepMs / unit.ms)));
  let line = '';
  for (let ms = 0; ms < axis.endMs; ms += stepMs) {
    const label = `${ms === 0 ? 0 : (ms / unit.ms).toFixed(decimals)} ${unit.name}`;
    const column = columnOf(axis, ms);
    const fits = column >= line.length && column + label.length <= axis.columns + beyond;
    if (fits) line = `${line.padEnd(column)}${label} `;
  }
  return line.trimEnd();
}
