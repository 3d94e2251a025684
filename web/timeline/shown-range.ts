import { decade, timeWords } from './axis.ts';
import { limitsOf, type Bounds, type View } from './view.ts';

/** `shown: 120 ms to 340 ms`, with three digits of what is seen. */
export function stretchWords(view: View, bounds: Bounds): string {
  const { from, to } = view;
  const { endMs } = bounds;
  const step = decade((to - from) / 50);
  const times = `${timeWords(from, step, to)} to ${timeWords(to, step, to)}`;
  if (to - from >= endMs) return `all shown: ${times}`;
  return `shown: ${times}${limitsOf(view, bounds).closer ? '' : ', as close as it goes'}`;
}

/** A wheel or a key held down changes the stretch many times a second: only the last is worth hearing. */
const QUIET_MS = 250;

/** Says which stretch of time is shown, once it has changed and rests. */
export function tellStretch(into: HTMLElement): (view: View, bounds: Bounds) => void {
  let told: { readonly from: number; readonly to: number } | undefined;
  let timer = 0;
  return (view, bounds) => {
    const before = told ?? { from: 0, to: bounds.endMs };
    told = view;
    if (view.from === before.from && view.to === before.to) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      into.textContent = stretchWords(view, bounds);
    }, QUIET_MS);
  };
}
