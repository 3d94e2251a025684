import type { PageData, PictureCall } from '../../src/reporters/html/page-data.ts';
import { groupBy } from '../../src/core/group-by.ts';

/** How calls are put into rows. */
export type Arrangement = 'call' | 'instance';

/** Rows that belong together: those of an instance, or the one of a call. */
export interface Lane {
  readonly label: string;
  readonly first: number;
  readonly rows: number;
}

export interface Layout {
  readonly rows: readonly (readonly PictureCall[])[];
  readonly lanes: readonly Lane[];
  /** All calls as the arrow keys walk through them, and the row of each. */
  readonly order: readonly { readonly call: PictureCall; readonly row: number }[];
  /** Where each call stands in that order. */
  readonly indexOf: ReadonlyMap<PictureCall, number>;
}

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

interface OwnRows {
  readonly label: string;
  readonly own: readonly (readonly PictureCall[])[];
}

function callLanes(
  calls: readonly PictureCall[],
  instances: PageData['instances'],
): readonly OwnRows[] {
  return calls.map((call) => {
    const name = call.instance === undefined ? '' : (instances[call.instance]?.[0] ?? '');
    const label = [`${call.number}`, name, call.cold === true ? 'cold' : ''];
    return { label: label.filter(Boolean).join(' '), own: [[call]] };
  });
}

function instanceLanes(
  calls: readonly PictureCall[],
  instances: PageData['instances'],
): readonly OwnRows[] {
  const groups = [...groupBy(calls, ({ instance }) => instance)];
  const named = groups.filter(([instance]) => instance !== undefined);
  const others = groups.filter(([instance]) => instance === undefined);
  return [...named, ...others].map(([instance, own]) => {
    const name = instance === undefined ? '?' : (instances[instance]?.[0] ?? '?');
    return { label: `${name} \u00D7${own.length}`, own: stacked(own) };
  });
}

/** Calls that were served one after the other share a row; what overlaps goes beneath. */
function stacked(calls: readonly PictureCall[]): PictureCall[][] {
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
 * How the lanes are first laid out where instances are named, `undefined` where they are not: by
 * instance where several instances served several calls each.
 */
export function usualArrangement(calls: readonly PictureCall[]): Arrangement | undefined {
  const named = calls.filter(({ instance }) => instance !== undefined);
  const instances = new Set(named.map(({ instance }) => instance)).size;
  if (instances === 0) return undefined;
  return instances > 1 && instances < named.length ? 'instance' : 'call';
}

/** The thick part of a call: while it was served, or in flight where nothing more is known. */
export function barOf({ start, end, sent, received }: PictureCall): { from: number; to: number } {
  return { from: start ?? sent, to: end ?? received ?? sent };
}

/** From its sending to its answer. */
export function outOf({ sent, received, end }: PictureCall): { from: number; to: number } {
  return { from: sent, to: received ?? end ?? sent };
}

/** The call of a row at a time, by its place in the order: the one being served then, or the nearest. */
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
