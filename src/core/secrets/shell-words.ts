import { splitSecrets, type Part } from './secrets.ts';

/** A word quoted for a POSIX shell, if it needs to be. */
export function shellQuoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A word for a POSIX shell with its secrets replaced by variables: `"http://a/?token=$TOKEN"`. */
export function shellWord(word: string): string {
  return joinParts(splitSecrets(word));
}

/** The parts of a word for a POSIX shell; a secret becomes a variable that is named after it. */
export function joinParts(parts: readonly Part[]): string {
  if (parts.every((part) => typeof part === 'string')) return shellQuoted(parts.join(''));
  const isPlain = parts.every((part) => typeof part !== 'string' || !/["$`\\!]/.test(part));
  const words = parts.map((part) => {
    if (typeof part !== 'string') return isPlain ? variable(part.name) : `"${variable(part.name)}"`;
    return isPlain || part === '' ? part : shellQuoted(part);
  });
  return isPlain ? `"${words.join('')}"` : words.join('');
}

/** `$X_API_KEY`, in braces because more may follow. */
function variable(name: string): string {
  const word = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll(/\W/g, '_');
  return `\${${word.toUpperCase().replace(/^(?=\d)/, '_')}}`;
}
