import type { PageData, PictureCall } from '../../src/reporters/html/page-data.ts';
import { groupBy } from '../../src/core/group-by.ts';

/** How calls are arranged in rows. */
export type Arrangement = 'call' | 'instance';

/** Rows that belong together: those of an instance, or the single row of a call. */
export interface Lane {
  readonly label: string;
  /** The index of its first row. */
  readonly first: number;
  /** How many rows it has. */
  readonly rows: number;
}

/** All calls of a burst, arranged in rows and lanes. */
export interface Layout {
  readonly rows: readonly (readonly PictureCall[])[];
  readonly lanes: readonly Lane[];
  /** All calls in the order of the arrow keys, and the row of each. */
  readonly order: readonly { readonly call: PictureCall; readonly row: number }[];
  /** The index of each call in that order. */
  readonly indexOf: ReadonlyMap<PictureCall, number>;
}

/** Arranges calls in rows: one lane for each call, or one for each instance. */
export function layOut(
  calls: readonly PictureCall[],
  instances: PageData['instances'],
  by: Arrangement,
): Layout {
  const lanes = by === 'call' ? callLanes(calls, instances) : instanceLanes(calls, instances);
  const rows = lanes.flatMap(({ own }) => own);
  const order = rows.flatMap((row, index) => row.map((call) => ({ call, row: index })));
  let first = 0;
  return {
    rows,
    lanes: lanes.map(({ label, own }) => {
      const lane = { label, first, rows: own.length };
      first += own.length;
      return lane;
    }),
    order,
    indexOf: new Map(order.map(({ call }, index) => [call, index])),
  };
}

interface LaneRows {
  readonly label: string;
  readonly own: readonly (readonly PictureCall[])[];
}

function callLanes(
  calls: readonly PictureCall[],
  instances: PageData['instances'],
): readonly LaneRows[] {
  return calls.map((call) => {
    const name = call.instance === undefined ? '' : (instances[call.instance]?.[0] ?? '');
    const label = [`${call.number}`, name, call.cold === true ? 'cold' : ''];
    return { label: label.filter(Boolean).join(' '), own: [[call]] };
  });
}

function instanceLanes(
  calls: readonly PictureCall[],
  instances: PageData['instances'],
): readonly LaneRows[] {
  const groups = [...groupBy(calls, ({ instance }) => instance)];
  const named = groups.filter(([instance]) => instance !== undefined);
  const others = groups.filter(([instance]) => instance === undefined);
  return [...named, ...others].map(([instance, own]) => {
    const name = instance === undefined ? '?' : (instances[instance]?.[0] ?? '?');
    return { label: `${name} \u00D7${own.length}`, own: stackRows(own) };
  });
}

/** Puts calls that were served one after the other into one row, and overlapping ones into rows below. */
function stackRows(calls: readonly PictureCall[]): PictureCall[][] {
  const rows: { calls: PictureCall[]; until: number }[] = [];
  for (const call of calls.toSorted((a, b) => barOf(a).from - barOf(b).from)) {
    const { from, to } = barOf(call);
    const free = rows.find(({ until }) => until <= from);
    if (free === undefined) rows.push({ calls: [call], until: to });
    else {
      free.calls.push(call);
      free.until = to;
    }
  }
  return rows.map(({ calls: own }) => own);
}

/**
 * The initial arrangement: by instance if several instances are known and some served several calls,
 * otherwise by call. `undefined` if no instance is known, so there is no choice.
 */
export function initialArrangement(calls: readonly PictureCall[]): Arrangement | undefined {
  const named = calls.filter(({ instance }) => instance !== undefined);
  const instances = new Set(named.map(({ instance }) => instance)).size;
  if (instances === 0) return undefined;
  return instances > 1 && instances < named.length ? 'instance' : 'call';
}

/** When a call was being served, or in flight until its answer began if that is unknown, in ms. */
export function barOf(call: PictureCall): { from: number; to: number } {
  const { start, end, sent, began, received } = call;
  return { from: start ?? sent, to: end ?? began ?? received ?? sent };
}

/** When a call was in flight, from its sending to its answer, in ms. */
export function flightOf({ sent, received, end }: PictureCall): { from: number; to: number } {
  return { from: sent, to: received ?? end ?? sent };
}

/** The index of the call in a row that was being served at a time, or else was nearest to it. */
export function indexAt(layout: Layout, row: number, ms: number): number | undefined {
  let nearest: PictureCall | undefined;
  let least = Infinity;
  for (const call of layout.rows[row] ?? []) {
    const { from, to } = barOf(call);
    const distance = Math.max(from - ms, ms - to, 0);
    if (distance < least) [nearest, least] = [call, distance];
  }
  return nearest === undefined ? undefined : layout.indexOf.get(nearest);
}
