import type { ComparisonCell } from '../../core/comparison.ts';
import { judgedBurst, type Run } from '../../core/run.ts';
import type { TargetDescription } from '../../core/target-description.ts';

// A run keeps no headers and no bodies, which may hold secrets, so these commands lack them.

const COMMAND = 'npm run concurrency-check --';

/** The command that repeats a run: `npm run concurrency-check -- /ping/blocking -n 10`; `undefined` if the target is unknown. */
export function commandOf(run: Run): string | undefined {
  const { target, bursts, solo } = run;
  const called = target === undefined ? undefined : targetArguments(target);
  if (called === undefined) return undefined;
  const calls = judgedBurst(run)?.invocations.length;
  // Bursts of other sizes are fired without being asked for.
  const ofThatSize = bursts.filter(({ invocations }) => invocations.length === calls);
  const numbers = [
    ...(calls === undefined ? [] : ['-n', `${calls}`, '-b', `${ofThatSize.length}`]),
    '--solo',
    `${solo.length}`,
  ];
  return [COMMAND, ...[...called, ...numbers].map(shellQuoted)].join(' ');
}

/** The command that repeats a comparison. */
export function comparisonCommand(cells: readonly ComparisonCell[]): string {
  const deployed = cells.find(({ mode }) => mode === 'deployed')?.run.target?.name;
  const column = deployed === undefined ? [] : [deployedWords(deployed)];
  const [first] = cells;
  const calls = first === undefined ? undefined : judgedBurst(first.run)?.invocations.length;
  const number = calls === undefined ? [] : ['-n', `${calls}`];
  return [COMMAND, '--compare', ...[...column, ...number].map(shellQuoted)].join(' ');
}

function targetArguments(target: TargetDescription): string[] | undefined {
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

/** A stack is named after the service and the stage. */
function deployedWords(stack: string): string {
  return `deployed:${stack.replace(/^concurrency-check-/, '')}`;
}

/** A word quoted for a POSIX shell, if it needs to be. */
function shellQuoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
