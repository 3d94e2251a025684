import { isOption, OPTIONS, type Option, type OptionName } from '../options/arguments.ts';

/** An option as plugins declare it. */
interface SlsOption {
  readonly usage: string;
  readonly type: 'string' | 'boolean' | 'multiple';
  readonly shortcut?: string;
}

/** Our options that are passed on, with what `sls --help` says about them. */
const PASSED_ON = {
  calls: 'Calls in a burst, or auto (default 10)',
  bursts: 'Bursts, one after the other (default 2)',
  solo: 'Solo calls before the bursts (default 3)',
  timeout: 'For each call, in ms (default 30000)',
  request: 'HTTP method, if not that of the route',
  header: 'HTTP header, "Name: value"; repeatable',
  data: 'Body of the request or, for a function without a route, the event as JSON; or @FILE',
  why: 'If calls wait, find out why, with more calls',
  expect: 'Exit status 1 unless the verdict is KIND[:N], such as parallel:10',
  'max-failures': 'Exit status 1 if more than so many percent of the calls fail',
  against: 'Compare the run with one that --json saved',
  'fail-if-worse': 'With --against: exit status 1 if the run is worse',
  json: 'File to write the run to, or - for standard output',
  html: 'File to write a page with the timeline to',
  markdown: 'File to append a summary to',
  junit: 'File to write JUnit XML to',
  quiet: 'Show no progress, and only the verdict',
} as const satisfies Partial<Record<OptionName, string>>;

/** Their names. */
export const PASSED_ON_NAMES: readonly string[] = Object.keys(PASSED_ON);

/** The options that only the plugin has. */
export const OWN_OPTIONS: Readonly<Record<string, SlsOption>> = {
  function: {
    usage: 'Function to check, by its name in serverless.yml',
    type: 'string',
    shortcut: 'f',
  },
  local: { usage: "Check it under this service's serverless-offline", type: 'boolean' },
  'in-process': { usage: 'With --local: run all calls in one process', type: 'boolean' },
  path: { usage: 'Path to call, with its query, for a route with parameters', type: 'string' },
  'api-url': { usage: 'Address of the API, if not the one that the stack names', type: 'string' },
};

/** The options of `sls concurrency-check`, apart from those that every command of `sls` has. */
export const PLUGIN_OPTIONS: Readonly<Record<string, SlsOption>> = {
  ...OWN_OPTIONS,
  ...Object.fromEntries(
    Object.entries(PASSED_ON).map(([name, usage]) => [name, declare(name, usage)]),
  ),
};

function declare(name: string, usage: string): SlsOption {
  const option: Option | undefined = isOption(name) ? OPTIONS[name] : undefined;
  const { type = 'string', short = '', multiple } = option ?? {};
  // sls knows only lowercase letters.
  const shortcut = /^[a-z]$/.test(short) ? { shortcut: short } : {};
  return { usage, type: multiple === true ? 'multiple' : type, ...shortcut };
}
