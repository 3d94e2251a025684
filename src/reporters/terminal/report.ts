import { burstNotes } from '../shared/burst-notes.ts';
import { formatMs } from '../shared/format.ts';
import { sanitizeLine } from '../../core/sanitize.ts';
import { diffSummary } from '../shared/diff-words.ts';
import { helloGoodbye, printedOrder } from '../shared/hello-goodbye.ts';
import {
  burstFacts,
  evidenceRows,
  explanation,
  headline,
  makespanWords,
  startedWords,
  titleOf,
} from '../shared/phrases.ts';
import type { ReportInput } from '../shared/report-input.ts';
import { judgedBurst, onlySize } from '../../core/timeline/timeline.ts';
import type { Burst, Run } from '../../core/run.ts';
import { couldAskWhy, mayHaveWaited } from '../../core/why/diagnose.ts';
import type { Verdict } from '../../core/verdict.ts';
import {
  evidenceLines,
  headlineLines,
  indented,
  joinBlocks,
  titleLines,
  type Headline,
} from './blocks.ts';
import { renderDiff } from './diff.ts';
import { chartLegend, renderChart } from './chart.ts';
import { renderWhy } from './why.ts';
import { nameInstances, type InstanceNames } from '../shared/instance-names.ts';
import { clip, glyphsOf, paletteOf, verdictPaint, wrap, type TerminalStyle } from './style.ts';

/** The last line of a report on calls that waited, if nobody knows yet why. */
const WHY_OFFER = 'Add --why to find out why calls waited; that takes more calls.';
/** The same if calls got other answers at once. */
const LIMIT_OFFER =
  'Add --why to find out if a limit turned those calls away; that takes more calls.';

/** The report of a run: its bursts in order, then the verdict with its evidence, then the diff if there is one. */
export function renderTerminal({ run, diff, proof }: ReportInput, style: TerminalStyle): string {
  const names = nameInstances(run);
  return joinBlocks([
    heading(run, style),
    ...run.bursts.map((burst, index) => burstBlock({ burst, nth: index + 1, run, names, style })),
    verdictBlock(run, style),
    ...(run.why === undefined ? [] : [renderWhy(run.why, proof, style)]),
    ...(couldAskWhy(run) ? [indented(wrap(whyOffer(run), style.columns - 2))] : []),
    ...(diff === undefined ? [] : [renderDiff(diff, style)]),
  ]);
}

function whyOffer(run: Run): string {
  return mayHaveWaited(run) ? WHY_OFFER : LIMIT_OFFER;
}

/** The same without the charts: the verdict with its evidence, the cause, and the diff if there is one. */
export function renderSummary({ run, diff, proof }: ReportInput, style: TerminalStyle): string {
  return joinBlocks([
    heading(run, style),
    verdictBlock(run, style),
    ...(run.why === undefined ? [] : [renderWhy(run.why, proof, style)]),
    ...(diff === undefined ? [] : [renderDiff(diff, style)]),
  ]);
}

/** The verdict on one line, and the summary of the diff on another if there is one. */
export function renderVerdict({ run, diff }: ReportInput, style: TerminalStyle): string {
  const { verdict } = run;
  const { name, text, paint } = verdictHeadline(verdict, judgedBurst(run), style);
  return [
    `${paint(name)}   ${text}`,
    ...(diff === undefined ? [] : [sanitizeLine(diffSummary(diff))]),
    '',
  ].join('\n');
}

function heading(run: Run, style: TerminalStyle): string[] {
  const soloMs = run.bursts.at(-1)?.timeline.soloMs;
  const solo = soloMs === undefined ? '' : `solo ${formatMs(soloMs)}`;
  return titleLines(titleOf(run), solo, style);
}

function burstBlock(block: {
  readonly burst: Burst;
  readonly nth: number;
  readonly run: Run;
  readonly names: InstanceNames;
  readonly style: TerminalStyle;
}): string[] {
  const { burst, nth, run, names, style } = block;
  const { bold, dim } = paletteOf(style);
  const { times, more } = glyphsOf(style);
  const order = helloGoodbye(burst.timeline, times);
  const name = `Burst ${nth} of ${run.bursts.length}`;
  const [first = '', ...rest] = wrap([name, ...burstFacts(burst)].join('   '), style.columns - 2);
  const title = [bold(name) + first.slice(name.length), ...indented(rest)];
  if (isSmaller(burst, run)) return [...title, ...smallerLines(burst, run, style)];
  const started = startedWords(burst.timeline);
  const isFirst = burst === run.bursts.find((one) => isDrawn(one, run));
  const columns = style.columns - 2;
  const notes = [
    isFirst ? chartLegend(run.bursts, style) : '',
    order === undefined
      ? started
      : `${clip(order, columns - started.length - 3, more)}   ${started}`,
    clip(printedOrder(burst, times) ?? '', columns, more),
    ...burstNotes(burst, run),
  ].filter(Boolean);
  return [
    ...title,
    ...renderChart(burst, names, style),
    ...indented(notes.flatMap((note) => wrap(note, columns))).map(dim),
  ];
}

/** Whether a burst has fewer calls than the one that counts, so a line says enough about it. */
function isSmaller(burst: Burst, run: Run): boolean {
  const { calls } = burst.timeline;
  return calls < (judgedBurst(run)?.timeline.calls ?? 0) && calls !== onlySize(run.bursts);
}

function isDrawn(burst: Burst, run: Run): boolean {
  return !isSmaller(burst, run) && burst.timeline.answered.length > 0;
}

/** What a smaller burst shows by itself; without a verdict if the run has none. */
function smallerLines({ verdict, timeline }: Burst, run: Run, style: TerminalStyle): string[] {
  const { kind } = run.verdict;
  const words =
    kind === 'inconclusive'
      ? makespanWords(timeline)
      : `${kind === verdict.kind ? '' : 'by itself '}${verdict.kind}: ${sanitizeLine(headline(verdict, timeline))}`;
  return indented(wrap(words, style.columns - 2)).map(paletteOf(style).dim);
}

function verdictBlock(run: Run, style: TerminalStyle): string[] {
  const judged = judgedBurst(run);
  const reasons = explanation(run.verdict).map(sanitizeLine);
  return [
    ...headlineLines(verdictHeadline(run.verdict, judged, style), style),
    ...(judged === undefined
      ? []
      : evidenceLines(evidenceRows(judged.timeline, run.observed), style)),
    ...(reasons.length > 0 ? [''] : []),
    ...reasons.flatMap((reason) => indented(wrap(reason, style.columns - 2))),
  ];
}

function verdictHeadline(
  verdict: Verdict,
  burst: Burst | undefined,
  style: TerminalStyle,
): Headline {
  return {
    name: verdict.kind.toUpperCase(),
    text: sanitizeLine(headline(verdict, burst?.timeline)),
    paint: verdictPaint(verdict.kind, style),
  };
}
