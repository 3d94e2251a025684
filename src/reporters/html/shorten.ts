/** Text of at most so many characters; longer text loses its middle, since names often differ at an end. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = Array.from(text);
  if (characters.length <= most) return text;
  const end = Math.floor((most - 1) / 3);
  return `${characters.slice(0, most - 1 - end).join('')}\u2026${characters.slice(-end).join('')}`;
}

/** Length to which instance names are shortened, in characters. */
export const LONGEST_NAME = 40;

/** Length to which headings shorten what was called, in characters. */
export const LONGEST_TITLE = 120;
