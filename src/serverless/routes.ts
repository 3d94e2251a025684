/** An HTTP route of a function. */
export interface Route {
  /** An HTTP API, or a REST API. */
  readonly api: 'httpApi' | 'http';
  /** In upper case; `GET` for a route that takes any. */
  readonly method: string;
  /** With a slash first, and with its parameters: `/books/{id}`. */
  readonly path: string;
}

/** The HTTP routes among the events of a function, in their order. */
export function routesOf(events: readonly unknown[] = []): Route[] {
  return events.flatMap((event) =>
    APIS.flatMap((api) => {
      const route: unknown = isObject(event) ? event[api] : undefined;
      return route === undefined ? [] : [{ api, ...readRoute(route) }];
    }),
  );
}

const APIS = ['httpApi', 'http'] as const;

/** `GET /books`, `*`, or an object with a method and a path. */
function readRoute(route: unknown): Omit<Route, 'api'> {
  const [method = '', path = ''] =
    typeof route === 'string' ? wordsOf(route) : wordsOf(isObject(route) ? route : {});
  const name = method.toUpperCase();
  return {
    method: ['', '*', 'ANY'].includes(name) ? 'GET' : name,
    path: `/${path.replace(/^[/*]/, '')}`,
  };
}

function wordsOf(route: string | Readonly<Record<string, unknown>>): string[] {
  if (typeof route === 'string') return route.trim().split(/\s+/);
  return [route['method'], route['path']].map((word) => (typeof word === 'string' ? word : ''));
}

/** Whether a path has parameters: `{id}`, `{proxy+}`. */
export function hasParameters({ path }: Route): boolean {
  return path.includes('{');
}

/** Whether a route serves a path, which may have a query. */
export function serves({ path: template }: Route, path: string): boolean {
  const pattern = template
    .replaceAll(/[.*?^$()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\{[^}]*\+\}/g, '.+')
    .replaceAll(/\{[^}]*\}/g, '[^/]+');
  return new RegExp(`^${pattern}/?$`).test(path.split('?')[0] ?? '');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
