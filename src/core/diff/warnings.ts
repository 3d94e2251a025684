import { counted } from '../format.ts';
import { sanitizeLine } from '../sanitize.ts';
import type { Run } from '../run.ts';
import { answeredOf, callsOf, type ComparableBursts } from './comparable-bursts.ts';
import { ofBoth, type Pair } from './row.ts';

interface Route {
  readonly method: string;
  readonly path?: string;
  readonly query?: string;
}

export interface Comparability {
  readonly warnings: readonly string[];
  /** Whether both were asked for as much: otherwise sooner done is not better. */
  readonly sameLoad: boolean;
}

/** Why two runs should not be compared, where so. */
export function comparabilityOf(runs: Pair<Run>, like: ComparableBursts): Comparability {
  const load = loadWarnings(runs, like);
  return {
    warnings: [...routeWarnings(runs), ...load, ...declined(runs)],
    sameLoad: load.length === 0,
  };
}

function routeWarnings(runs: Pair<Run>): string[] {
  const { before, after } = ofBoth(runs, ({ target }) => routeOf(target));
  if (before === undefined || after === undefined) return [];
  const method =
    before.method === after.method
      ? []
      : [`The method was ${before.method} before and is ${after.method} now.`];
  return samePath(before.path, after.path)
    ? method
    : [
        ...method,
        `The route was ${before.path} before and is ${after.path} now: other code may have run.`,
      ];
}

function loadWarnings(runs: Pair<Run>, like: ComparableBursts): string[] {
  const query = ofBoth(runs, ({ target }) => routeOf(target)?.query);
  const calls = ofBoth(runs, ({ bursts }) => callsOf(bursts));
  const answered = ofBoth(like, answeredOf);
  return [
    query.before !== undefined && query.after !== undefined && query.before !== query.after
      ? `The query was ${query.before || 'empty'} before and is ${query.after || 'empty'} now: calls may do other work.`
      : '',
    calls.before === calls.after
      ? likelyAnswered(answered)
      : `A burst had ${counted(calls.before, 'call')} before and has ${calls.after} now; repeat with -n ${calls.before}.`,
    like.temperature === 'unlike'
      ? 'One run met cold instances in every burst, the other in none; repeat with more bursts: -b 2.'
      : '',
  ].filter(Boolean);
}

/** A few lost calls change no makespan by more than noise. */
const FEW_LOST = 0.05;

function likelyAnswered({ before, after }: Pair<number>): string {
  if (Math.abs(before - after) <= FEW_LOST * Math.max(before, after)) return '';
  return `Of a burst ${counted(before, 'call')} were answered before and ${after} now: the rest failed or were refused.`;
}

function declined(runs: Pair<Run>): string[] {
  const { before, after } = ofBoth(runs, ({ verdict }) => verdict.kind === 'inconclusive');
  if (before && after) return ['Both runs are inconclusive.'];
  if (before)
    return ['The run before is inconclusive: what has changed since cannot be told from it.'];
  return after
    ? ['The run now is inconclusive: whether the change helped cannot be told from it.']
    : [];
}

const LONGEST = 100;

function routeOf(target: Run['target']): Route | undefined {
  if (target === undefined) return undefined;
  const method = said(target.method ?? 'GET');
  const address = target.path ?? target.url?.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  if (address === undefined) return { method };
  const [path = '', ...query] = address.replace(/#.*$/, '').split('?');
  return { method, path: said(path) || '/', query: said(query.join('?')) };
}

function said(text: string): string {
  return sanitizeLine(text).slice(0, LONGEST);
}

/** The stage of a deployed service may stand before the route. */
function samePath(before: string | undefined, after: string | undefined): boolean {
  if (before === undefined || after === undefined || before === after) return true;
  const [short, long] = before.length < after.length ? [before, after] : [after, before];
  return short !== '/' && long.endsWith(short);
}
