import { clamp } from '../../core/statistics.ts';

/** Where an event belongs: the viewer draws a group for each process, and in it a row for each thread. */
export interface Row {
  readonly pid: number;
  readonly tid: number;
}

type Args = Readonly<Record<string, unknown>>;

/** The events of the Trace Event Format that are used here; `ts` and `dur` are microseconds. */
export type TraceEvent = Row & { readonly name: string; readonly args: Args } & (
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

/** A stretch of the trace's axis, in whole microseconds. */
export interface Span {
  readonly startUs: number;
  readonly endUs: number;
}

/** No burst lasts longer than eleven days: a time beyond that is nonsense, and would lose its digits. */
const FARTHEST_US = 1e12;

/** Whole, so that parts nest exactly in what they are parts of, whatever a viewer reckons in. */
export function microseconds(ms: number): number {
  return Math.round(clamp(ms * 1_000, -FARTHEST_US, FARTHEST_US));
}

export function slice(
  row: Row,
  { startUs, endUs }: Span,
  said: {
    readonly name: string;
    readonly cat: string;
    readonly cname?: string;
    readonly args?: Args;
  },
): TraceEvent {
  const { args = {}, ...rest } = said;
  return { ph: 'X', ...rest, ...row, ts: startUs, dur: endUs - startUs, args };
}

/** Name and place of a process. */
export function processNamed(row: Row, name: string, place: number): TraceEvent[] {
  return [
    { ph: 'M', name: 'process_name', ...row, args: { name } },
    { ph: 'M', name: 'process_sort_index', ...row, args: { sort_index: place } },
  ];
}

/** Name and place of a row in its process. */
export function threadNamed(row: Row, name: string, place: number): TraceEvent[] {
  return [
    { ph: 'M', name: 'thread_name', ...row, args: { name } },
    { ph: 'M', name: 'thread_sort_index', ...row, args: { sort_index: place } },
  ];
}
