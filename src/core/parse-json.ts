/** The value of a JSON text; `undefined`, which JSON has no way to write, if it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
