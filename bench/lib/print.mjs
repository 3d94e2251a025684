import { cpus, loadavg } from 'node:os';

/**
 * Writes a line to stdout.
 * @param {string} [line]
 */
export function print(line = '') {
  process.stdout.write(`${line}\n`);
}

/**
 * Prints a Markdown table. The first column is aligned left, the others right.
 * @param {readonly (readonly string[])[]} rows the heading and the body
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

/** The machine that figures were measured on: cores, load averages and Node's version. */
export function machine() {
  const load = loadavg()
    .map((value) => value.toFixed(1))
    .join(' ');
  return `${cpus().length} cores, load ${load}, Node ${process.versions.node}`;
}

/**
 * Milliseconds with two decimals below 10, otherwise one.
 * @param {number} ms
 */
export function milliseconds(ms) {
  return ms.toFixed(Math.abs(ms) < 10 ? 2 : 1);
}
