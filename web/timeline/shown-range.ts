import { powerOfTen, timeLabel } from './axis.ts';
import { zoomLimits, type Bounds, type View } from './view.ts';

/** The range of time that is shown, in words: `shown: 120 ms to 340 ms`. */
function shownRangeText(view: View, bounds: Bounds): string {
  const { from, to } = view;
  const step = powerOfTen((to - from) / 50);
  const range = `${timeLabel(from, step, to)} to ${timeLabel(to, step, to)}`;
  if (to - from >= bounds.endMs) return `all shown: ${range}`;
  return `shown: ${range}${zoomLimits(view, bounds).canZoomIn ? '' : ', maximum zoom'}`;
}

/**
 * How long the range must be unchanged before it is announced, in ms. A wheel or a held key changes
 * it many times a second, and a screen reader would read every change.
 */
const QUIET_MS = 250;

/** Returns a function that announces the shown range in `output` once it has changed and settled. */
export function rangeAnnouncer(output: HTMLElement): (view: View, bounds: Bounds) => void {
  let previous: { readonly from: number; readonly to: number } | undefined;
  let timer = 0;
  return (view, bounds) => {
    const { from, to } = previous ?? { from: 0, to: bounds.endMs };
    previous = view;
    if (view.from === from && view.to === to) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      output.textContent = shownRangeText(view, bounds);
    }, QUIET_MS);
  };
}
