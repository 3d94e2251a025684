/** What a call has to itself: `{n}` is its number in the run, `{line}` its line of a file. */
export interface CallValues {
  readonly n: number;
  /** Absent if no file was given; then `{line}` stays as it is. */
  readonly line?: string;
}

/** A placeholder in a template. */
export type Placeholder = keyof CallValues;

const PLACEHOLDER = /\{(n|line)\}/g;
/** In a URL. What follows `=` is a value of its query. */
const IN_URL = /(=?)\{(n|line)\}/g;

/** Whether a template contains a placeholder; any of them, unless one is named. */
export function hasPlaceholder(template: string, name?: Placeholder): boolean {
  return [...template.matchAll(PLACEHOLDER)].some(([, found]) => found === (name ?? found));
}

/** A template with the values of a call in it. */
export function fillIn(template: string, values: CallValues): string {
  return template.replaceAll(PLACEHOLDER, (found, name: Placeholder) => `${values[name] ?? found}`);
}

/**
 * The same for a path with its query. A value after `=` is percent-encoded; elsewhere it may itself
 * be a path or a query, so only what no URL can contain is encoded.
 */
export function fillInPath(template: string, values: CallValues): string {
  const filled = template.replaceAll(IN_URL, (found, equals: string, name: Placeholder) => {
    const value = values[name];
    if (value === undefined) return found;
    const text = `${value}`;
    return equals === '' ? text.replaceAll('#', '%23') : `=${encodeURIComponent(text)}`;
  });
  const { pathname, search } = new URL(`http://host${filled}`);
  return pathname + search;
}

/** An address or a path with its placeholders as they were typed: URLs encode braces. */
export function showPlaceholders(href: string): string {
  return href.replaceAll(/%7B(n|line)%7D/g, '{$1}');
}
