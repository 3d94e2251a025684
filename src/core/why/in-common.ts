import type { Fact } from './diagnosis.ts';
import type { Evidence } from './evidence.ts';

/** Which part of a request a probe varies. */
const VARIED = [
  ['other-requests', 'url'],
  ['other-sessions', 'cookie'],
  ['other-sources', 'address'],
] as const;

/** What all calls had in common, and what no probe changed, so a limit may be one for each of these. */
export function inCommon({ target, probes }: Evidence): readonly InCommon[] {
  const varied = VARIED.flatMap(([variant, part]): InCommon[] =>
    probes.variants[variant]?.effect === 'limited' ? [part] : [],
  );
  const same = sameParts(target).filter((part) => !varied.includes(part));
  return same.includes('url') ? same.filter((one) => one !== 'path' && one !== 'query') : same;
}

/** If a target does not say what calls have in common, it at least says whether they differ. */
function sameParts(target: Evidence['target']): readonly InCommon[] {
  return target?.sameForAll ?? (target?.requestsDiffer === true ? [] : ['url']);
}

type InCommon = Extract<Fact, { code: 'in-common' }>['what'][number];

/** The same as a fact, if there is anything. */
export function inCommonFact(what: readonly InCommon[]): Fact[] {
  return what.length === 0 ? [] : [{ code: 'in-common', what }];
}

/** What all calls had in common if calls to another path are limited, too, so it is no limit for each URL. */
export function inCommonBesideUrl(evidence: Evidence): readonly InCommon[] {
  return inCommon(evidence).filter((part) => !OF_URL.includes(part));
}

const OF_URL: readonly InCommon[] = ['url', 'path', 'query'];

/** Whether all calls told the server who they are in the same way. */
export function namesClient(what: readonly InCommon[]): boolean {
  return what.includes('credentials') || what.includes('cookie');
}
