import type { Assessed, Mode } from './run-case.ts';

/** What came of all cases of a shape. */
export interface Row {
  readonly name: string;
  readonly byMode: ReadonlyMap<string, readonly Assessed[]>;
  /** Shares of all cases. */
  readonly wrong: number;
  readonly declined: number;
}

const NAME_WIDTH = 32;
const CELL_WIDTH = 14;

/** The header of the table. */
export function header(modes: readonly Mode[]): string {
  const cells = modes.map(({ name }) => (name === 'default' ? 'default' : `-n ${name}`));
  const titles = cells.map((cell) => cell.padStart(CELL_WIDTH)).join('');
  return `${'right/declined/wrong'.padEnd(NAME_WIDTH)}${titles}   wrong  decl.  serial  cont.`;
}

/** One line of the table, of at most 100 columns. */
export function summaryRow({ name, byMode, wrong, declined }: Row, modes: readonly Mode[]): string {
  const cells = modes.map((mode) => {
    const all = byMode.get(mode.name) ?? [];
    const count = (grade: Assessed['grade']): number =>
      all.filter((one) => one.grade === grade).length;
    return `${count('right')}/${count('declined')}/${count('wrong')}`.padStart(CELL_WIDTH);
  });
  const all = [...byMode.values()].flat();
  const worst = (kind: Assessed['worst']): string =>
    String(all.filter((one) => one.worst === kind).length || '');
  const shares = `${percent(wrong).padStart(8)}${percent(declined).padStart(7)}`;
  const mistakes = `${worst('serial').padStart(8)}${worst('contended').padStart(7)}`;
  return `${name.padEnd(NAME_WIDTH)}${cells.join('')}${shares}${mistakes}`.trimEnd();
}

/** Shares over all rows, each of which counts the same. */
export function totals(rows: readonly Row[]): string[] {
  const average = (share: (row: Row) => number): string =>
    percent(rows.reduce((total, row) => total + share(row), 0) / Math.max(1, rows.length));
  const above = rows.filter(({ wrong }) => wrong > 0.05).length;
  const wrong = average((row) => row.wrong);
  const declined = average((row) => row.declined);
  return [
    `${rows.length} rows: ${wrong} wrong, ${declined} declined; ${above} rows above 5 % wrong`,
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
