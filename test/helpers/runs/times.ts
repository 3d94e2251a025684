/** A list of the same item, this many times. */
export const times = <Item>(count: number, item: Item): Item[] =>
  Array.from({ length: count }, () => item);
