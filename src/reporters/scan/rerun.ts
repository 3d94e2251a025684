import { groupBy } from '../../core/group-by.ts';
import { namesOf, TARGET, type ScanRow, type ScanValues } from '../../core/scan/scan-row.ts';
import { shellQuoted } from '../../core/secrets/shell-words.ts';
import { joinWords, savedRunWords, type RerunWords } from '../shared/rerun-command.ts';
import { findTemplate } from './template.ts';

/**
 * The arguments that repeat a saved scan; `undefined` if its runs do not show where the values belong.
 * The file says only what each run called, with the values filled in.
 */
export function savedScanArguments(rows: readonly ScanRow[]): string | undefined {
  const measured = rows.flatMap(({ values, run }) => {
    const words = run.bursts.length === 0 ? undefined : savedRunWords(run);
    return words === undefined ? [] : [{ values, words }];
  });
  const [first] = measured;
  if (first === undefined || countTargets(rows) !== countTargets(measured)) return undefined;
  const byTarget = groupBy(measured, ({ values }) => values[TARGET]);
  const templates = [...byTarget.values()].map(templateOf);
  return joinTemplates(templates, [...first.words.numbers, ...scanOptions(rows)]);
}

/** A row whose run can be repeated. */
interface MeasuredRow {
  readonly values: ScanValues;
  readonly words: RerunWords;
}

type Template = Omit<RerunWords, 'numbers'>;

function countTargets(rows: readonly { readonly values: ScanValues }[]): number {
  return new Set(rows.map(({ values }) => values[TARGET])).size;
}

function scanOptions(rows: readonly ScanRow[]): string[] {
  return namesOf(rows)
    .filter((name) => name !== TARGET)
    .flatMap((name) => {
      const values = new Set(rows.map((row) => row.values[name]));
      return ['--scan', `${name}=${[...values].join(',')}`];
    });
}

/** What the rows of one target have in common, with `{NAME}` in place of their values. */
function templateOf(rows: readonly MeasuredRow[]): Template | undefined {
  const called = templateWords(rows, ({ words }) => words.called);
  const command = templateWords(rows, ({ words }) => words.command);
  return called === undefined || command === undefined ? undefined : { called, command };
}

function templateWords(
  rows: readonly MeasuredRow[],
  wordsOf: (row: MeasuredRow) => readonly string[],
): string[] | undefined {
  const [first] = rows;
  const all = rows.map((row) => ({ values: row.values, words: wordsOf(row) }));
  const length = first === undefined ? 0 : wordsOf(first).length;
  if (all.some(({ words }) => words.length !== length)) return undefined;
  const templates = Array.from({ length }, (_, nth) =>
    findTemplate(all.map(({ values, words }) => ({ values, text: words[nth] ?? '' }))),
  );
  const found = templates.flatMap((template) => template ?? []);
  return found.length === length ? found : undefined;
}

/** Joins the targets; `undefined` unless they share their options and the server. */
function joinTemplates(
  templates: readonly (Template | undefined)[],
  options: readonly string[],
): string | undefined {
  const known = templates.flatMap((template) => template ?? []);
  const rests = known.map(({ called, command }) =>
    joinWords({ called: called.slice(1), command }, options),
  );
  if (known.length < templates.length || new Set(rests).size !== 1) return undefined;
  const targets = known.map(({ called: [target = ''] }) => shellQuoted(target));
  return [...targets, ...rests.slice(0, 1)].join(' ');
}
