import { splitCommand } from '../core/secrets/command-secrets.ts';
import { isSecretName, secretPart, splitSecrets, type Part } from '../core/secrets/secrets.ts';
import { joinParts, shellWord, type Variables } from '../core/secrets/shell-words.ts';
import { FORMATS } from '../output/formats.ts';
import { isOption, OPTIONS } from '../options/arguments.ts';
import { tokensOf } from './split-arguments.ts';
import type { Host } from './host.ts';
import { isRunByNpm } from './npm.ts';
import { isCookieFile } from '../options/request/cookie-file.ts';
import { splitCert } from '../options/request/tls-options.ts';

/** Where results go and how they look is not repeated: it would replace the files of this run. */
const NOT_REPEATED: ReadonlySet<string> = new Set<string>([...FORMATS, 'no-color', 'quiet']);

/**
 * The options and targets of a command line as one would type them again: quoted for a shell, and
 * with a variable for each value that may be a secret, or one for all that are the same.
 */
export function rerunArguments(argv: readonly string[]): string {
  const variables: Variables = new Map();
  const end = argv.indexOf('--');
  if (end < 0) return ownArguments(argv, variables);
  const own = ownArguments(argv.slice(0, end), variables);
  const command = splitCommand(argv.slice(end + 1)).map((parts) => joinParts(parts, variables));
  return [own, '--', ...command].join(' ');
}

function ownArguments(argv: readonly string[], variables: Variables): string {
  const words = tokensOf(argv).flatMap((token) => {
    if (token.kind !== 'option')
      return token.kind === 'positional' ? shellWord(token.value, variables) : [];
    if (NOT_REPEATED.has(token.name)) return [];
    const { name, rawName, value, inlineValue } = token;
    if (value === undefined) return [rawName];
    const parts = partsOf(name, value);
    const isFlag = isOption(name) && OPTIONS[name].type === 'boolean';
    // Only in one word may a value begin with a hyphen, or a flag have one.
    if (!isFlag && !(inlineValue && value.startsWith('-')))
      return [rawName, joinParts(parts, variables)];
    const start = rawName.startsWith('--') ? `${rawName}=` : rawName;
    return [joinParts([start, ...parts], variables)];
  });
  return words.join(' ');
}

/** A value, with what may be a secret in it set apart. */
function partsOf(name: string, value: string): Part[] {
  switch (name) {
    case 'header':
      return headerParts(value);
    case 'cookie':
      return isCookieFile(value) ? [value] : cookieParts(name, value);
    case 'user':
      return [secretPart('credentials', value)];
    case 'pass':
      return [{ name: 'pass', value }];
    case 'cert': {
      const { file = value, passphrase } = splitCert(value);
      return passphrase === undefined ? [file] : [`${file}:`, { name: 'pass', value: passphrase }];
    }
    default:
      return splitSecrets(value);
  }
}

/** The script of this repository that runs the command. */
export const OWN_SCRIPT = 'concurrency-check';

/** How this command was called: by npm's script of this repository, or as a package's command. */
export function invocationOf({ env, invocation }: Pick<Host, 'env' | 'invocation'>): string {
  if (invocation !== undefined) return invocation;
  return isRunByNpm(env, OWN_SCRIPT) ? `npm run ${OWN_SCRIPT} --` : 'npx concurrency-check';
}

/** Headers whose values are long and no secret. */
const HARMLESS_HEADER = /^(accept|cache|content|host|if|origin|user-agent)(-|$)/i;

/** A scheme with credentials, a JSON Web Token, or a long word without spaces. */
const SECRET_VALUE = /^(basic|bearer|digest|token)\s|^eyJ|^[\w+/=.~-]{24,}$/i;

/** A header line whose value is set apart if it may be a secret. */
function headerParts(line: string): Part[] {
  const [, before = '', name = '', value = ''] = /^(([^:]*):\s*)(.*)$/s.exec(line) ?? [];
  const harmless = value === '' || HARMLESS_HEADER.test(name);
  if (harmless || !(isSecretName(name) || SECRET_VALUE.test(value))) return splitSecrets(line);
  return [before, ...credentialParts(name.trim(), value)];
}

/** A value that is a secret, unless each call gets its own. */
function credentialParts(name: string, value: string): Part[] {
  if (/^cookie$/i.test(name)) return cookieParts(name, value);
  const withoutScheme = value.replace(/^(basic|bearer|digest|token)\s+/i, '');
  const isFilled = typeof secretPart(name, withoutScheme) === 'string';
  return [isFilled ? value : { name, value }];
}

/** Cookies as one secret, unless each call gets its own. */
function cookieParts(name: string, value: string): Part[] {
  const values = value.split(';').map((one) => one.slice(one.indexOf('=') + 1).trim());
  const isFilled = values.every((one) => typeof secretPart(name, one) === 'string');
  return [isFilled ? value : { name, value }];
}
