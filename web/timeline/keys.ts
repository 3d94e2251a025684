import type { Layout } from './layout.ts';

export type Stroke =
  | { readonly go: number | undefined }
  | { readonly zoom: number }
  /** Along time, in widths of the view. */
  | { readonly pan: number }
  | 'all';

const VIEWS: ReadonlyMap<string, Stroke> = new Map<string, Stroke>([
  ['Escape', { go: undefined }],
  ['+', { zoom: 2 }],
  ['=', { zoom: 2 }],
  ['-', { zoom: 0.5 }],
  ['\u2212', { zoom: 0.5 }],
  ['0', 'all'],
  ['Shift ArrowRight', { pan: 0.25 }],
  ['Shift ArrowLeft', { pan: -0.25 }],
]);

/** What a key asks for: another call, by its place in the order, or another view. */
export function strokeOf(
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  layout: Layout,
  selected: number | undefined,
): Stroke | undefined {
  const view = VIEWS.get(shiftKey && key.startsWith('Arrow') ? `Shift ${key}` : key);
  if (view !== undefined) return view;
  const last = layout.order.length - 1;
  const go = target(key, layout, selected);
  return go === undefined || last < 0 ? undefined : { go: Math.min(last, Math.max(0, go)) };
}

/** Sideways to the neighbour in the order, up and down to the next row. */
function target(key: string, layout: Layout, selected: number | undefined): number | undefined {
  const at = selected ?? -1;
  switch (key) {
    case 'ArrowRight':
      return at + 1;
    case 'ArrowLeft':
      return at - 1;
    case 'ArrowDown':
      return rowBelow(layout, selected, 1);
    case 'ArrowUp':
      return rowBelow(layout, selected, -1);
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

/** The call of the next row that comes nearest in time. */
function rowBelow(layout: Layout, selected: number | undefined, step: 1 | -1): number {
  const item = selected === undefined ? undefined : layout.order[selected];
  if (item === undefined) return 0;
  const row = layout.rows[item.row + step];
  if (row === undefined) return selected ?? 0;
  const began = item.call.start ?? item.call.sent;
  const nearest = row.reduce((best, call) => {
    const away = Math.abs((call.start ?? call.sent) - began);
    return away < Math.abs((best.start ?? best.sent) - began) ? call : best;
  });
  return layout.indexOf.get(nearest) ?? 0;
}
