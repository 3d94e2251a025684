import type { ComparisonCell } from '../../core/comparison.ts';
import type { Run } from '../../core/run.ts';
import type { TargetDescription } from '../../core/target-description.ts';

// The command that makes a run again, as far as the run says. A run keeps no headers and no bodies,
// which may hold secrets, so they are not in the command either.

const COMMAND = 'npm run concurrency-check --';

/** `npm run concurrency-check -- /ping/blocking -n 10`, or `undefined` if the target is unknown. */
export function commandOf({ target, bursts, solo }: Run): string | undefined {
  const called = target === undefined ? undefined : targetWords(target);
  if (called === undefined) return undefined;
  const calls = bursts.at(-1)?.invocations.length;
  const numbers = [
    ...(calls === undefined ? [] : ['-n', `${calls}`, '-b', `${bursts.length}`]),
    '--solo',
    `${solo.length}`,
  ];
  return [COMMAND, ...[...called, ...numbers].map(shellQuoted)].join(' ');
}

/** The command that makes a comparison again. */
export function comparisonCommand(cells: readonly ComparisonCell[]): string {
  const deployed = cells.find(({ mode }) => mode === 'deployed')?.run.target?.name;
  const column = deployed === undefined ? [] : [deployedWords(deployed)];
  const calls = cells[0]?.run.bursts.at(-1)?.invocations.length;
  const number = calls === undefined ? [] : ['-n', `${calls}`];
  return [COMMAND, '--compare', ...[...column, ...number].map(shellQuoted)].join(' ');
}

function targetWords(target: TargetDescription): string[] | undefined {
  const cold = target.madeCold === true ? ['--cold'] : [];
  const words = Object.hasOwn(WORDS, target.kind) ? WORDS[target.kind]?.(target) : undefined;
  return words === undefined ? undefined : [...words, ...cold];
}

const WORDS: Readonly<Record<string, (target: TargetDescription) => string[] | undefined>> = {
  local: ({ path, mode }) =>
    path === undefined ? undefined : [path, ...(mode === 'one-process' ? ['--in-process'] : [])],
  http: ({ url, method = 'GET' }) =>
    url === undefined ? undefined : [url, ...(method === 'GET' ? [] : ['-X', method])],
  lambda: ({ name }) => (name === undefined ? undefined : [`lambda:${name}`]),
  deployed: ({ name, path = '' }) =>
    name === undefined ? undefined : [deployedWords(name) + path],
};

/** The stack is named after the service and the stage. */
function deployedWords(stack: string): string {
  return `deployed:${stack.replace(/^concurrency-check-/, '')}`;
}

/** A word as a POSIX shell takes it. */
function shellQuoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
