import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { defined } from '../../core/defined.ts';
import { codeOf, messageOf, UsageError } from '../../errors.ts';
import { readInputFile } from '../../input-file.ts';
import type { TlsOptions } from '../../targets/connector.ts';
import { typedName, valueOf, type Arguments, type OptionName } from '../arguments.ts';

/** Options that mean nothing without TLS. */
export const TLS_OPTIONS = [
  'insecure',
  'cacert',
  'cert',
  'key',
  'pass',
] as const satisfies OptionName[];

/**
 * Reads -k, --cacert, --cert, --key and --pass; `undefined` if none is given.
 * @throws UsageError if the URL is not HTTPS, or if a file cannot be read or used.
 */
export function readTls(args: Arguments, url: URL): TlsOptions | undefined {
  const given = TLS_OPTIONS.find((name) => args.typed.has(name));
  if (given === undefined) return undefined;
  if (url.protocol !== 'https:') throw new UsageError(notSecure(args, given));
  const { file: certFile, passphrase } = splitCert(valueOf(args, 'cert'));
  const cert = readFile('--cert', certFile);
  const key = readFile('--key', valueOf(args, 'key')) ?? cert;
  if (cert === undefined && key !== undefined) {
    throw new UsageError('--key needs the certificate that it belongs to: --cert FILE');
  }
  const ca = readFile('--cacert', valueOf(args, 'cacert'));
  const secrets = { cert, key, passphrase: valueOf(args, 'pass') ?? passphrase };
  if (ca !== undefined) assertUsable('--cacert', () => new X509Certificate(ca));
  if (cert !== undefined) {
    assertReadable(key, certOptions(args), secrets.passphrase);
    assertUsable(certOptions(args), () => createSecureContext(defined(secrets)));
  }
  const rejectUnauthorized = args.flags.has('insecure') ? (false as const) : undefined;
  return defined({ rejectUnauthorized, ca, ...secrets });
}

function notSecure(args: Arguments, name: OptionName): string {
  const typed = typedName(args, name);
  const only = `${typed} applies only to https:// addresses`;
  if (typed !== '-k') return only;
  return `${only}, where it accepts any certificate. If you mean keep-alive, as in ab, leave it out: here each call has its own connection`;
}

/** `FILE:PASSWORD`, where a colon within either has a backslash before it. */
export function splitCert(given: string | undefined): {
  file?: string;
  passphrase?: string;
} {
  const [, file, passphrase] =
    /^((?:[A-Za-z]:(?=[\\/]))?(?:\\[^]|[^:\\])*)(?::([^]*))?$/.exec(given ?? '') ?? [];
  return defined({ file: file === '' ? undefined : file?.replaceAll('\\:', ':'), passphrase });
}

function readFile(option: string, file: string | undefined): string | undefined {
  return file === undefined ? undefined : readInputFile(file, `${option} ${file}`).toString();
}

function certOptions(args: Arguments): string {
  return args.values.has('key') ? '--cert and --key' : '--cert';
}

/** @throws UsageError if there is no key, or if it needs a password. */
function assertReadable(key = '', options: string, passphrase: string | undefined): void {
  if (!key.includes('PRIVATE KEY-----')) {
    throw new UsageError(
      `${options}: expected a private key in PEM, received none; use --key FILE`,
    );
  }
  if (passphrase !== undefined || !key.includes('ENCRYPTED')) return;
  throw new UsageError(`${options}: the key is encrypted; give its password with --pass`);
}

/** @throws UsageError if Node cannot use these; its own messages are those of OpenSSL. */
function assertUsable(options: string, use: () => unknown): void {
  try {
    use();
  } catch (error) {
    throw new UsageError(`${options}: ${problemOf(error)}`, { cause: error });
  }
}

function problemOf(error: unknown): string {
  const code = codeOf(error) ?? '';
  return PROBLEMS[code] ?? `expected files in PEM format (${messageOf(error)})`;
}

const PROBLEMS: Readonly<Record<string, string>> = {
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: 'the key does not belong to the certificate',
  ERR_OSSL_BAD_DECRYPT: 'the password of the key is wrong',
  ERR_OSSL_EVP_BAD_DECRYPT: 'the password of the key is wrong',
  ERR_OSSL_PEM_NO_START_LINE: 'expected PEM, with the lines -----BEGIN and -----END',
};
