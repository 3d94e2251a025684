import type { Fact } from './diagnosis.ts';
import type { Evidence } from './evidence.ts';

/** What all calls had in common, and what no probe changed, so a limit may be one for each of these. */
export function inCommon({ target, probes }: Evidence): readonly InCommon[] {
  const { requestsDiffer, sameForAll = [] } = target ?? {};
  const { variants } = probes;
  const varied = new Set([
    ...(variants['other-sessions']?.effect === 'limited' ? ['cookie'] : []),
    ...(variants['other-sources']?.effect === 'limited' ? ['address'] : []),
  ]);
  const same = sameForAll.filter((one) => !varied.has(one));
  const differed = requestsDiffer === true || variants['other-requests']?.effect === 'limited';
  if (differed) return same;
  return ['url', ...same.filter((one) => one !== 'path' && one !== 'query')];
}

type InCommon = Extract<Fact, { code: 'in-common' }>['what'][number];

/** The same as a fact, if there is anything. */
export function inCommonFact(what: readonly InCommon[]): Fact[] {
  return what.length === 0 ? [] : [{ code: 'in-common', what }];
}
