import type { Arrival } from '../../core/listen/arrival.ts';
import type { Caller } from '../../core/listen/caller.ts';
import { spanOf } from '../../core/listen/judge-callers.ts';
import type { Invocation } from '../../core/invocation.ts';
import { sanitizeLine } from '../../core/sanitize.ts';
import { buildTimeline } from '../../core/timeline/timeline.ts';
import { counted } from '../shared/format.ts';
import { nameInstances } from '../shared/instance-names.ts';
import {
  evidenceLines,
  headlineLines,
  indented,
  joinBlocks,
  namedTexts,
  titleLines,
} from '../terminal/blocks.ts';
import { chartLegend, renderChart } from '../terminal/chart.ts';
import { paletteOf, wrap, type TerminalStyle } from '../terminal/style.ts';
import { likelyWords } from './likely.ts';
import { callerHeadline, callerReasons, callerRows, titleOfCaller } from './words.ts';

/** The report on each client: its calls as the server saw them, the verdict, and what likely limits it. */
export function renderCallers(
  callers: readonly Caller[],
  endedAt: number,
  style: TerminalStyle,
): string {
  return joinBlocks(callers.flatMap((caller) => callerBlocks(caller, endedAt, style)));
}

/** A line for each client: the verdict, after the client's name if there are several. */
export function renderCallerVerdicts(callers: readonly Caller[], style: TerminalStyle): string {
  const { bold } = paletteOf(style);
  const lines = callers.map((caller) => {
    const [verdict, note] = callerHeadline(caller);
    const who = callers.length > 1 ? `${sanitizeLine(titleOfCaller(caller))}: ` : '';
    return `${who}${bold(verdict)}   ${note}`;
  });
  return `${lines.join('\n')}\n`;
}

function callerBlocks(caller: Caller, endedAt: number, style: TerminalStyle): string[][] {
  const calls = counted(caller.arrivals.length, 'call');
  return [
    [...titleLines(titleOfCaller(caller), calls, style), ...chartLines(caller, endedAt, style)],
    verdictLines(caller, style),
    ...(caller.likely === undefined ? [] : [likelyLines(caller.likely, style)]),
  ];
}

function chartLines({ arrivals }: Caller, endedAt: number, style: TerminalStyle): string[] {
  const zero = arrivals[0]?.arrivedAt ?? endedAt;
  const invocations = arrivals.map((arrival, call) =>
    invocationOf(arrival, { call, zero, endedAt }),
  );
  const burst = { invocations, timeline: buildTimeline(invocations, []) };
  const names = nameInstances({ solo: [], bursts: [burst] });
  const legend = `${chartLegend([burst], style)}   A, B, ... connections`;
  const { dim } = paletteOf(style);
  const isDrawn = burst.timeline.answered.length > 0;
  return [
    ...renderChart(burst, names, style),
    ...(isDrawn ? indented(wrap(legend, style.columns - 2)).map(dim) : []),
  ];
}

/** A call as one of a burst, with its connection in place of an instance. */
function invocationOf(
  arrival: Arrival,
  {
    call,
    zero,
    endedAt,
  }: { readonly call: number; readonly zero: number; readonly endedAt: number },
): Invocation {
  const { start, end } = spanOf(arrival, endedAt);
  const served = { instance: `${arrival.connection}` };
  const times = { call, sentAt: start - zero, receivedAt: end - zero };
  if (arrival.hungUp !== true) return { ...times, outcome: 'answered', served };
  const error = { code: 'hung-up', message: 'the client hung up before it was answered' };
  return { ...times, outcome: 'failed', error };
}

function verdictLines(caller: Caller, style: TerminalStyle): string[] {
  const [name, text] = callerHeadline(caller);
  const { bold, good, bad } = paletteOf(style);
  const { kind } = caller.verdict;
  const paint = kind === 'undecided' ? bold : kind === 'one-at-a-time' ? bad : good;
  return [
    ...headlineLines({ name, text, paint }, style),
    ...evidenceLines(callerRows(caller), style),
    '',
    ...callerReasons(caller).flatMap((reason) => indented(wrap(reason, style.columns - 2))),
  ];
}

function likelyLines(likely: NonNullable<Caller['likely']>, style: TerminalStyle): string[] {
  const { headline, remedy, source } = likelyWords(likely);
  const name = likely.code === 'below-limit' ? 'LIMIT' : 'LIKELY';
  return [
    ...headlineLines({ name, text: headline, paint: paletteOf(style).bold }, style),
    ...namedTexts('do', [remedy], style),
    ...(source === undefined ? [] : namedTexts('source', [source], style)),
  ];
}
