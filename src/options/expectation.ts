import type { Demands } from '../core/checks/checks.ts';
import { defined } from '../core/defined.ts';
import type { Accepted, Expectation } from '../core/checks/expectation.ts';
import { VERDICT_KINDS } from '../core/verdict.ts';
import { UsageError } from '../errors.ts';
import { shown, valueOf, type Arguments, didYouMean } from './arguments.ts';

/** A word at most this many letters away from a kind is taken for a typo. */
const MOST_TYPOS = 3;

const ACCEPTED = [...VERDICT_KINDS, 'not-serial'] as const;

/**
 * Reads --expect, --max-failures and --fail-if-worse. With --expect, no call may fail unless
 * --max-failures allows it.
 * @throws UsageError if one of them is malformed, or if there is nothing to be worse than.
 */
export function readDemands(args: Arguments): Demands {
  const expect = valueOf(args, 'expect');
  const most = valueOf(args, 'max-failures') ?? (expect === undefined ? undefined : '0');
  const notWorse = args.flags.has('fail-if-worse');
  if (notWorse && valueOf(args, 'against') === undefined) {
    throw new UsageError(
      '--fail-if-worse needs an earlier run to compare with; add --against FILE',
    );
  }
  return defined({
    expect: expect === undefined ? undefined : readExpectation(expect),
    mostFailuresPercent: most === undefined ? undefined : readPercent(most),
    notWorse,
  });
}

function readPercent(text: string): number {
  const percent = /^\d{1,3}(\.\d{1,6})?%?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
  if (percent <= 100) return percent;
  throw new UsageError(
    `--max-failures: expected a percentage from 0 to 100, received ${shown(text)}`,
  );
}

/** Reads `KIND` or `KIND:N`, or several with commas between them. */
function readExpectation(text: string): Expectation {
  return text.split(',').map(readAccepted);
}

function readAccepted(text: string): Accepted {
  const [name = '', workers, ...rest] = text.split(':');
  const kind = ACCEPTED.find((known) => known === name);
  if (kind === undefined) {
    const problem = `--expect: expected one of ${ACCEPTED.join(', ')}, received ${shown(name)}`;
    const question = didYouMean(name, ACCEPTED, MOST_TYPOS);
    throw new UsageError(question === undefined ? problem : `${problem}; ${question}`);
  }
  if (workers === undefined) return { kind };
  if (kind === 'inconclusive') {
    throw new UsageError(`--expect: inconclusive takes no number of workers, received ${text}`);
  }
  if (rest.length > 0 || !/^[1-9]\d{0,5}$/.test(workers)) {
    throw new UsageError(
      `--expect: expected KIND or KIND:N with N a whole number from 1, received ${text}`,
    );
  }
  if (kind === 'serial' && workers !== '1') {
    throw new UsageError(
      `--expect: serial is one call at a time, received ${text}; use --expect serial`,
    );
  }
  return { kind, workers: Number(workers) };
}
