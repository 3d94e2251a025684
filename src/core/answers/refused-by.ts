import * as v from 'valibot';

/** Programs that limit calls, and that their error pages identify. */
const REFUSERS = ['nginx', 'uvicorn'] as const;
/** A program that refused a call itself, instead of the code behind it. */
export type Refuser = (typeof REFUSERS)[number];

export const refuserSchema = v.picklist(REFUSERS);

/** What shows who refused a call. */
interface Refusal {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** The program whose own error page this is, by its `Server` header and its body; `undefined` for any other page. */
export function refusedBy(refusal: Refusal): Refuser | undefined {
  if (isOfNginx(refusal)) return 'nginx';
  return isOfUvicorn(refusal) ? 'uvicorn' : undefined;
}

/** The page ends with the name (ngx_http_special_response.c). What nginx passes on has other pages. */
function isOfNginx({ status, headers, body }: Refusal): boolean {
  if (status !== 429 && status !== 503) return false;
  return (
    /^nginx\b/.test(String(headers['server'])) &&
    body.includes(`<title>${status} `) &&
    /<hr><center>nginx(?:\/[\d.]+)?(?: \([^)]*\))?<\/center>/.test(body)
  );
}

/**
 * What Uvicorn sends beyond --limit-concurrency (uvicorn/protocols/http/flow_control.py). Starlette answers with
 * the same words if a handler raises such an error, but leaves the connection open.
 */
function isOfUvicorn({ status, headers, body }: Refusal): boolean {
  return (
    status === 503 &&
    headers['server'] === 'uvicorn' &&
    headers['connection'] === 'close' &&
    headers['content-type'] === 'text/plain; charset=utf-8' &&
    body === 'Service Unavailable'
  );
}
