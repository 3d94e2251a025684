import { formatMs } from '../core/format.ts';
import {
  burstFacts,
  coldWords,
  headline,
  helloGoodbye,
  routesOf,
  titleOf,
} from '../core/report.ts';
import type { Burst, Run } from '../core/run.ts';
import type { Verdict } from '../core/verdict.ts';
import { renderChart } from './chart.ts';
import { nameInstances, type InstanceNames } from './names.ts';
import {
  clip,
  glyphsOf,
  inert,
  paletteOf,
  verdictPaint,
  widthOf,
  wrap,
  type Look,
} from './style.ts';

/** The report of a run: its bursts, one after the other, then the verdict with its evidence. */
export function renderTerminal(run: Run, look: Look): string {
  const names = nameInstances(run);
  const blocks = [
    heading(run, look),
    ...run.bursts.map((burst, index) => burstBlock({ burst, nth: index + 1, run, names, look })),
    verdictBlock(run, look),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** The verdict alone, on one line. */
export function renderVerdict({ verdict, bursts }: Run, look: Look): string {
  return `${verdictLine(verdict, bursts.at(-1), look)}\n`;
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
  const facts = [bold(`Burst ${nth} of ${run.bursts.length}`), ...burstFacts(burst)].join('   ');
  const stepOfARamp = burst.timeline.calls < (run.bursts.at(-1)?.timeline.calls ?? 0);
  if (stepOfARamp) return [facts, `  ${verdictLine(burst.verdict, burst, look)}`];
  const said = [
    order === undefined ? '' : clip(order, look.columns - 2, more),
    coldWords(burst.timeline) ?? '',
  ];
  return [
    facts,
    ...renderChart(burst, names, look),
    ...said.filter(Boolean).map((line) => dim(`  ${line}`)),
  ];
}

function verdictBlock(run: Run, look: Look): string[] {
  const last = run.bursts.at(-1);
  const { verdict } = run;
  const indent = (text: string): string[] =>
    wrap(inert(text), look.columns - 2).map((line) => `  ${line}`);
  const reasons = verdict.kind === 'inconclusive' ? verdict.reasons.slice(1) : verdict.reasons;
  return [
    verdictLine(verdict, last, look),
    ...(last === undefined ? [] : routeLines(last, look)),
    ...(reasons.length > 0 ? [''] : []),
    ...reasons.flatMap(indent),
    ...(verdict.kind === 'inconclusive' ? indent(`To settle it: ${verdict.remedy}.`) : []),
  ];
}

function verdictLine(verdict: Verdict, burst: Burst | undefined, look: Look): string {
  const paint = verdictPaint(verdict.kind, look);
  return `${paint(verdict.kind.toUpperCase())}   ${inert(headline(verdict, burst?.timeline))}`;
}

function routeLines({ timeline }: Burst, look: Look): string[] {
  const routes = routesOf(timeline);
  const width = Math.max(...routes.map(({ value }) => value.length)) + 3;
  return routes.map(({ name, value, note }) => {
    const line = `  ${name.padEnd(15)}${value.padEnd(width)}${note}`.trimEnd();
    return clip(line, look.columns, glyphsOf(look).more);
  });
}
