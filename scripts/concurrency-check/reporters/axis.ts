/** Maps the time of a burst, from 0 to `endMs`, to the columns of a chart. */
export interface Axis {
  readonly endMs: number;
  readonly columns: number;
}

/** The column that a time falls into, from 0 to `columns - 1`. */
export function columnOf(axis: Axis, ms: number): number {
  const column = Math.floor((ms / axis.endMs) * axis.columns);
  return Math.min(axis.columns - 1, Math.max(0, column));
}

/** The labels above a chart: round times, each beginning in the column that it names. */
export function axisLabels(axis: Axis): string {
  const stepMs = roundStep(axis.endMs / Math.max(1, Math.min(6, Math.floor(axis.columns / 12))));
  const decimals = Math.max(0, -Math.floor(Math.log10(stepMs / unitOf(axis).ms)));
  let line = '';
  for (let ms = 0; ms <= axis.endMs; ms += stepMs) {
    const label = `${(ms / unitOf(axis).ms).toFixed(decimals)} ${unitOf(axis).name}`;
    const column = columnOf(axis, ms);
    const fits = column >= line.length && column + label.length <= axis.columns;
    if (fits) line = `${line.padEnd(column)}${label} `;
  }
  return line.trimEnd();
}

function unitOf({ endMs }: Axis): { ms: number; name: string } {
  return endMs < 1_000 ? { ms: 1, name: 'ms' } : { ms: 1_000, name: 's' };
}

/** The next larger of 1, 2, 5, 10, 20, 50 ... */
function roundStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  return (
    [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= atLeast) ?? 10 * power
  );
}
