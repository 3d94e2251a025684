import { element } from './dom.ts';
import type { Lane, Stretch } from './lane.ts';
import { fittedTo, scaleTo, tickLabel, ticks, type Scale } from './scale.ts';

/** Lanes beyond this number are drawn thin. */
const MANY = 16;

/** Hues by which instances are told apart; the letter beside tells them surely. */
const HUES = 8;

/**
 * The lanes of a burst. Times are custom properties in ms, and the style sheet puts them to scale:
 * so a frame sets one property, whatever the number of lanes.
 */
export class Chart {
  readonly #root: HTMLElement;
  readonly #rows = new Map<number, HTMLElement>();
  #scale: Scale = scaleTo(1);

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** Clears the chart for a burst that will take about so long, if all goes well. */
  begin(calls: number, expectedMs: number): void {
    this.#rows.clear();
    this.#root.classList.toggle('many', calls > MANY);
    for (let call = 0; call < calls; call += 1) this.#rows.set(call, inFlight(call));
    this.#root.replaceChildren(element('div', 'axis'), ...this.#rows.values());
    this.#rescale(scaleTo(expectedMs));
    this.grow(0);
  }

  /** Lets what is in flight grow to the present. */
  grow(nowMs: number): void {
    if (nowMs > this.#scale.endMs) this.#rescale(scaleTo(nowMs));
    this.#root.style.setProperty('--now', `${nowMs}`);
  }

  /** Draws the calls that have come back or were stopped, above those that are out. */
  settle(lanes: readonly Lane[]): void {
    const done = lanes.map((lane): [number, HTMLElement] => [lane.call, settled(lane)]);
    const back = new Map(done);
    for (const [call, row] of done) {
      this.#rows.get(call)?.remove();
      this.#rows.set(call, row);
    }
    const waiting = [...this.#rows].filter(([call]) => !back.has(call)).map(([, row]) => row);
    this.#root.append(...back.values(), ...waiting);
  }

  /** Sets the axis to what there was. */
  end(endMs: number): void {
    this.#rescale(fittedTo(endMs));
  }

  #rescale(scale: Scale): void {
    this.#scale = scale;
    this.#root.style.setProperty('--end', `${scale.endMs}`);
    const marks = ticks(scale).map((at) => {
      const mark = element('span', 'tick', tickLabel(at, scale));
      mark.style.setProperty('--at', `${at}`);
      return mark;
    });
    this.#root.querySelector('.axis')?.replaceChildren(element('span', 'track', ...marks));
  }
}

function inFlight(call: number): HTMLElement {
  return rowOf([`${call + 1}`], [element('span', 'flight')], '');
}

function settled({ call, instance, cold, stretches, took }: Lane): HTMLElement {
  const name = element('b', 'instance', instance?.name ?? '');
  const heat = cold === undefined ? '' : cold ? 'cold' : 'warm';
  const who = [`${call + 1}`, name, element('span', `heat ${heat}`, heat)];
  const row = rowOf(who, stretches.map(bar), took);
  row.dataset['hue'] = `${(instance?.index ?? 0) % HUES}`;
  return row;
}

function rowOf(who: readonly (string | Node)[], bars: readonly Node[], took: string): HTMLElement {
  return element(
    'div',
    'lane',
    element('span', 'who', ...who),
    element('span', 'track', ...bars),
    element('span', 'took', took),
  );
}

function bar({ what, from, to }: Stretch): HTMLElement {
  const said =
    what === 'served' ? [element('span', '', 'Hello'), element('span', '', 'Goodbye')] : [];
  const drawn = element('span', `stretch ${what}`, ...said);
  drawn.style.setProperty('--from', `${from}`);
  drawn.style.setProperty('--to', `${to}`);
  return drawn;
}
