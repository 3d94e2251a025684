import { MASK } from '../secrets/secrets.ts';
import type { RecordedCall } from './recorded-call.ts';

/** Identifies the request of a call by its method and address. Values in the query do not matter. */
export function requestOf({ method = '', url, name }: RecordedCall): string {
  if (name !== undefined) return `${method} ${name}`;
  return url === undefined ? '' : `${method} ${maskedUrl(url)}`;
}

/** The host that calls go to; '' if that is unknown. */
export function hostOf({ url }: RecordedCall): string {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : '';
}

/** An address without credentials, fragment and the values in its query. The names in the query stay. */
export function maskedUrl(url: string): string {
  if (!URL.canParse(url)) return url.replace(/[?#].*/s, '');
  const { protocol, host, pathname, searchParams } = new URL(url);
  const names = [...new Set(searchParams.keys())].map(
    (name) => `${encodeURIComponent(name)}=${MASK}`,
  );
  return `${protocol}//${host}${pathname}${names.length === 0 ? '' : `?${names.join('&')}`}`;
}

/** A name may be an address, for instance one with `${}` for the part that varies. */
export function withoutValues(name: string): string {
  return /^https?:/i.test(name) ? maskedUrl(name) : name;
}
