import type { OutsideParts } from '../../core/observed/outside-parts.ts';
import { outsideSpans } from '../../core/observed/outside-spans.ts';
import { columnOf, type Axis } from './axis.ts';
import type { Glyphs, Paint, Palette } from './style.ts';

/** The moments of an answered call, in ms. */
interface Moments extends OutsideParts {
  readonly sent: number;
  readonly received: number;
  /** When it was handled, if the target reports that. */
  readonly start?: number;
  readonly end?: number;
  /** When its answer began, if that took long. */
  readonly began?: number;
}

interface Drawing {
  readonly axis: Axis;
  readonly glyphs: Glyphs;
  readonly palette: Palette;
}

/**
 * The bar of a call: waiting, outside the server and inside, being handled, and on the way back; or just in flight
 * if the target does not report when it handled the call.
 */
export function callBar(call: Moments, paint: Paint, { axis, glyphs, palette }: Drawing): string {
  const { start, end, began } = call;
  const column = (ms: number): number => columnOf(axis, ms);
  const [sent, received] = [column(call.sent), column(call.received)];
  const { notAccepted, insideFrom } = outsideSpans(call);
  const accepted = column(notAccepted?.end ?? call.sent);
  const inside = column(insideFrom);
  const before =
    glyphs.notAccepted.repeat(accepted - sent) + glyphs.unread.repeat(inside - accepted);
  const trail = ' '.repeat(axis.columns - received - 1);
  const drawn = (waiting: string, served: string, after: string): string =>
    `${' '.repeat(sent)}${palette.dim(waiting)}${paint(served)}${palette.dim(after)}${trail}`;
  if (start === undefined || end === undefined) {
    const until = began === undefined ? received : column(began);
    const flight = glyphs.flight.repeat(until - inside + 1);
    return drawn(before, flight, glyphs.stream.repeat(received - until));
  }
  const from = Math.max(inside, column(start));
  const to = Math.max(from, Math.min(received, column(end)));
  const tail = began === undefined ? glyphs.waited : glyphs.stream;
  return drawn(
    before + glyphs.waited.repeat(from - inside),
    glyphs.served.repeat(to - from + 1),
    tail.repeat(Math.max(0, received - to)),
  );
}
