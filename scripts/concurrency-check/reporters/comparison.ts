import type { ComparedRun } from '../core/comparison.ts';
import { counted, formatMs } from '../core/format.ts';
import { helloGoodbye, modeWords, workersWords } from '../core/report.ts';
import type { Run } from '../core/run.ts';
import { clip, glyphsOf, inert, paletteOf, verdictPaint, type Look, type Paint } from './style.ts';

const ROUTE_WORDS: Readonly<Record<string, string>> = {
  '/ping': 'awaits',
  '/ping/blocking': 'blocks its thread',
  '/ping/cpu': 'burns CPU',
};

const LABEL = 19;

/** The table that answers the question: each route, all calls in one process and an instance per call. */
export function renderComparison(comparison: readonly ComparedRun[], look: Look): string {
  const modes = [...new Set(comparison.map(({ mode }) => mode))];
  const routes = [...new Set(comparison.map(({ route }) => route))];
  const width = Math.floor((look.columns - LABEL) / Math.max(1, modes.length));
  const { bold, dim } = paletteOf(look);
  const row = (
    label: string,
    cells: readonly string[],
    paint: readonly Paint[] | Paint,
  ): string => {
    const painted = cells.map((cell, index) => {
      const clipped = clip(cell, width - 2, glyphsOf(look).more);
      const color = Array.isArray(paint) ? (paint as readonly Paint[])[index] : (paint as Paint);
      return (color ?? bold)(clipped) + ' '.repeat(width - [...clipped].length);
    });
    return `${label.padEnd(LABEL)}${painted.join('')}`.trimEnd();
  };
  const blocks = routes.map((route) => {
    const runs = modes.map(
      (mode) => comparison.find((cell) => cell.route === route && cell.mode === mode)?.run,
    );
    const lines = runs.map((run) => cellLines(run, look));
    const line = (index: number): string[] => lines.map((cell) => cell[index] ?? '');
    return [
      row(
        route,
        line(0),
        runs.map((run) => verdictPaint(run?.verdict.kind, look)),
      ),
      row(`  ${ROUTE_WORDS[route] ?? ''}`, line(1), plain),
      row('', line(2), plain),
      row('', line(3), dim),
    ].join('\n');
  });
  return `${[row('', modes.map(modeWords), bold), ...blocks].join('\n\n')}\n`;
}

const plain: Paint = (text) => text;

function cellLines(run: Run | undefined, look: Look): string[] {
  const timeline = run?.bursts.at(-1)?.timeline;
  if (run === undefined || timeline === undefined) return ['-'];
  const { verdict } = run;
  const { answered, makespanMs } = timeline;
  return [
    verdict.kind.toUpperCase(),
    verdict.kind === 'inconclusive'
      ? inert(verdict.reasons[0] ?? '')
      : workersWords(verdict.workers),
    makespanMs === undefined
      ? ''
      : `${counted(answered.length, 'call')} in ${formatMs(makespanMs)}`,
    helloGoodbye(timeline, glyphsOf(look).times) ?? '',
  ];
}
