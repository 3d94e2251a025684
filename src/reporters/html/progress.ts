import { sureSpans } from '../../core/timeline/handler-spans.ts';
import { overlapSteps, type Interval, type Step } from '../../core/timeline/overlap.ts';
import { html, type Markup } from './markup.ts';
import type { PictureCall, ServerTimes } from './page-data.ts';

/** What the curve above the timeline counts. */
export function progressWords(serverTimes: ServerTimes): string {
  return serverTimes === 'none' ? 'calls in flight' : 'calls being served';
}

/**
 * How many calls are in progress, step by step: being served if the target reports when, else in flight.
 * Like the verdict, it leaves out overlap that may be due to instances' clocks.
 */
export function progressSteps(calls: readonly PictureCall[], serverTimes: ServerTimes): Step[] {
  const answered = calls.filter(({ outcome }) => outcome === 'answered');
  if (serverTimes !== 'handler') return overlapSteps(answered.map(barSpan));
  return overlapSteps(
    sureSpans(
      answered.map((call) => ({
        ...barSpan(call),
        instance: `${call.instance ?? ''}`,
      })),
    ),
  );
}

function barSpan({ start, end, sent, received }: PictureCall): Interval {
  return { start: start ?? sent, end: end ?? received ?? sent };
}

const COLUMNS = 500;
const HEIGHT = 100;

/** The curve as a still picture of the peak in each of its columns. */
export function renderCurve(
  steps: readonly Step[],
  { endMs, label }: { readonly endMs: number; readonly label: string },
): Markup {
  const counts = curvePeaks(steps, endMs);
  const most = counts.reduce((a, b) => Math.max(a, b), 1);
  const line = counts
    .map((count, column) => `H${column}V${Math.round(HEIGHT - (count / most) * (HEIGHT - 4))}`)
    .join('');
  const path = `M0 ${HEIGHT}${line}H${COLUMNS}V${HEIGHT}`;
  return html`<svg
    class="picture overlap"
    viewBox="0 0 ${COLUMNS} ${HEIGHT}"
    preserveAspectRatio="none"
    role="img"
    aria-label="${label}"
  >
    <path class="in-progress" d="${path}" />
  </svg>`;
}

function curvePeaks(steps: readonly Step[], endMs: number): number[] {
  const counts = Array.from({ length: COLUMNS }, () => 0);
  const columnAt = (ms: number): number => Math.floor((ms / endMs) * COLUMNS);
  for (const [index, { at, count }] of steps.entries()) {
    const until = Math.min(COLUMNS - 1, columnAt(steps[index + 1]?.at ?? at));
    for (let column = Math.max(0, columnAt(at)); column <= until; column += 1) {
      counts[column] = Math.max(counts[column] ?? 0, count);
    }
  }
  return counts;
}
