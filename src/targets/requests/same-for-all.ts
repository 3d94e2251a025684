import { isSecretName } from '../../core/secrets/secrets.ts';
import type { SameForAll } from '../../core/target-description.ts';
import { hasPlaceholder, showPlaceholders } from './call-values.ts';
import { textsIn } from './fill-request.ts';
import type { HttpTargetSpec } from '../target-spec.ts';

type Request = Pick<HttpTargetSpec, 'url' | 'message' | 'connection'>;

/** What the calls to a target have in common that may name a user or a thing, such as `7` in `/users/7`. */
export function sameForAll({ url, message, connection }: Request): SameForAll[] {
  const { headers, body } = message;
  const credentials = Object.keys(headers).filter(
    (name) => name !== 'cookie' && isSecretName(name),
  );
  const texts = textsIn(body);
  const found: readonly (readonly [SameForAll, boolean])[] = [
    ['url', isSameUrl(url)],
    ['path', mayNameThing(showPlaceholders(url.pathname))],
    ['query', [...url.searchParams.values()].some((value) => isFixed([value]))],
    ['body', body !== undefined && body.length > 0 && isFixed(texts)],
    ['cookie', isFixed(headers['cookie'])],
    ['credentials', credentials.some((name) => isFixed(headers[name]))],
    ['address', hasOneSource(connection)],
  ];
  return found.flatMap(([name, isSame]) => (isSame ? [name] : []));
}

/** Whether all calls have the same URL. */
export function isSameUrl(url: URL): boolean {
  return !hasPlaceholder(showPlaceholders(url.href));
}

/** Parts of a path that only say that it is one of an API. */
const GENERAL = /^(?:api|v\d+(?:\.\d+)*)$/i;

/** Whether a path has more than a name: the first part is that of the route, and others may be those of things. */
function mayNameThing(path: string): boolean {
  const parts = path.split('/').filter((part) => part !== '' && !GENERAL.test(part));
  return parts.length > 1 && !hasPlaceholder(path);
}

function isFixed(value: string | readonly string[] | undefined): boolean {
  return value !== undefined && ![value].flat().some((text) => hasPlaceholder(text));
}

function hasOneSource({ socketPath, sourceAddresses = [] }: Request['connection']): boolean {
  return socketPath === undefined && sourceAddresses.length < 2;
}
