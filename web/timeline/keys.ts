import { clamp } from '../../src/core/statistics.ts';
import type { Layout } from './layout.ts';

/** What a key does. */
export type KeyAction =
  /** Selects a call by its index in the order of the layout, or none. */
  | { readonly select: number | undefined }
  /** Zooms in by a factor. */
  | { readonly zoom: number }
  /** Moves along the time axis, in widths of the view. */
  | { readonly pan: number }
  /** Shows the whole timeline. */
  | 'all';

const FIXED: ReadonlyMap<string, KeyAction> = new Map<string, KeyAction>([
  ['Escape', { select: undefined }],
  ['+', { zoom: 2 }],
  ['=', { zoom: 2 }],
  ['-', { zoom: 0.5 }],
  ['\u2212', { zoom: 0.5 }],
  ['0', 'all'],
  ['Shift ArrowRight', { pan: 0.25 }],
  ['Shift ArrowLeft', { pan: -0.25 }],
]);

/** The action of a key; `undefined` if the timeline does not handle it. */
export function keyAction(
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  layout: Layout,
  selected: number | undefined,
): KeyAction | undefined {
  const fixed = FIXED.get(shiftKey && key.startsWith('Arrow') ? `Shift ${key}` : key);
  if (fixed !== undefined) return fixed;
  const last = layout.order.length - 1;
  const index = targetIndex(key, layout, selected);
  return index === undefined || last < 0 ? undefined : { select: clamp(index, 0, last) };
}

/** Left and right go to the neighbor in the order, up and down to the next row. */
function targetIndex(
  key: string,
  layout: Layout,
  selected: number | undefined,
): number | undefined {
  const at = selected ?? -1;
  switch (key) {
    case 'ArrowRight':
      return at + 1;
    case 'ArrowLeft':
      return at - 1;
    case 'ArrowDown':
      return indexInNeighborRow(layout, selected, 1);
    case 'ArrowUp':
      return indexInNeighborRow(layout, selected, -1);
    case 'PageDown':
      return at + 10;
    case 'PageUp':
      return at - 10;
    case 'Home':
      return 0;
    case 'End':
      return layout.order.length - 1;
    default:
      return undefined;
  }
}

/** The index of the call in the next or previous row whose start is nearest in time. */
function indexInNeighborRow(layout: Layout, selected: number | undefined, step: 1 | -1): number {
  const item = selected === undefined ? undefined : layout.order[selected];
  if (item === undefined) return 0;
  const row = layout.rows[item.row + step];
  if (row === undefined) return selected ?? 0;
  const startedAt = item.call.start ?? item.call.sent;
  const nearest = row.reduce((best, call) => {
    const distance = Math.abs((call.start ?? call.sent) - startedAt);
    return distance < Math.abs((best.start ?? best.sent) - startedAt) ? call : best;
  });
  return layout.indexOf.get(nearest) ?? 0;
}
