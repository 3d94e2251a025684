import type { Recording } from '../../src/core/recording.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import { run } from '../helpers/run.ts';
import type { Server } from '../helpers/servers.ts';
import type { Case, Outcomes, Truth } from './cases.ts';

/** The command's verdict on a server, compared with the truth. */
export interface Assessment {
  readonly grade: 'right' | 'inconclusive' | 'wrong';
  /** The verdict in a few words. */
  readonly said: string;
  /** Whether the estimate is the true number, and not just an interval that contains it. */
  readonly exact: boolean;
  /** What is wrong, in words; empty for a verdict that is right or inconclusive. */
  readonly complaints: readonly string[];
  /** The run file, or stderr if there is none. */
  readonly output: string;
}

type RunFile = Recording & { readonly verdict: Verdict; readonly why?: { readonly cause: string } };

/** Runs the real command once against a running server. */
export async function checkServer(server: Server, tried: Case): Promise<Assessment> {
  const { path, calls, options = [], truth } = tried;
  const url = `http://127.0.0.1:${server.port}${path}`;
  const args = [url, '-n', String(calls), ...options, '--json', '-'];
  const { status, stdout, stderr } = await run(args);
  if (stdout === '') {
    const complaints = [`expected a run file, received exit ${status}: ${stderr}`];
    return { grade: 'wrong', said: 'no run file', exact: false, complaints, output: stderr };
  }
  const file = readRun(stdout);
  return assess({ file, status, truth, calls, output: stdout });
}

/** Parses a run file. */
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
  const { verdict, why } = file;
  const declined = verdict.kind === 'inconclusive';
  // A burst of another size, which tests a limit, is fired without being asked for.
  const asked = file.bursts.filter(({ invocations }) => invocations.length === calls);
  const complaints = [
    ...(status === (declined ? 3 : 0) ? [] : [`${verdict.kind} with exit status ${status}`]),
    ...(asked.length === 2 ? [] : [`${asked.length} bursts, not 2`]),
    ...(file.bursts.length - asked.length > 1 ? ['more than one other burst'] : []),
    ...asked.flatMap((burst) => outcomeComplaints(burst.invocations, truth, calls)),
    ...verdictComplaints(verdict, truth, calls),
    ...causeComplaints(why, truth),
  ];
  const expected = truth.kinds.includes(verdict.kind);
  return {
    grade: complaints.length > 0 ? 'wrong' : expected ? 'right' : 'inconclusive',
    said: [describeVerdict(verdict), why?.cause].filter(Boolean).join(', '),
    exact: !declined && verdict.workers.estimate === (truth.workers ?? verdict.workers.estimate),
    complaints,
    output,
  };
}

function causeComplaints(why: RunFile['why'], { cause }: Truth): string[] {
  return why === undefined || why.cause === cause ? [] : [`${why.cause} is not why`];
}

/** A verdict in a few words, for instance `overlapping 4 (3 to 6)`. */
export function describeVerdict(verdict: Verdict): string {
  if (verdict.kind === 'inconclusive') return verdict.kind;
  const { estimate, low, high } = verdict.workers;
  const interval = low === high ? '' : ` (${low} ${high === null ? 'or more' : `to ${high}`})`;
  return `${verdict.kind} ${estimate}${interval}`;
}

function verdictComplaints(verdict: Verdict, truth: Truth, calls: number): string[] {
  const { kinds, workers, outcomes } = truth;
  if (verdict.kind === 'inconclusive') return [];
  const said = describeVerdict(verdict);
  if (!kinds.includes(verdict.kind)) return [`${said}, not ${kinds.join(' or ')}`];
  if (workers === undefined) return [];
  const { low, high } = verdict.workers;
  if (low > workers || (high !== null && high < workers)) return [`${said}, not ${workers}`];
  // Only a queue gives the number an upper limit.
  const allTogether = workers >= calls && outcomes === undefined;
  return allTogether && high !== null ? [`${said}, although no call waited`] : [];
}

/** What is wrong with the outcomes: each call must end once, and a failure must name its reason. */
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
    ...(fired === calls ? [] : [`${fired} calls, not ${calls}`]),
    ...(asExpected ? [] : [`${JSON.stringify(received)}, not ${JSON.stringify(expected)}`]),
    ...(unclear.length === 0
      ? []
      : [`${unclear.length} calls with contradictory or missing errors`]),
    ...(odd.length === 0 ? [] : [`failed with ${odd.join(', ')}, not ${errors.join(', ')}`]),
  ];
}
