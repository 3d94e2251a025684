import { decoded, isSecretName, MASK, secretValues, splitSecrets } from './secrets.ts';

/** Shorter texts than this may be part of any word. */
const SHORTEST = 4;

const PLACEHOLDER = /\{(?:n|line)\}/;

/** Where a request may have secrets. */
interface Request {
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** With its query. */
  readonly path: string;
  readonly body?: Piece | readonly Piece[] | undefined;
}

type Piece = string | Uint8Array;

/**
 * The secrets in a request: cookies, credentials and tokens. An error page, or the log of a server, may
 * repeat them.
 */
export function requestSecrets({ headers, path, body = '' }: Request): string[] {
  const inHeaders = Object.entries(headers)
    .filter(([name]) => isSecretName(name))
    .flatMap(([name, values]) => [values].flat().flatMap((value) => secretsIn(name, value)));
  const text = [body]
    .flat()
    .map((piece) => (typeof piece === 'string' ? piece : new TextDecoder().decode(piece)))
    .join('');
  const inText = [path, text].flatMap((one) => secretValues(splitSecrets(one)));
  return [...inHeaders, ...inText.flatMap((secret) => [secret, decoded(secret)])].flatMap(
    (secret) => secret.split(PLACEHOLDER),
  );
}

/** A text with `***` for each of the secrets. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter(({ length }) => length >= SHORTEST)
    .toSorted((a, b) => b.length - a.length)
    .reduce((shown, secret) => shown.replaceAll(secret, MASK), text);
}

function secretsIn(name: string, value: string): string[] {
  if (name === 'cookie') {
    return value.split(';').map((cookie) => cookie.slice(cookie.indexOf('=') + 1).trim());
  }
  const [, basic] = /^basic\s+(\S+)$/i.exec(value) ?? [];
  const [scheme = '', ...rest] = value.split(/\s+/);
  return [
    ...(rest.length > 0 ? rest : [scheme]),
    ...(basic === undefined ? [] : passwordIn(basic)),
  ];
}

/** The password in `user:password`, if this is Base64. */
function passwordIn(basic: string): string[] {
  try {
    const [, ...password] = atob(basic).split(':');
    return [password.join(':')];
  } catch {
    return [];
  }
}
