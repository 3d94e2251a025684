/** What to fire, as chosen in the form. */
export interface Settings {
  readonly route: Route;
  readonly calls: number;
  /** How long each call waits, in ms. `/ping/cpu` ignores it: its amount of work is fixed. */
  readonly delayMs: number;
  /** All calls use one URL, as two tabs with the same address do. Browsers then serialize them. */
  readonly sameUrl: boolean;
}

/** The routes of the service. */
export const ROUTES = ['ping', 'ping/blocking', 'ping/cpu'] as const;
export type Route = (typeof ROUTES)[number];

/** The range of the number of calls, and its initial value. */
export const CALLS = { min: 2, max: 50, initial: 6 } as const;
/** The range of the delay in ms, and its initial value. */
export const DELAY_MS = { min: 0, max: 25_000, initial: 1_000 } as const;

/** The settings in a form's fields. A field that is missing or invalid takes its initial value. */
export function readSettings(fields: ReadonlyMap<string, string>): Settings {
  return {
    route: ROUTES.find((route) => route === fields.get('route')) ?? 'ping',
    calls: numberOr(fields.get('calls'), CALLS),
    delayMs: numberOr(fields.get('delay'), DELAY_MS),
    sameUrl: fields.get('same') === 'on',
  };
}

/** What is wrong with the numbers in a form, by field name. A disabled field is not checked. */
export function fieldErrors(fields: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const errors = new Map<string, string>();
  for (const [name, range] of Object.entries({ calls: CALLS, delay: DELAY_MS })) {
    const text = fields.get(name);
    if (text === undefined || isInRange(text, range)) continue;
    const given = text.trim() === '' ? '' : `, not ${text.trim()}`;
    errors.set(name, `enter a whole number from ${rangeText(range)}${given}.`);
  }
  return errors;
}

/** `0 to 25,000`. */
export function rangeText({ min, max }: Range): string {
  return `${min.toLocaleString('en')} to ${max.toLocaleString('en')}`;
}

interface Range {
  readonly min: number;
  readonly max: number;
  readonly initial: number;
}

function numberOr(text: string | undefined, range: Range): number {
  return text !== undefined && isInRange(text, range) ? Number(text) : range.initial;
}

function isInRange(text: string, { min, max }: Range): boolean {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isInteger(number) && number >= min && number <= max;
}

/** The URL of the folder that the service is in. A stage or an emulator adds a path to the root. */
export function baseOf({ origin, pathname }: { origin: string; pathname: string }): URL {
  const folder = pathname.endsWith('/') ? pathname : `${pathname}/`;
  return new URL(origin + folder);
}

/** The URL to call, without the parameter that makes calls distinct. */
export function routeUrl({ route, delayMs }: Settings, base: URL): URL {
  const url = new URL(route, base);
  if (route !== 'ping/cpu') url.searchParams.set('delay', `${delayMs}`);
  return url;
}

/** What the settings measure, for instance `GET /ping?delay=800, 6 calls, distinct URLs`. */
export function describeSettings(settings: Settings, base: URL): string {
  const { pathname, search } = routeUrl(settings, base);
  const urls = settings.sameUrl ? 'same URL' : 'distinct URLs';
  return `GET ${pathname}${search}, ${settings.calls} calls, ${urls}`;
}

/** The URL with a parameter that the service ignores, so a browser does not treat calls as the same. */
export function distinctUrl(url: URL, mark: string): string {
  const distinct = new URL(url);
  distinct.searchParams.set('x', mark);
  return distinct.href;
}

/** The URL of each call of a burst. `mark` distinguishes this burst from others. */
export function burstUrls(settings: Settings, base: URL, mark: string): string[] {
  const url = routeUrl(settings, base);
  return Array.from({ length: settings.calls }, (_, call) =>
    settings.sameUrl ? url.href : distinctUrl(url, `${mark}-${call + 1}`),
  );
}
