import { splitSecrets, type Part, type Secret } from './secrets.ts';

/** A word quoted for a POSIX shell, if it needs to be. */
export function shellQuoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The variables of one command, and the secret that each stands for. */
export type Variables = Map<string, string>;

/** A word for a POSIX shell with its secrets replaced by variables: `"http://a/?token=${TOKEN}"`. */
export function shellWord(word: string, variables: Variables): string {
  return joinParts(splitSecrets(word), variables);
}

/**
 * Joins the parts of a word for a POSIX shell. A secret becomes a variable that is named after it, and is
 * added to `variables`.
 */
export function joinParts(parts: readonly Part[], variables: Variables): string {
  if (parts.every((part) => typeof part === 'string')) return shellQuoted(parts.join(''));
  const isPlain = parts.every((part) => typeof part !== 'string' || !/["$`\\!]/.test(part));
  const words = parts.map((part) => {
    if (typeof part !== 'string') {
      // In braces because more may follow.
      const variable = `\${${nameVariable(part, variables)}}`;
      return isPlain ? variable : `"${variable}"`;
    }
    return isPlain || part === '' ? part : shellQuoted(part);
  });
  return isPlain ? `"${words.join('')}"` : words.join('');
}

/** `X_API_KEY`; `X_API_KEY_2` if another secret of the command has that name already. */
function nameVariable({ name, value }: Secret, variables: Variables): string {
  const first = variableName(name);
  let variable = first;
  for (let nth = 2; (variables.get(variable) ?? value) !== value; nth += 1) {
    variable = `${first}_${nth}`;
  }
  variables.set(variable, value);
  return variable;
}

/** Shells and desktops set these themselves, to other values. */
const SHELL_NAMES = new Set(
  '_ COLUMNS DISPLAY EDITOR EGID ENV EUID GID GROUPS HOME HOST HOSTNAME IFS LANG LINES LOGNAME MAIL OLDPWD PATH PPID PROMPT PS1 PWD RANDOM SECONDS SESSION_MANAGER SHELL SHLVL SSH_AUTH_SOCK TERM TMPDIR TTY UID USER USERNAME XDG_SESSION_ID'.split(
    ' ',
  ),
);

function variableName(name: string): string {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll(/\W/g, '_');
  const variable = words.toUpperCase().replace(/^(?=\d)/, '_');
  return SHELL_NAMES.has(variable) ? `${variable}_VALUE` : variable;
}
