import type { ComparisonCell } from '../../core/comparison.ts';
import { judgedBurst, onlySize } from '../../core/timeline/timeline.ts';
import type { Run } from '../../core/run.ts';
import { shellQuoted } from '../../core/secrets/shell-words.ts';
import { UNIX_SOCKET, type TargetDescription } from '../../core/target-description.ts';

// A saved run has no headers and no body, which may hold secrets, so these commands lack them.

/**
 * The arguments that repeat a saved run: `/ping/blocking -n 10 -b 2 --solo 3`; `undefined` if its
 * target is unknown. Whatever the file contains, none of it becomes an option.
 */
export function savedRunArguments(run: Run): string | undefined {
  const words = savedRunWords(run);
  if (words === undefined) return undefined;
  return joinWords(words, words.numbers);
}

/** The words that repeat a run. `command` is empty if the run started no server. */
export interface RerunWords {
  /** The target first. */
  readonly called: readonly string[];
  readonly numbers: readonly string[];
  readonly command: readonly string[];
}

/** Joins words for a shell, with the command last. */
export function joinWords(
  { called, command }: Omit<RerunWords, 'numbers'>,
  options: readonly string[],
): string {
  const started = command.length === 0 ? [] : ['--', ...command];
  return [...called, ...options, ...started].map(shellQuoted).join(' ');
}

/** The same arguments, not yet joined. */
export function savedRunWords(run: Run): RerunWords | undefined {
  const { target, bursts, solo, server } = run;
  const called = target === undefined ? undefined : targetArguments(target);
  const command = server?.command ?? [];
  if (called === undefined || !isComplete(called, command)) return undefined;
  const calls = callsAskedFor(run);
  // Bursts of other sizes are fired without being asked for.
  const ofThatSize = bursts.filter(({ invocations }) => invocations.length === calls);
  const numbers = [
    ...(calls === undefined ? [] : ['-n', `${calls}`, '-b', `${ofThatSize.length}`]),
    '--solo',
    `${solo.length}`,
  ];
  return { called, numbers, command };
}

function callsAskedFor(run: Run): number | undefined {
  return onlySize(run.bursts) ?? judgedBurst(run)?.invocations.length;
}

/** Without its server `{port}` has no meaning, and without its file `{line}` has none. */
function isComplete(called: readonly string[], command: readonly string[]): boolean {
  return has(called, '{port}') === has(command, '{port}') && !has(called, '{line}');
}

function has(words: readonly string[], placeholder: string): boolean {
  return words.some((word) => word.includes(placeholder));
}

/** The arguments that repeat a saved comparison. */
export function savedComparisonArguments(cells: readonly ComparisonCell[]): string {
  const deployed = cells.find(({ mode }) => mode === 'deployed')?.run.target?.name;
  const column = deployed === undefined ? [] : [deployedWords(deployed)];
  const [first] = cells;
  const calls = first === undefined ? undefined : callsAskedFor(first.run);
  const number = calls === undefined ? [] : ['-n', `${calls}`];
  return ['--compare', ...column, ...number].map(shellQuoted).join(' ');
}

function targetArguments(target: TargetDescription): string[] | undefined {
  const cold = target.madeCold === true ? ['--cold'] : [];
  const words = Object.hasOwn(WORDS, target.kind) ? WORDS[target.kind]?.(target) : undefined;
  return words === undefined ? undefined : [...words, ...cold];
}

const WORDS: Readonly<Record<string, (target: TargetDescription) => string[] | undefined>> = {
  local: ({ path = '', mode }) =>
    path.startsWith('/') ? [path, ...(mode === 'one-process' ? ['--in-process'] : [])] : undefined,
  http: ({ url = '', method = 'GET', instanceHeader: header = '', connectedTo, until, http2 }) =>
    /^https?:/i.test(url) && /^[A-Z]+$/i.test(method)
      ? [
          url,
          ...(method === 'GET' ? [] : ['-X', method]),
          ...(/^\w[\w-]*$/.test(header) ? ['--instance-header', header] : []),
          ...connectionArguments(connectedTo),
          ...http2Words(http2),
          ...(until === undefined ? [] : ['--until', until]),
        ]
      : undefined,
  lambda: ({ name }) => (name === undefined ? undefined : [`lambda:${name}`]),
  deployed: ({ name, path = '' }) =>
    name === undefined ? undefined : [deployedWords(name) + path],
};

function http2Words(http2: TargetDescription['http2']): string[] {
  if (http2 === undefined) return [];
  const { connections = 1 } = http2;
  return ['--http2', ...(connections > 1 ? ['--connections', `${connections}`] : [])];
}

function connectionArguments(connectedTo = ''): string[] {
  if (connectedTo.startsWith(UNIX_SOCKET)) {
    return [`--unix-socket=${connectedTo.slice(UNIX_SOCKET.length)}`];
  }
  return connectedTo === '' ? [] : [`--connect-to=::${connectedTo}`];
}

/** A stack is named after the service and the stage. */
function deployedWords(stack: string): string {
  return `deployed:${stack.replace(/^concurrency-check-/, '')}`;
}
