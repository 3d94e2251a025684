import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Verdict } from '../../src/core/verdict.ts';
import { run } from '../helpers/run.ts';
import type { Server } from '../helpers/servers.ts';
import { describeVerdict } from '../servers/assess.ts';
import { PYTHON } from '../servers/install.ts';
import type { Place, Truth, WhyCase } from './case.ts';

/** What the command says of a server, compared with the truth. */
export interface Assessment {
  readonly grade: 'right' | 'undecided' | 'wrong';
  /** The verdict and the cause in a few words. */
  readonly said: string;
  /** Whether the line was named; `undefined` if no tool can see it, or if no cause was named. */
  readonly line: boolean | undefined;
  /** What is wrong, in words; empty unless the grade is `wrong`. */
  readonly complaints: readonly string[];
  /** The run file, or stderr if there is none. */
  readonly output: string;
}

/** What is read of a run file. */
interface RunFile {
  readonly verdict: Verdict;
  readonly why?: {
    readonly cause?: string;
    readonly certainty?: string;
    readonly remaining?: readonly string[];
    readonly place?: { readonly file: string; readonly line: number };
  };
}

/** Stacks need py-spy, which is installed next to Python. */
const ENV = {
  PATH: [path.dirname(PYTHON), process.env['PATH']].join(path.delimiter),
};

/** Runs the real command once against a running server. */
export function diagnoseServer(server: Server, tried: WhyCase): Promise<Assessment> {
  return diagnose([...requestOf(server.port, tried), '--why'], tried.truth);
}

/** Runs the real command once. It starts the server itself, so it looks for the cause without `--why`. */
export function diagnoseStarted(command: readonly string[], tried: WhyCase): Promise<Assessment> {
  return diagnose([...requestOf('{port}', tried), '--', ...command], tried.truth);
}

function requestOf(port: number | string, { path: route, calls, options = [] }: WhyCase): string[] {
  const bursts = options.includes('-b') ? [] : ['-b', '1'];
  const url = `http://127.0.0.1:${port}${route}`;
  return [url, '-n', String(calls), ...bursts, ...options, '--json', '-'];
}

async function diagnose(args: readonly string[], truth: Truth): Promise<Assessment> {
  const { status, stdout, stderr } = await run(args, ENV);
  if (stdout === '') {
    const complaints = [`expected a run file, received exit ${status}: ${stderr}`];
    return { grade: 'wrong', said: 'no run file', line: undefined, complaints, output: stderr };
  }
  const file: RunFile = JSON.parse(stdout);
  return { ...assess(file, truth), output: stdout };
}

/** Compares a run file with the truth. */
export function assess({ verdict, why }: RunFile, truth: Truth): Omit<Assessment, 'output'> {
  const cause = certainCause(why);
  const line = cause === undefined ? undefined : lineIsNamed(why?.place, truth.place);
  const complaints = [
    ...verdictComplaints(verdict, truth),
    ...causeComplaints(cause, truth),
    ...certaintyComplaints(why, truth),
    ...(line === false ? lineComplaints(why) : []),
  ];
  const isRight = cause !== undefined || truth.cause === undefined;
  return {
    grade: complaints.length > 0 ? 'wrong' : isRight ? 'right' : 'undecided',
    said: `${describeVerdict(verdict)}, ${cause ?? remainingOf(why)}`,
    line,
    complaints,
  };
}

function certainCause(why: RunFile['why']): string | undefined {
  return why?.certainty === 'sure' || why?.certainty === 'likely' ? why.cause : undefined;
}

function remainingOf(why: RunFile['why']): string {
  return why?.remaining === undefined ? 'no cause' : `left: ${why.remaining.join(' or ')}`;
}

function verdictComplaints(verdict: Verdict, { kinds, workers }: Truth): string[] {
  if (verdict.kind === 'inconclusive') return [];
  const { low, high } = verdict.workers;
  const said = describeVerdict(verdict);
  const asMany = workers === undefined || (low <= workers && workers <= (high ?? Infinity));
  return [
    ...(kinds.includes(verdict.kind) ? [] : [`${said}, not ${kinds.join(' or ')}`]),
    ...(asMany ? [] : [`${said}, not ${workers} at a time`]),
  ];
}

function causeComplaints(
  named: string | undefined,
  { cause, alsoRight = {}, mustDecide }: Truth,
): string[] {
  if (named === undefined) return mustDecide ? ['the cause was not named'] : [];
  const isRight = named === cause || Object.hasOwn(alsoRight, named);
  return isRight ? [] : [`${named}, not ${cause ?? 'any cause'}`];
}

function certaintyComplaints(why: RunFile['why'], { notSure }: Truth): string[] {
  return notSure === true && why?.certainty === 'sure' ? ['sure, though nothing shows that'] : [];
}

/** No line is no mistake, but another one is. */
function lineComplaints(why: RunFile['why']): string[] {
  return why?.place === undefined ? [] : [`waits at ${why.place.file}:${why.place.line}`];
}

/** Whether a line is one of the marked ones; `undefined` if no line is known. */
function lineIsNamed(
  named: { readonly file: string; readonly line: number } | undefined,
  truth: Place | undefined,
): boolean | undefined {
  if (truth === undefined) return undefined;
  return (
    named !== undefined &&
    path.basename(named.file) === path.basename(truth.file) &&
    markedLines(truth).includes(named.line)
  );
}

/** The numbers of the lines that have the marker, from 1. */
export function markedLines({ file, marker }: Place): number[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line, index) => (line.endsWith(` ${marker}`) ? [index + 1] : []));
}
