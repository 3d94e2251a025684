/** A text that is longer than so many characters without its middle: what tells names apart is often at an end. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = Array.from(text);
  if (characters.length <= most) return text;
  const end = Math.floor((most - 1) / 3);
  return `${characters.slice(0, most - 1 - end).join('')}\u2026${characters.slice(-end).join('')}`;
}

/** How much of a name stands in a line among others, and of what was called in a heading. */
export const LONGEST_NAME = 40;
export const LONGEST_TITLE = 120;
