/** The contents of the files in types/, by their names. */
export function renderTypes(): Record<string, string>;
