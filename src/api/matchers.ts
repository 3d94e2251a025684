import { UsageError } from '../errors.ts';
import { CALLS } from '../options/requests.ts';
import { check } from './api.ts';
import type { CheckOptions } from './check-options.ts';
import { isObject, readWholeNumber, unexpected } from './received.ts';
import { render } from './render.ts';
import type { Run, Verdict } from './run-file.ts';

/** What the matchers call: an address or another target, or a run that was made already. */
export type Checked = string | URL | Run;

/** How the matchers call it; see `CheckOptions`. `why` is on, so that a failure names the cause. */
export type MatcherOptions = Omit<CheckOptions, 'target'>;

/**
 * The matchers as `expect` has them. Each resolves, so `await` it; `options` are those of `check`, and a run, which
 * is measured already, takes none.
 */
export interface ConcurrencyMatchers {
  /**
   * Passes if the target serves this many calls at a time or more, by the lower bound of the verdict; negated,
   * if it serves fewer, by the upper bound. In between it fails either way. Fires twice as many calls, 10 at
   * least, unless `options.calls` says otherwise.
   */
  toServeAtATime(calls: number, options?: MatcherOptions): Promise<void>;
  /**
   * Passes if calls run at the same time on several instances: the verdict is `parallel`. Fails either way if
   * they overlap, but nobody can tell where.
   */
  toRunInParallel(options?: MatcherOptions): Promise<void>;
  /** Passes if one call runs at a time: the verdict is `serial`. */
  toBeSerial(options?: MatcherOptions): Promise<void>;
}

/** What a matcher returns to `expect`. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** What `expect` tells a matcher. */
interface MatcherState {
  /** Whether it stands after `.not`. */
  readonly isNot?: boolean;
}

/** What a measurement says of an expectation; `open` if it decides nothing. */
type Answer = 'yes' | 'no' | 'open';

/** What is expected, in words: `8 calls at a time`. */
interface Expected {
  readonly words: string;
  readonly answer: (verdict: Verdict) => Answer;
  /** Why a verdict that was reached leaves it open. */
  readonly openBecause?: string;
}

/** How a verdict is compared. */
interface Matching {
  readonly expected: Expected;
  readonly isNot: boolean | undefined;
  /** Calls in a burst, unless the options say otherwise. */
  readonly calls?: number;
}

async function toServeAtATime(
  this: MatcherState,
  received: Checked,
  calls: number,
  options: MatcherOptions = {},
): Promise<MatcherResult> {
  readWholeNumber(calls, { ...CALLS, name: 'toServeAtATime(n)' });
  const expected: Expected = {
    words: `to serve ${calls} calls at a time`,
    answer: ({ workers }) => {
      if (workers === undefined) return 'open';
      if (workers.low >= calls) return 'yes';
      return workers.high !== null && workers.high < calls ? 'no' : 'open';
    },
    openBecause: 'The interval of the verdict holds both answers; more calls narrow it.',
  };
  const enough = Math.min(CALLS.max, Math.max(CALLS.fallback, 2 * calls));
  return match(received, options, { expected, isNot: this.isNot, calls: enough });
}

async function toRunInParallel(
  this: MatcherState,
  received: Checked,
  options: MatcherOptions = {},
): Promise<MatcherResult> {
  const expected: Expected = {
    words: 'to run in parallel, on several instances',
    answer: ({ kind }) => {
      if (kind === 'overlapping') return 'open';
      return kind === 'parallel' ? 'yes' : 'no';
    },
    openBecause:
      'Calls overlap, but which instance served them is not known. Name it with instanceHeader, or expect not.toBeSerial() or toServeAtATime(n).',
  };
  return match(received, options, { expected, isNot: this.isNot });
}

async function toBeSerial(
  this: MatcherState,
  received: Checked,
  options: MatcherOptions = {},
): Promise<MatcherResult> {
  const expected: Expected = {
    words: 'to be serial',
    answer: ({ kind }) => (kind === 'serial' ? 'yes' : 'no'),
  };
  return match(received, options, { expected, isNot: this.isNot });
}

/** What `expect.extend` takes, in Vitest and in Jest. */
export const matchers = {
  toServeAtATime,
  toRunInParallel,
  toBeSerial,
} satisfies Record<keyof ConcurrencyMatchers, unknown>;

/**
 * Checks what was received, and compares the verdict. What decides nothing fails either way: `expect` turns the
 * result around if it stands after `.not`.
 * @throws UsageError if an option is wrong, or there are options for a run
 * @throws TargetError if it cannot be called
 */
async function match(
  received: Checked,
  options: MatcherOptions,
  { expected, isNot = false, ...defaults }: Matching,
): Promise<MatcherResult> {
  if (!isObject(options)) throw unexpected('options', 'an object such as { calls: 20 }', options);
  const run = isRun(received)
    ? withoutOptions(received, options)
    : await checkTarget(received, { ...defaults, ...options });
  const { answer, doubt } = answerOf(run.verdict, expected);
  const heading = `expected ${run.target?.url ?? 'the target'} ${isNot ? 'not ' : ''}${expected.words}`;
  const summary = await render(run, 'summary');
  return {
    pass: answer === 'open' ? isNot : answer === 'yes',
    message: () => [heading, ...doubt, '', summary].join('\n'),
  };
}

/** What a verdict says of an expectation, and if that is nothing, why. */
function answerOf(
  verdict: Verdict,
  { answer, openBecause }: Expected,
): { readonly answer: Answer; readonly doubt: readonly string[] } {
  if (verdict.kind === 'inconclusive') {
    return { answer: 'open', doubt: ['The measurements do not settle it.'] };
  }
  const given = answer(verdict);
  return { answer: given, doubt: given === 'open' && openBecause ? [openBecause] : [] };
}

function isRun(received: Checked): received is Run {
  return isObject(received) && 'bursts' in received;
}

/** @throws UsageError if there are options, which could no longer change the run */
function withoutOptions(run: Run, options: MatcherOptions): Run {
  const names = Object.keys(options);
  if (names.length === 0) return run;
  throw new UsageError(
    `expected no options with a run, which is measured already, received ${names.join(', ')}; give them to check`,
  );
}

/** Looks for the cause unless it is told not to. */
function checkTarget(received: string | URL, options: MatcherOptions): Promise<Run> {
  const isHttp = !/^(?:lambda:|deployed)/.test(String(received));
  return check({ ...(isHttp ? { why: true } : {}), ...options, target: received });
}
