import { MASK } from '../secrets/secrets.ts';
import type { RecordedCall } from './recorded-call.ts';
import { maskedUrl, withoutValues } from './request.ts';

/** Which request of a file to judge; empty for the one with the largest burst. */
export interface Choice {
  /** Its address, with or without the query; its path; or the name that a script gave it. */
  readonly target?: string;
  readonly method?: string;
}

/** Whether calls are of the request that was chosen. */
export function isChosen(calls: readonly RecordedCall[], { target, method }: Choice): boolean {
  return calls.some(
    (call) =>
      (method === undefined || call.method === method) &&
      (target === undefined || isTo(call, target)),
  );
}

/** The choice in words, without what may be secret: `POST http://127.0.0.1/a?token=***`. */
export function choiceText({ target, method }: Choice): string {
  const words = [method, target === undefined ? undefined : masked(target)];
  return words.filter((word) => word !== undefined).join(' ');
}

function masked(target: string): string {
  if (target === '') return "''";
  if (/^https?:/i.test(target) && URL.canParse(target)) return maskedUrl(target);
  return target.replace(/\?.*/s, `?${MASK}`).replace(/(^|\/\/)[^/]*@/, `$1${MASK}@`);
}

/** Starts with a scheme, or with the path on whatever host. */
const ADDRESS = /^(?:https?:|\/)/i;

function isTo({ url, name }: RecordedCall, target: string): boolean {
  if (name !== undefined && name === withoutValues(target)) return true;
  if (url === undefined || !ADDRESS.test(target) || !URL.canParse(target, url)) return false;
  const wanted = partsOf(new URL(target, url).href);
  const own = partsOf(url);
  return wanted.address === own.address && ['', own.names].includes(wanted.names);
}

/** An address without its query, and the names in the query, in whatever order they came. */
function partsOf(url: string): { address: string; names: string } {
  const [address = '', query = ''] = maskedUrl(url).split('?');
  return { address, names: query.split('&').toSorted().join('&') };
}
