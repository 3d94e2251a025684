import { burstNotes } from '../../core/burst-notes.ts';
import { formatMs } from '../../core/format.ts';
import { inert } from '../../core/sanitize.ts';
import {
  begunWords,
  burstFacts,
  headline,
  helloGoodbye,
  reasonsOf,
  routesOf,
  titleOf,
} from '../../core/phrases.ts';
import type { Findings } from '../../core/report-input.ts';
import { judgedBurst, type Burst, type Run } from '../../core/run.ts';

import type { Verdict } from '../../core/verdict.ts';
import { renderChange } from './diff.ts';
import { renderChart } from './chart.ts';
import { nameInstances, type InstanceNames } from '../shared/instance-names.ts';
import { clip, glyphsOf, paletteOf, verdictPaint, widthOf, wrap, type Look } from './style.ts';

/** The report of a run: its bursts, one after the other, then the verdict with its evidence, and what has changed. */
export function renderTerminal({ run, change }: Findings, look: Look): string {
  const names = nameInstances(run);
  const blocks = [
    heading(run, look),
    ...run.bursts.map((burst, index) => burstBlock({ burst, nth: index + 1, run, names, look })),
    verdictBlock(run, look),
    ...(change === undefined ? [] : [renderChange(change, look)]),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** The verdict alone, on one line; and on another, what has changed. */
export function renderVerdict({ run, change }: Findings, look: Look): string {
  const { verdict } = run;
  const line = paintKind(verdict, verdictText(verdict, judgedBurst(run)), look);
  return [line, ...(change === undefined ? [] : [inert(change.summary)]), ''].join('\n');
}

function heading(run: Run, look: Look): string[] {
  const soloMs = run.bursts.at(-1)?.timeline.soloMs;
  const solo = soloMs === undefined ? '' : `solo ${formatMs(soloMs)}`;
  const title = clip(inert(titleOf(run)), look.columns, glyphsOf(look).more);
  const { bold } = paletteOf(look);
  const gap = look.columns - widthOf(title) - solo.length;
  if (gap < 2) return [bold(title), solo.padStart(look.columns)].filter(Boolean);
  return [`${bold(title)}${' '.repeat(gap)}${solo}`.trimEnd()];
}

function burstBlock(block: {
  readonly burst: Burst;
  readonly nth: number;
  readonly run: Run;
  readonly names: InstanceNames;
  readonly look: Look;
}): string[] {
  const { burst, nth, run, names, look } = block;
  const { bold, dim } = paletteOf(look);
  const { times, more } = glyphsOf(look);
  const order = helloGoodbye(burst.timeline, times);
  const name = `Burst ${nth} of ${run.bursts.length}`;
  const facts = clip([name, ...burstFacts(burst)].join('   '), look.columns, more);
  const title = bold(name) + facts.slice(name.length);
  const stepOfARamp = burst.timeline.calls < (run.bursts.at(-1)?.timeline.calls ?? 0);
  if (stepOfARamp) return [title, ...verdictLines(burst.verdict, burst, look)];
  const begun = begunWords(burst.timeline);
  const said = [
    order === undefined
      ? begun
      : `${clip(order, look.columns - begun.length - 5, more)}   ${begun}`,
    ...burstNotes(burst, run.target),
  ].filter(Boolean);
  return [
    title,
    ...renderChart(burst, names, look),
    ...said.map((line) => dim(clip(`  ${line}`, look.columns, more))),
  ];
}

function verdictBlock(run: Run, look: Look): string[] {
  const judged = judgedBurst(run);
  const reasons = reasonsOf(run.verdict).map(inert);
  return [
    ...verdictLines(run.verdict, judged, look),
    ...(judged === undefined ? [] : routeLines(judged, look)),
    ...(reasons.length > 0 ? [''] : []),
    ...reasons.flatMap((reason) => indented(wrap(reason, look.columns - 2))),
  ];
}

function verdictLines(verdict: Verdict, burst: Burst | undefined, look: Look): string[] {
  const [first = '', ...more] = wrap(verdictText(verdict, burst), look.columns - 2);
  return [paintKind(verdict, first, look), ...indented(more)];
}

function paintKind({ kind }: Verdict, line: string, look: Look): string {
  return verdictPaint(kind, look)(line.slice(0, kind.length)) + line.slice(kind.length);
}

function verdictText(verdict: Verdict, burst: Burst | undefined): string {
  return `${verdict.kind.toUpperCase()}   ${inert(headline(verdict, burst?.timeline))}`;
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

function routeLines({ timeline }: Burst, look: Look): string[] {
  const routes = routesOf(timeline);
  const width = Math.max(...routes.map(({ value }) => value.length)) + 3;
  return routes.map(({ name, value, note }) => {
    const line = `  ${name.padEnd(15)}${value.padEnd(width)}${note}`.trimEnd();
    return clip(line, look.columns, glyphsOf(look).more);
  });
}
