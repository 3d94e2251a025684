import type { Recording } from '../../src/core/run.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import { run } from '../helpers/run.ts';
import type { Server } from '../helpers/servers.ts';
import type { Case, Outcomes, Truth } from './cases.ts';

/** What the command said of a server, held against the truth. */
export interface Assessment {
  readonly grade: 'right' | 'inconclusive' | 'wrong';
  /** The verdict in few words. */
  readonly said: string;
  /** Whether the number is the very one, not only inside the interval. */
  readonly exact: boolean;
  /** What is wrong, each in a sentence; empty for a right answer and for none. */
  readonly complaints: readonly string[];
  /** The run file, or what came in its place. */
  readonly output: string;
}

type RunFile = Recording & { readonly verdict: Verdict };

/** Runs the real command once against a server that is up. */
export async function check(server: Server, tried: Case): Promise<Assessment> {
  const { path, calls, options = [], truth } = tried;
  const url = `http://127.0.0.1:${server.port}${path}`;
  const args = [url, '-n', String(calls), ...options, '--json', '-'];
  const { status, stdout, stderr } = await run(args);
  if (stdout === '') {
    const complaints = [`expected a run file, received exit ${status}: ${stderr}`];
    return { grade: 'wrong', said: 'nothing', exact: false, complaints, output: stderr };
  }
  const file = readRun(stdout);
  return assess({ file, status, truth, calls, output: stdout });
}

export function readRun(stdout: string): RunFile {
  const file: RunFile = JSON.parse(stdout);
  return file;
}

function assess(ran: {
  readonly file: RunFile;
  readonly status: number | null;
  readonly truth: Truth;
  readonly calls: number;
  readonly output: string;
}): Assessment {
  const { file, status, truth, calls, output } = ran;
  const { verdict } = file;
  const declined = verdict.kind === 'inconclusive';
  const complaints = [
    ...(status === (declined ? 3 : 0) ? [] : [`${verdict.kind} with exit status ${status}`]),
    ...(file.bursts.length === 2 ? [] : [`${file.bursts.length} bursts of 2`]),
    ...file.bursts.flatMap((burst) => outcomeComplaints(burst.invocations, truth, calls)),
    ...verdictComplaints(verdict, truth, calls),
  ];
  const expected = truth.kinds.includes(verdict.kind);
  return {
    grade: complaints.length > 0 ? 'wrong' : expected ? 'right' : 'inconclusive',
    said: inWords(verdict),
    exact: !declined && verdict.workers.estimate === (truth.workers ?? verdict.workers.estimate),
    complaints,
    output,
  };
}

export function inWords(verdict: Verdict): string {
  if (verdict.kind === 'inconclusive') return verdict.kind;
  const { estimate, low, high } = verdict.workers;
  const interval = low === high ? '' : ` (${low} to ${high ?? 'any'})`;
  return `${verdict.kind} ${estimate}${interval}`;
}

function verdictComplaints(verdict: Verdict, truth: Truth, calls: number): string[] {
  const { kinds, workers, outcomes } = truth;
  if (verdict.kind === 'inconclusive') return [];
  const said = inWords(verdict);
  if (!kinds.includes(verdict.kind)) return [`${said}, not ${kinds.join(' or ')}`];
  if (workers === undefined) return [];
  const { low, high } = verdict.workers;
  if (low > workers || (high !== null && high < workers)) return [`${said}, not ${workers}`];
  // Only a queue bounds the number from above.
  const allTogether = workers >= calls && outcomes === undefined;
  return allTogether && high !== null ? [`${said}, though none waited`] : [];
}

/** Every call ends once, and says how. */
function outcomeComplaints(
  invocations: Recording['bursts'][number]['invocations'],
  { outcomes, errors = [] }: Truth,
  calls: number,
): string[] {
  const expected = outcomes ?? { answered: calls, throttled: 0, failed: 0 };
  const count = (outcome: keyof Outcomes): number =>
    invocations.filter((call) => call.outcome === outcome).length;
  const received = {
    answered: count('answered'),
    throttled: count('throttled'),
    failed: count('failed'),
  };
  const fired = new Set(invocations.map(({ call }) => call)).size;
  const asExpected = JSON.stringify(received) === JSON.stringify(expected);
  const unclear = invocations.filter(({ outcome, error }) =>
    outcome === 'answered' ? error !== undefined : !error?.code || !error.message,
  );
  const failures = invocations.filter(({ outcome }) => outcome === 'failed');
  const codes = new Set(failures.map(({ error }) => error?.code ?? 'none'));
  const odd = errors.length === 0 ? [] : [...codes].filter((code) => !errors.includes(code));
  return [
    ...(fired === calls ? [] : [`${fired} calls of ${calls}`]),
    ...(asExpected ? [] : [`${JSON.stringify(received)}, not ${JSON.stringify(expected)}`]),
    ...(unclear.length === 0 ? [] : [`${unclear.length} calls ended in nothing clear`]),
    ...(odd.length === 0 ? [] : [`failed with ${odd.join(', ')}, not ${errors.join(', ')}`]),
  ];
}
