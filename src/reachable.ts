import type { Invocation } from './core/invocation.ts';
import { sanitizeLine } from './core/sanitize.ts';
import { maskTarget, UNIX_SOCKET, type TargetDescription } from './core/target-description.ts';
import { STILL_ANSWERING } from './core/timeline/failures.ts';
import { TargetError } from './errors.ts';

/** @throws TargetError if every solo call failed. */
export function assertNotAllFailed(
  description: TargetDescription,
  solo: readonly Invocation[],
): void {
  if (solo.length === 0 || solo.some(({ outcome }) => outcome !== 'failed')) return;
  const problem = errorText(solo.at(-1)?.error);
  const advice = plainHttpAdvice(solo.at(-1)?.error?.code ?? '', description);
  const words = [`every solo call of ${nameOf(description)} failed: ${problem}`, advice];
  throw new TargetError(words.filter(Boolean).join('. '));
}

/**
 * If the first call does not even get through, there is nothing to measure.
 * @throws TargetError then.
 */
export function assertReachable(description: TargetDescription, first: Invocation): void {
  const { outcome, status, error } = first;
  const code = error?.code ?? '';
  if (outcome !== 'failed' || status !== undefined || isTransient(code)) return;
  if (code === STILL_ANSWERING && description.until === undefined) {
    throw new TargetError(
      `${nameOf(description)} is up: ${errorText(error)} (a stream, or a long download). Judge by when answers begin with --until first-byte, or raise --timeout`,
    );
  }
  const advice = [
    socketAdvice(code, description) ?? ADVICE[code],
    tlsAdvice(code, description),
    plainHttpAdvice(code, description),
    apiUrlAdvice(description),
  ].filter(Boolean);
  const problem = UNREACHABLE[code] ?? errorText(error);
  throw new TargetError([`cannot call ${nameOf(description)}: ${problem}`, ...advice].join('. '));
}

function nameOf(description: TargetDescription): string {
  const { url, path, name = 'the target', connectedTo } = maskTarget(description);
  const place = connectedTo === undefined ? '' : ` at ${connectedTo}`;
  return `${url ?? path ?? name}${place}`;
}

const UNREACHABLE: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name does not resolve',
  EAI_AGAIN: 'the name does not resolve right now',
  ENOENT: 'there is no such socket',
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: 'the server does not speak HTTP/1.1 here',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'the server requires a client certificate',
};

const ADVICE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Start the server or fix the address',
  ENOTFOUND: 'Fix the address',
  EAI_AGAIN: 'Fix the address or try again',
  ENOENT: 'Start the server or fix the path',
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: 'Call it over HTTP/2 with --http2',
  timeout: 'If it is only slow, raise --timeout',
  'connect-timeout': 'Is it running, and does a firewall let calls through?',
};

function socketAdvice(code: string, { connectedTo = '' }: TargetDescription): string | undefined {
  const isSocket = code === 'ECONNREFUSED' && connectedTo.startsWith(UNIX_SOCKET);
  return isSocket ? 'Start the server or fix the path' : undefined;
}

/** Only the command line of HTTP addresses says which certificates are trusted. */
function tlsAdvice(code: string, { kind }: TargetDescription): string | undefined {
  return kind === 'http' ? TLS_ADVICE[code] : undefined;
}

const TRUST =
  'If you trust it, give the certificate that signed it with --cacert FILE, or accept any certificate with -k';
const CLIENT_CERTIFICATE = 'Give a client certificate with --cert FILE and --key FILE';

const TLS_ADVICE: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: TRUST,
  SELF_SIGNED_CERT_IN_CHAIN: TRUST,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: TRUST,
  UNABLE_TO_GET_ISSUER_CERT: TRUST,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: TRUST,
  CERT_HAS_EXPIRED: 'Renew it, or accept any certificate with -k',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'Call it by a name in the certificate (--connect-to says where that is), or accept any certificate with -k',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: CLIENT_CERTIFICATE,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: CLIENT_CERTIFICATE,
};

/** What else a server may speak at an http:// address if it does not answer in HTTP/1.1. */
function plainHttpAdvice(
  code: string,
  { kind, url = '', http2 }: TargetDescription,
): string | undefined {
  if (kind !== 'http' || http2 !== undefined || !/^http:/i.test(url)) return undefined;
  if (isTransient(code)) return 'If it expects TLS, call https://';
  return code.startsWith('HPE_')
    ? 'If it speaks only HTTP/2, try --http2; if it expects TLS, call https://'
    : undefined;
}

/** A single connection may be lost by chance. If all are, the end of the solo calls reports it. */
function isTransient(code: string): boolean {
  return code === 'ECONNRESET' || code === 'answer-incomplete';
}

/** A stack names AWS's own address even if an emulator created it. */
function apiUrlAdvice({ kind }: TargetDescription): string | undefined {
  return kind === 'deployed'
    ? 'If the API is at another address, give that address with --api-url'
    : undefined;
}

function errorText(error: Invocation['error']): string {
  return sanitizeLine(error?.message ?? 'no answer');
}
