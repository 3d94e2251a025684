import { routeUrl, type Settings } from './settings.ts';

/** The tools that can fire a burst from a shell. */
export const TOOLS = ['curl', 'wget', 'concurrency-check'] as const;
export type Tool = (typeof TOOLS)[number];

/** The commands that fire the same burst from a shell, by tool. */
export function shellCommands(settings: Settings, base: URL): Record<Tool, string> {
  const url = quoted(routeUrl(settings, base).href);
  const loop = (call: string): string =>
    `for i in $(seq ${settings.calls}); do ${call} ${url} & done; wait`;
  return {
    curl: loop('curl -s'),
    wget: loop('wget -qO-'),
    'concurrency-check': `npm run concurrency-check -- ${url} -n ${settings.calls}`,
  };
}

/** In single quotes, because a path may contain a dollar sign, as in `$default`. */
function quoted(url: string): string {
  return `'${url.replaceAll("'", '%27')}'`;
}
