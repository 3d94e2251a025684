import type { Check } from '../../core/checks/checks.ts';
import type { RunDiff } from '../../core/diff/run-diff.ts';
import type { ComparisonCell } from '../../core/comparison.ts';
import type { ReportInput, RunsInput } from '../shared/report-input.ts';
import { burstNotes } from '../shared/burst-notes.ts';
import { sanitizeLine } from '../../core/sanitize.ts';
import { diffCells, diffRowsOf, diffSummary, diffWarningWords } from '../shared/diff-words.ts';
import { checkWords, isAskedFor, problemWords } from '../shared/checks.ts';
import { helloGoodbye, printedOrder } from '../shared/hello-goodbye.ts';
import {
  clientWords,
  burstFacts,
  cellWords,
  evidenceRows,
  explanation,
  headline,
  makespanWords,
  modeWords,
  routeWords,
  startedWords,
  titleOf,
} from '../shared/phrases.ts';
import type { Diagnosis } from '../../core/why/diagnosis.ts';
import { whyWords } from '../why/words.ts';
import { comparisonWarnings, warningWords } from '../shared/warnings.ts';
import { judgedBurst } from '../../core/timeline/timeline.ts';
import type { Burst, Run } from '../../core/run.ts';
import { indented } from '../terminal/blocks.ts';
import { renderChart } from '../terminal/chart.ts';
import { bold, code, fenced, list, prose, section, table } from './markup.ts';
import { nameInstances } from '../shared/instance-names.ts';
import { clip, FILE_STYLE, glyphsOf, wrap } from '../terminal/style.ts';

/** A run as a section of GitHub Flavored Markdown, which can be appended to a job summary. */
export function renderMarkdown({ run, diff, command, checks = [] }: ReportInput): string {
  return section([
    `## ${prose(titleOf(run))}`,
    verdictLine(run),
    ...checks.filter(isAskedFor).map((check) => checkLine(check, run)),
    ...(diff === undefined ? [] : [bold(prose(diffSummary(diff)))]),
    list(explanation(run.verdict).map(prose)),
    ...(run.why === undefined ? [] : [whyParagraph(run.why)]),
    ...warningBlocks(run.warnings.map((warning) => prose(warningWords(warning)))),
    evidenceTable(run),
    ...(diff === undefined ? [] : diffBlocks(diff)),
    ...shownBursts(run),
    ...commandBlocks(command),
    prose(clientWords(run) ?? ''),
  ]);
}

/** The comparison as a Markdown table: a row per route, a column per mode. */
export function renderComparisonMarkdown(
  comparison: readonly ComparisonCell[],
  about: RunsInput = {},
): string {
  const modes = [...new Set(comparison.map(({ mode }) => mode))];
  const routes = [...new Set(comparison.map(({ route }) => route))];
  const rows = routes.map((route) => [
    `${code(route)} ${prose(routeWords(route))}`.trimEnd(),
    ...modes.map((mode) =>
      comparisonCell(comparison.find((one) => one.route === route && one.mode === mode)?.run),
    ),
  ]);
  return section([
    '## Do calls run in parallel?',
    table(['route', ...modes.map(modeWords)], rows),
    ...warningBlocks(comparisonWarnings(comparison, about).map(prose)),
    ...commandBlocks(about.command),
    prose(
      comparison
        .slice(0, 1)
        .map(({ run }) => clientWords(run) ?? '')
        .join(''),
    ),
  ]);
}

function verdictLine(run: Run): string {
  const { verdict } = run;
  const words = prose(headline(verdict, judgedBurst(run)?.timeline));
  return `${bold(verdict.kind.toUpperCase())}: ${words}`;
}

function whyParagraph(why: Diagnosis): string {
  const { headline: cause, certainty, rows } = whyWords(why);
  const parts = rows.map(({ name, texts }) => `- ${name}: ${texts.map(prose).join('; ')}`);
  return [`${bold(`Why: ${prose(cause)}`)} (${certainty})`, '', ...parts].join('\n');
}

function checkLine(check: Check, run: Run): string {
  return check.state === 'passed'
    ? `**Expectation met**: ${prose(checkWords(check))}`
    : `**Expectation not met**: ${prose(problemWords(check, run))}`;
}

function evidenceTable(run: Run): string {
  const judged = judgedBurst(run);
  if (judged === undefined) return '';
  const rows = evidenceRows(judged.timeline, run.observed).map(({ name, value, note }) =>
    [name, value, note].map(prose),
  );
  const nth = run.bursts.indexOf(judged) + 1;
  return table(['evidence', `burst ${nth} of ${run.bursts.length}`, ''], rows);
}

/** The first full-size burst, which is often cold, and the last. Smaller ones only support these. */
function shownBursts(run: Run): string[] {
  const last = judgedBurst(run);
  if (last === undefined) return [];
  const first = run.bursts.find(({ timeline }) => timeline.calls >= last.timeline.calls) ?? last;
  return [...new Set([first, last])].map((burst) => fenced(burstLines(burst, run)));
}

function burstLines(burst: Burst, run: Run): string[] {
  const { times, more } = glyphsOf(FILE_STYLE);
  const nth = run.bursts.indexOf(burst) + 1;
  const order = helloGoodbye(burst.timeline, times);
  const notes = burstNotes(burst, run);
  const facts = [order, startedWords(burst.timeline)].filter(Boolean).join('   ');
  return [
    [`Burst ${nth} of ${run.bursts.length}`, ...burstFacts(burst)].map(sanitizeLine).join('   '),
    ...renderChart(burst, nameInstances(run), FILE_STYLE),
    ...[facts, printedOrder(burst, times) ?? ''].map((line) =>
      clip(`  ${line}`.trimEnd(), FILE_STYLE.columns, more),
    ),
    ...indented(notes.flatMap((note) => wrap(sanitizeLine(note), FILE_STYLE.columns - 2))),
  ].filter(Boolean);
}

function diffBlocks(diff: RunDiff): string[] {
  const cells = diffRowsOf(diff).map((row) => {
    const { name, before, after, outcome, change } = diffCells(row);
    return [name, before, after, outcome, change].map(prose);
  });
  return [
    `### Compared with ${prose(titleOf(diff.before))}`,
    table(['', 'before', 'now', 'outcome', 'change'], cells),
    ...warningBlocks(diff.warnings.map((warning) => prose(diffWarningWords(warning)))),
  ];
}

/** The heading of warnings and their list, if there are any. */
export function warningBlocks(messages: readonly string[]): string[] {
  return messages.length === 0 ? [] : ['Warnings:', list(messages)];
}

/** The command to run again, if it is known. */
export function commandBlocks(command: string | undefined): string[] {
  return command === undefined ? [] : ['Run it again:', fenced([sanitizeLine(command)], 'sh')];
}

function comparisonCell(run: Run | undefined): string {
  const timeline = run === undefined ? undefined : judgedBurst(run)?.timeline;
  if (run === undefined || timeline === undefined) return '-';
  const { verdict } = run;
  const order = helloGoodbye(timeline, glyphsOf(FILE_STYLE).times) ?? '';
  return [
    bold(verdict.kind.toUpperCase()),
    prose(cellWords(verdict)),
    makespanWords(timeline),
    order,
  ]
    .filter(Boolean)
    .join('<br>');
}
