import { clamp } from '../../core/statistics.ts';

/** Where an event is drawn: viewers show a group per process, with a row per thread. */
export interface TraceRow {
  readonly pid: number;
  readonly tid: number;
}

type Args = Readonly<Record<string, unknown>>;

/** An event of the Trace Event Format, as far as it is used here. `ts` and `dur` are microseconds. */
export type TraceEvent = TraceRow & { readonly name: string; readonly args: Args } & (
    | { readonly ph: 'M' }
    | { readonly ph: 'C'; readonly ts: number }
    | {
        readonly ph: 'i';
        readonly ts: number;
        readonly s: 't';
        readonly cat: string;
        readonly cname?: string;
      }
    | {
        readonly ph: 'X';
        readonly ts: number;
        readonly dur: number;
        readonly cat: string;
        readonly cname?: string;
      }
  );

/** A span of the trace's axis, in whole microseconds. */
export interface TraceSpan {
  readonly startUs: number;
  readonly endUs: number;
}

/** Eleven days. No burst lasts longer, and larger times would no longer be exact. */
const FARTHEST_US = 1e12;

/** Milliseconds as whole microseconds, so parts nest exactly in their call whatever the viewer's arithmetic. */
export function microseconds(ms: number): number {
  return Math.round(clamp(ms * 1_000, -FARTHEST_US, FARTHEST_US));
}

/** A slice: an event with a duration. */
export function slice(
  row: TraceRow,
  { startUs, endUs }: TraceSpan,
  labels: {
    readonly name: string;
    readonly cat: string;
    readonly cname?: string;
    readonly args?: Args;
  },
): TraceEvent {
  const { args = {}, ...rest } = labels;
  return { ph: 'X', ...rest, ...row, ts: startUs, dur: endUs - startUs, args };
}

/** The events that name a process and say where it is sorted. */
export function processNamed(row: TraceRow, name: string, sortIndex: number): TraceEvent[] {
  return [
    { ph: 'M', name: 'process_name', ...row, args: { name } },
    { ph: 'M', name: 'process_sort_index', ...row, args: { sort_index: sortIndex } },
  ];
}

/** The events that name a thread and say where its process sorts it. */
export function threadNamed(row: TraceRow, name: string, sortIndex: number): TraceEvent[] {
  return [
    { ph: 'M', name: 'thread_name', ...row, args: { name } },
    { ph: 'M', name: 'thread_sort_index', ...row, args: { sort_index: sortIndex } },
  ];
}
