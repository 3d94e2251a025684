import type { ComparedRun } from '../core/comparison.ts';
import { counted, formatMs } from '../core/format.ts';
import { inert } from '../core/inert.ts';
import { helloGoodbye, modeWords, workersWords } from '../core/report.ts';
import type { Run } from '../core/run.ts';
import {
  clip,
  glyphsOf,
  pad,
  paletteOf,
  verdictPaint,
  widthOf,
  type Look,
  type Paint,
} from './style.ts';

const ROUTE_WORDS: Readonly<Record<string, string>> = {
  '/ping': 'awaits',
  '/ping/blocking': 'blocks its thread',
  '/ping/cpu': 'burns CPU',
};

const LABEL = 21;

interface Cell {
  readonly text: string;
  readonly paint: Paint;
}

const plain: Paint = (text) => text;

/** The table that answers the question: each route, all calls in one process and an instance per call. */
export function renderComparison(comparison: readonly ComparedRun[], look: Look): string {
  const modes = [...new Set(comparison.map(({ mode }) => mode))];
  const routes = [...new Set(comparison.map(({ route }) => route))];
  const { bold } = paletteOf(look);
  const heading = modes.map((mode) => ({ text: modeWords(mode), paint: bold }));
  const blocks = routes.map((route) => {
    const cells = modes.map((mode) =>
      cellOf(comparison.find((cell) => cell.route === route && cell.mode === mode)?.run, look),
    );
    const labels = [
      clip(inert(route), LABEL - 1, glyphsOf(look).more),
      `  ${ROUTE_WORDS[route] ?? ''}`,
      '',
      '',
    ];
    return labels.map((label, line) =>
      tableRow(
        label,
        cells.map((cell) => cell[line] ?? { text: '', paint: plain }),
        look,
      ),
    );
  });
  return `${[[tableRow('', heading, look)], ...blocks].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function tableRow(label: string, cells: readonly Cell[], look: Look): string {
  const width = Math.floor((look.columns - LABEL) / Math.max(1, cells.length));
  const columns = cells.map(({ text, paint }) => {
    const clipped = clip(text, width - 2, glyphsOf(look).more);
    return paint(clipped) + ' '.repeat(Math.max(0, width - widthOf(clipped)));
  });
  return `${pad(label, LABEL)}${columns.join('')}`.trimEnd();
}

function cellOf(run: Run | undefined, look: Look): Cell[] {
  const timeline = run?.bursts.at(-1)?.timeline;
  if (run === undefined || timeline === undefined) return [{ text: '-', paint: plain }];
  const { verdict } = run;
  const { answered, makespanMs } = timeline;
  const decided = verdict.kind !== 'inconclusive';
  const took = makespanMs === undefined ? '' : ` in ${formatMs(makespanMs)}`;
  return [
    { text: verdict.kind.toUpperCase(), paint: verdictPaint(verdict.kind, look) },
    {
      text: decided ? workersWords(verdict.workers) : inert(verdict.reasons[0] ?? ''),
      paint: plain,
    },
    { text: `${counted(answered.length, 'call')}${took}`, paint: plain },
    { text: helloGoodbye(timeline, glyphsOf(look).times) ?? '', paint: paletteOf(look).dim },
  ];
}
