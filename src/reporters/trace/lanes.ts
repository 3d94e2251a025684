import type { TraceSpan } from './events.ts';

/**
 * The lane of each span: the lowest one whose spans so far are all over when it starts. Viewers assume
 * that slices which overlap in a row are nested; they drop or cut those that are not.
 */
export function assignLanes(spans: readonly TraceSpan[]): number[] {
  const lanes = new Lanes(spans.length);
  return spans.map((span) => {
    const lane = lanes.lowestFree(span.startUs);
    // Viewers draw empty spans, so these take up a microsecond.
    lanes.occupy(lane, Math.max(span.endUs, span.startUs + 1));
    return lane;
  });
}

/**
 * When each lane is free, with the earliest of each pair, of each four and so on above it: a binary tree
 * in an array, in which the children of node `n` are `2n` and `2n + 1`. So ten thousand calls that overlap
 * do not take a hundred million steps.
 */
class Lanes {
  readonly #freeFrom: Float64Array;
  readonly #size: number;

  constructor(lanes: number) {
    this.#size = 2 ** Math.ceil(Math.log2(Math.max(1, lanes)));
    this.#freeFrom = new Float64Array(2 * this.#size).fill(Number.NEGATIVE_INFINITY);
  }

  /** There are as many lanes as spans, so one is always free. */
  lowestFree(at: number): number {
    let node = 1;
    while (node < this.#size) node = this.#freeAt(2 * node) <= at ? 2 * node : 2 * node + 1;
    return node - this.#size;
  }

  occupy(lane: number, until: number): void {
    let node = this.#size + lane;
    this.#freeFrom[node] = until;
    while (node > 1) {
      node >>= 1;
      this.#freeFrom[node] = Math.min(this.#freeAt(2 * node), this.#freeAt(2 * node + 1));
    }
  }

  #freeAt(node: number): number {
    return this.#freeFrom[node] ?? Number.NEGATIVE_INFINITY;
  }
}
