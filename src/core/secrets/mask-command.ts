import { isSecretName, maskSecrets } from './secrets.ts';

/** The words of a command line in one line, with `***` for each value that may be a secret. */
export function maskCommand(words: readonly string[]): string {
  return words
    .map((word, index) => (isNamedSecret(words[index - 1], word) ? '***' : maskWord(word)))
    .join(' ');
}

/** Whether a word is the value of an option that stands before it, such as `--password`. */
function isNamedSecret(before: string | undefined, word: string): boolean {
  const isOption = before !== undefined && /^--?[\w-]+$/.test(before);
  return isOption && isSecretName(before) && !word.startsWith('-');
}

/** In `--database=URL`, the address starts in the middle of the word. */
function maskWord(word: string): string {
  const [, option = '', value = ''] = /^(--?[\w-]+=)(.*)$/s.exec(word) ?? [];
  return option === '' || isSecretName(option) ? maskSecrets(word) : option + maskSecrets(value);
}
