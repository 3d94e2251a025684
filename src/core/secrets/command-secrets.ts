import {
  isSecretName,
  maskParts,
  secretPart,
  secretValues,
  splitSecrets,
  type Part,
} from './secrets.ts';

/** The words of a command, each in parts, so its secrets stand alone. */
export function splitCommand(words: readonly string[]): Part[][] {
  return words.map((word, nth) => splitWord(word, words[nth - 1]));
}

/** The words of a command with `***` for each secret in them. */
export function maskWords(words: readonly string[]): string[] {
  return splitCommand(words).map(maskParts);
}

/** The secrets in a command, whose output may repeat them. */
export function commandSecrets(words: readonly string[]): string[] {
  return secretValues(splitCommand(words).flat());
}

function splitWord(word: string, before = ''): Part[] {
  const option = /^--?([A-Za-z][\w-]*)$/.exec(before)?.[1];
  const isValue = option !== undefined && isSecretName(option) && !word.startsWith('-');
  return isValue ? [secretPart(option, word)] : splitAssignment(word);
}

/** `--token=x`, `API_TOKEN=x`, or any other word. */
function splitAssignment(word: string): Part[] {
  const [, start, name = '', value = ''] = /^(-{0,2}([A-Za-z][\w-]*)=)(.+)$/s.exec(word) ?? [];
  if (start !== undefined)
    return [start, ...(isSecretName(name) ? [secretPart(name, value)] : splitWord(value))];
  return splitSecrets(word).flatMap((part) =>
    typeof part === 'string' ? splitScript(part) : part,
  );
}

/** Words within a word, as in `sh -c 'serve --token x'`. */
function splitScript(text: string): Part[] {
  if (!/\s/.test(text)) return [text];
  const pieces = text.split(/(\s+)/);
  return pieces.flatMap((piece, nth) =>
    nth % 2 === 1 || piece === '' ? piece : splitWord(piece, pieces[nth - 2]),
  );
}
