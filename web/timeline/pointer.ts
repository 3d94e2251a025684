/** A point on the visible part of the lanes, in CSS pixels from its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What the gestures of mouse and fingers do. */
export interface Gestures {
  readonly onHover: (point: Point | undefined) => void;
  readonly onTap: (point: Point) => void;
  /** A rectangle is being dragged with the mouse; `done` once the button is released. */
  readonly onBox: (from: Point, to: Point, done: boolean) => void;
  readonly onPan: (pixels: number) => void;
  readonly onZoom: (factor: number, at: Point) => void;
}

/** A pointer that moves less than this, in CSS pixels, taps. */
const TAP_RADIUS = 5;

/**
 * Listens for gestures. Mouse: hover, click, drag a rectangle, scroll with Ctrl or Command. Touch: tap,
 * drag sideways, pinch. Vertical dragging is left to the browser, so the page scrolls as usual.
 */
export function listenForGestures(element: HTMLElement, gestures: Gestures): void {
  const down = new Map<number, { start: Point; now: Point }>();
  const pointOf = (event: MouseEvent): Point => {
    const { left, top } = element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const release = (event: PointerEvent): void => {
    const held = down.get(event.pointerId);
    down.delete(event.pointerId);
    if (held === undefined || down.size > 0) return;
    const tapped = isNear(held.start, held.now);
    if (tapped && event.type === 'pointerup') gestures.onTap(held.now);
    else if (event.pointerType === 'mouse') gestures.onBox(held.start, held.now, true);
  };
  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || onScrollbar(event, element)) return;
    const point = pointOf(event);
    down.set(event.pointerId, { start: point, now: point });
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener('pointermove', (event) => {
    const point = pointOf(event);
    const held = down.get(event.pointerId);
    if (held === undefined) return gestures.onHover(point);
    const before = held.now;
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1].now;
    held.now = point;
    if (other !== undefined) return pinch(gestures, other, [before, point]);
    if (event.pointerType !== 'mouse') return gestures.onPan(point.x - before.x);
    if (!isNear(held.start, point)) gestures.onBox(held.start, point, false);
  });
  element.addEventListener('pointerup', release);
  element.addEventListener('pointercancel', release);
  element.addEventListener('pointerleave', () => gestures.onHover(undefined));
  element.addEventListener('wheel', (event) => onWheel(event, gestures, pointOf(event)), {
    passive: false,
  });
}

/** Browsers report a pinch on a touch pad as a wheel with Ctrl. */
function onWheel(event: WheelEvent, { onZoom, onPan }: Gestures, at: Point): void {
  const pixels = event.deltaY * (event.deltaMode === 0 ? 1 : 30);
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    onZoom(Math.exp(-pixels / 250), at);
  } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
    event.preventDefault();
    onPan(-(event.deltaX === 0 ? pixels : event.deltaX));
  }
}

function pinch({ onZoom, onPan }: Gestures, still: Point, [before, now]: [Point, Point]): void {
  const [was, is] = [distance(still, before), distance(still, now)];
  if (was > 0 && is > 0) onZoom(is / was, { x: (still.x + now.x) / 2, y: (still.y + now.y) / 2 });
  onPan((now.x - before.x) / 2);
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function isNear(a: Point, b: Point): boolean {
  return distance(a, b) < TAP_RADIUS;
}

function onScrollbar(event: PointerEvent, element: HTMLElement): boolean {
  return event.clientX - element.getBoundingClientRect().left > element.clientWidth;
}
