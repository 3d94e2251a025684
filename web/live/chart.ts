import { element } from '../shared/element.ts';
import type { Lane, Phase } from './lane.ts';
import { fittedTo, scaleTo, tickLabel, tickTimes, type Scale } from './scale.ts';

/** With more lanes than this, lanes are drawn thin. */
const MANY = 16;

/** Hues repeat from here on. The instance's letter in the lane is what identifies it. */
const HUES = 8;

/**
 * The lanes of a burst. Times are CSS custom properties in ms, which the style sheet scales. So an
 * animation frame sets one property, however many lanes there are.
 */
export class Chart {
  readonly #root: HTMLElement;
  readonly #rows = new Map<number, HTMLElement>();
  #scale: Scale = scaleTo(1);

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** Clears the chart for a burst that takes about `expectedMs`. */
  begin(calls: number, expectedMs: number): void {
    this.#rows.clear();
    this.#root.classList.toggle('many', calls > MANY);
    for (let call = 0; call < calls; call += 1) this.#rows.set(call, inFlightRow(call));
    this.#root.replaceChildren(element('div', 'axis'), ...this.#rows.values());
    this.#rescale(scaleTo(expectedMs));
    this.grow(0);
  }

  /** Extends the lanes of the calls in flight to `nowMs` after the release. */
  grow(nowMs: number): void {
    if (nowMs > this.#scale.endMs) this.#rescale(scaleTo(nowMs));
    this.#root.style.setProperty('--now', `${nowMs}`);
  }

  /** Draws the calls that have ended, above those in flight. */
  drawEnded(lanes: readonly Lane[]): void {
    const drawn = lanes.map((lane): [number, HTMLElement] => [lane.call, endedRow(lane)]);
    const ended = new Map(drawn);
    for (const [call, row] of drawn) {
      this.#rows.get(call)?.remove();
      this.#rows.set(call, row);
    }
    const inFlight = [...this.#rows].filter(([call]) => !ended.has(call)).map(([, row]) => row);
    this.#root.append(...ended.values(), ...inFlight);
  }

  /** Fits the axis to a burst that ended at `endMs`. */
  end(endMs: number): void {
    this.#rescale(fittedTo(endMs));
  }

  #rescale(scale: Scale): void {
    this.#scale = scale;
    this.#root.style.setProperty('--end', `${scale.endMs}`);
    const marks = tickTimes(scale).map((at) => {
      const mark = element('span', 'tick', tickLabel(at, scale));
      mark.style.setProperty('--at', `${at}`);
      return mark;
    });
    const axis = this.#root.querySelector('.axis');
    axis?.replaceChildren(element('span', 'track', ...marks), element('span', 'took', 'took'));
  }
}

function inFlightRow(call: number): HTMLElement {
  return laneElement([`${call + 1}`], [element('span', 'in-flight')], '');
}

function endedRow({ call, instance, cold, phases, took }: Lane): HTMLElement {
  const name = element('b', 'instance', instance?.name ?? '');
  const temperature = cold === undefined ? '' : cold ? 'cold' : 'warm';
  const who = [
    `${call + 1}`,
    name,
    element('span', `temperature ${temperature}`.trim(), temperature),
  ];
  const row = laneElement(who, phases.map(phaseBar), took);
  row.dataset['hue'] = `${(instance?.index ?? 0) % HUES}`;
  return row;
}

function laneElement(
  who: readonly (string | Node)[],
  bars: readonly Node[],
  took: string,
): HTMLElement {
  return element(
    'div',
    'lane',
    element('span', 'who', ...who),
    element('span', 'track', ...bars),
    element('span', 'took', took),
  );
}

function phaseBar({ what, from, to }: Phase): HTMLElement {
  const words =
    what === 'served' ? [element('span', '', 'Hello'), element('span', '', 'Goodbye')] : [];
  const bar = element('span', `phase ${what}`, ...words);
  bar.style.setProperty('--from', `${from}`);
  bar.style.setProperty('--to', `${to}`);
  return bar;
}
