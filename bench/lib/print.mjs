import { cpus, loadavg } from 'node:os';

/** @param {string} [line] */
export function print(line = '') {
  process.stdout.write(`${line}\n`);
}

/**
 * A table in Markdown, its columns aligned; all but the first are numbers.
 * @param {readonly (readonly string[])[]} rows the first is the heading
 */
export function printTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (cells) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join(' | ')} |`;
  const [heading, ...body] = rows;
  print(line(heading));
  print(
    `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`,
  );
  for (const row of body) print(line(row));
}

/** Figures are worth something only with the machine that they come from. */
export function machine() {
  const load = loadavg()
    .map((value) => value.toFixed(1))
    .join(' ');
  return `${cpus().length} cores, load ${load}, Node ${process.versions.node}`;
}

/** @param {number} ms */
export function milliseconds(ms) {
  return ms.toFixed(Math.abs(ms) < 10 ? 2 : 1);
}
