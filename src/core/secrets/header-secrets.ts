import { isSecretName } from './secrets.ts';

/** Shorter texts than this may be part of any word. */
const SHORTEST = 4;

const PLACEHOLDER = /\{(?:n|line)\}/;

/**
 * The secrets in the headers of a request: cookies, credentials and tokens, longest first. An error
 * page may repeat them.
 */
export function headerSecrets(
  headers: Readonly<Record<string, string | readonly string[]>>,
): string[] {
  const found = Object.entries(headers)
    .filter(([name]) => isSecretName(name))
    .flatMap(([name, values]) => [values].flat().flatMap((value) => secretsIn(name, value)))
    .flatMap((secret) => secret.split(PLACEHOLDER))
    .filter(({ length }) => length >= SHORTEST);
  return [...new Set(found)].toSorted((a, b) => b.length - a.length);
}

/** A text with `***` for each of the secrets. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
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
