import type { HttpTargetSpec } from '../target-spec.ts';

/** The same call, below the address of its API. */
export function placeCall(call: HttpTargetSpec, base: URL): HttpTargetSpec {
  const { pathname, search } = call.url;
  return { ...call, url: new URL(base.href.replace(/\/$/, '') + pathname + search) };
}
