/** JSON with these characters of its strings written by their numbers, as `\\u001b`. */
export function escapeInJson(json: string, characters: RegExp): string {
  return json.replaceAll(characters, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
