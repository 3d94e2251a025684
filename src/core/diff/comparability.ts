import type { Run } from '../run.ts';
import { sanitizeLine } from '../sanitize.ts';
import type { TargetDescription } from '../target-description.ts';
import { answeredOf, callsOf, type ComparableBursts } from './comparable-bursts.ts';
import { ofBoth, type DiffWarning, type Pair } from './run-diff.ts';

export interface Comparability {
  readonly warnings: readonly DiffWarning[];
  /** Whether both runs had the same load and were timed alike: otherwise sooner is not better. */
  readonly sameLoad: boolean;
}

/** Why two runs should not be compared, if so. */
export function assessComparability(runs: Pair<Run>, comparable: ComparableBursts): Comparability {
  const load = loadWarnings(runs, comparable);
  return {
    warnings: [
      ...routeWarnings(runs),
      ...http2Warnings(runs),
      ...load,
      ...inconclusiveWarnings(runs),
    ],
    sameLoad: load.length === 0,
  };
}

interface Called {
  readonly method: string;
  readonly path?: string;
  readonly query?: string;
}

function routeWarnings(runs: Pair<Run>): DiffWarning[] {
  const { before, after } = ofBoth(runs, ({ target }) => calledBy(target));
  if (before === undefined || after === undefined) return [];
  const warnings: DiffWarning[] = [];
  if (before.method !== after.method) {
    warnings.push({ code: 'method-changed', before: before.method, after: after.method });
  }
  if (
    before.path !== undefined &&
    after.path !== undefined &&
    !isSamePath(before.path, after.path)
  ) {
    warnings.push({ code: 'route-changed', before: before.path, after: after.path });
  }
  return warnings;
}

/** HTTP/2 carries the same load in another way, which may be just what the comparison is about. */
function http2Warnings(runs: Pair<Run>): DiffWarning[] {
  const http2 = onlyOneOf(runs, (target) => target.http2 !== undefined);
  return http2 === undefined ? [] : [{ code: 'http2-changed', http2 }];
}

/** The one of two runs whose target fits; `undefined` if both or neither does, or a target is unknown. */
function onlyOneOf(
  { before, after }: Pair<Run>,
  isSo: (target: TargetDescription) => boolean,
): keyof Pair<Run> | undefined {
  if (before.target === undefined || after.target === undefined) return undefined;
  const was = isSo(before.target);
  if (was === isSo(after.target)) return undefined;
  return was ? 'before' : 'after';
}

function loadWarnings(runs: Pair<Run>, comparable: ComparableBursts): DiffWarning[] {
  const query = ofBoth(runs, ({ target }) => calledBy(target)?.query);
  const isAnswered = comparable.before.length > 0 && comparable.after.length > 0;
  const calls = ofBoth(isAnswered ? comparable : ofBoth(runs, ({ bursts }) => bursts), callsOf);
  const answered = ofBoth(comparable, answeredOf);
  const firstByte = onlyOneOf(runs, ({ until }) => until !== undefined);
  const warnings: DiffWarning[] = [];
  if (firstByte !== undefined) warnings.push({ code: 'until-changed', firstByte });
  if (query.before !== undefined && query.after !== undefined && query.before !== query.after) {
    warnings.push({ code: 'query-changed', before: query.before, after: query.after });
  }
  if (calls.before !== calls.after) warnings.push({ code: 'calls-changed', ...calls });
  else if (!isAboutAsMany(answered)) warnings.push({ code: 'answered-changed', ...answered });
  if (comparable.temperature === 'unlike') warnings.push({ code: 'temperature-changed' });
  return warnings;
}

/** Losing this share of the calls changes no makespan by more than noise. */
const FEW_LOST = 0.05;

function isAboutAsMany({ before, after }: Pair<number>): boolean {
  return Math.abs(before - after) <= FEW_LOST * Math.max(before, after);
}

function inconclusiveWarnings(runs: Pair<Run>): DiffWarning[] {
  const { before, after } = ofBoth(runs, ({ verdict }) => verdict.kind === 'inconclusive');
  if (before && after) return [{ code: 'both-inconclusive' }];
  if (before) return [{ code: 'before-inconclusive' }];
  return after ? [{ code: 'after-inconclusive' }] : [];
}

/** The longest quotation of a method, a path or a query, characters. */
const LONGEST_QUOTE = 100;

function calledBy(target: Run['target']): Called | undefined {
  if (target === undefined) return undefined;
  const method = quote(target.method ?? 'GET');
  const address = target.path ?? target.url?.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  if (address === undefined) return { method };
  const [path = '', ...query] = address.replace(/#.*$/, '').split('?');
  return { method, path: quote(path) || '/', query: quote(query.join('?')) };
}

function quote(text: string): string {
  return sanitizeLine(text).slice(0, LONGEST_QUOTE);
}

/** The stage of a deployed service may stand in front of the route. */
function isSamePath(before: string, after: string): boolean {
  if (before === after) return true;
  const [short, long] = before.length < after.length ? [before, after] : [after, before];
  return short !== '/' && long.endsWith(short);
}
