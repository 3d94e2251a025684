import type { Layout } from './layout.ts';

export type Stroke = { readonly go: number | undefined } | { readonly zoom: number } | 'all';

/** What a key asks for: another call, by its place in the order, or another view. */
export function strokeOf(
  key: string,
  layout: Layout,
  selected: number | undefined,
): Stroke | undefined {
  if (key === 'Escape') return { go: undefined };
  if (key === '+' || key === '=') return { zoom: 2 };
  if (key === '-' || key === '\u2212') return { zoom: 0.5 };
  if (key === '0') return 'all';
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
