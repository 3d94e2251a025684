const MOST_CHARACTERS = 160;

/** The beginning of a body on one line, for an error message; empty if there is only white space. */
export function excerptOf(body: string): string {
  const line = body.replaceAll(/\s+/g, ' ').trim();
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line;
}
