/** A place on the lanes, in CSS pixels from their upper left corner as it is seen. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Gestures {
  readonly onHover: (place: Place | undefined) => void;
  readonly onTap: (place: Place) => void;
  /** A rectangle is being drawn with the mouse; `done` when it is let go. */
  readonly onBox: (from: Place, to: Place, done: boolean) => void;
  readonly onPan: (pixels: number) => void;
  readonly onZoom: (factor: number, at: Place) => void;
}

/** Less than this is a tap. */
const SLACK = 5;

/**
 * Mouse: hover, click, drag a rectangle, wheel with Ctrl or Command. Touch: tap, drag sideways,
 * pinch; up and down remains the browser's, so that nobody gets caught in the picture.
 */
export function listen(element: HTMLElement, gestures: Gestures): void {
  const down = new Map<number, { start: Place; now: Place }>();
  const placeOf = (event: MouseEvent): Place => {
    const { left, top } = element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const letGo = (event: PointerEvent): void => {
    const held = down.get(event.pointerId);
    down.delete(event.pointerId);
    if (held === undefined || down.size > 0) return;
    const tapped = isNear(held.start, held.now);
    if (tapped && event.type === 'pointerup') gestures.onTap(held.now);
    else if (event.pointerType === 'mouse') gestures.onBox(held.start, held.now, true);
  };
  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || onScrollbar(event, element)) return;
    const place = placeOf(event);
    down.set(event.pointerId, { start: place, now: place });
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener('pointermove', (event) => {
    const place = placeOf(event);
    const held = down.get(event.pointerId);
    if (held === undefined) return gestures.onHover(place);
    const before = held.now;
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1].now;
    held.now = place;
    if (other !== undefined) return pinch(gestures, other, [before, place]);
    if (event.pointerType !== 'mouse') return gestures.onPan(place.x - before.x);
    if (!isNear(held.start, place)) gestures.onBox(held.start, place, false);
  });
  element.addEventListener('pointerup', letGo);
  element.addEventListener('pointercancel', letGo);
  element.addEventListener('pointerleave', () => gestures.onHover(undefined));
  element.addEventListener('wheel', (event) => turn(event, gestures, placeOf(event)), {
    passive: false,
  });
}

/** Ctrl is also what browsers report for a pinch on a touch pad. */
function turn(event: WheelEvent, { onZoom, onPan }: Gestures, place: Place): void {
  const pixels = event.deltaY * (event.deltaMode === 0 ? 1 : 30);
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    onZoom(Math.exp(-pixels / 250), place);
  } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
    event.preventDefault();
    onPan(-(event.deltaX === 0 ? pixels : event.deltaX));
  }
}

function pinch({ onZoom, onPan }: Gestures, still: Place, [before, now]: [Place, Place]): void {
  const [was, is] = [distance(still, before), distance(still, now)];
  if (was > 0 && is > 0) onZoom(is / was, { x: (still.x + now.x) / 2, y: (still.y + now.y) / 2 });
  onPan((now.x - before.x) / 2);
}

function distance(a: Place, b: Place): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function isNear(a: Place, b: Place): boolean {
  return distance(a, b) < SLACK;
}

function onScrollbar(event: PointerEvent, element: HTMLElement): boolean {
  return event.clientX - element.getBoundingClientRect().left > element.clientWidth;
}
