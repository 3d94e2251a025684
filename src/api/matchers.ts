import { UsageError } from '../errors.ts';
import { CALLS } from '../options/requests.ts';
import { check } from './api.ts';
import type { CheckOptions } from './check-options.ts';
import { isObject, readWholeNumber, unexpected } from './received.ts';
import { render } from './render.ts';
import type { Run, Verdict } from './run-file.ts';

/** What the matchers check: a target to call, or a run that is measured already. */
export type Checked = string | URL | Run;

/** How the matchers call a target: see `CheckOptions`. `why` is on by default, so a failure names the cause. */
export type MatcherOptions = Omit<CheckOptions, 'target'>;

/**
 * The matchers of `expect`. Each returns a promise, so `await` it. The options are those of `check`; a run takes
 * none, because it is measured already.
 */
export interface ConcurrencyMatchers {
  /**
   * Passes if the target serves at least this many calls at a time, by the lower bound of the verdict. After
   * `.not`, passes if it serves fewer, by the upper bound. If the number is between the bounds, fails either way.
   * Fires bursts of twice as many calls, at least 10, unless `options.calls` is set.
   */
  toServeAtATime(calls: number, options?: MatcherOptions): Promise<void>;
  /**
   * Passes if calls run at the same time on several instances: the verdict is `parallel`. Fails either way if
   * they overlap, but it is not known on which instances.
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

/** What `expect` passes to a matcher as `this`. */
interface MatcherState {
  /** Whether the matcher follows `.not`. */
  readonly isNot?: boolean;
}

/** Whether a verdict meets an expectation; `open` if it leaves that undecided. */
type Answer = 'yes' | 'no' | 'open';

/** What a matcher expects. */
interface Expected {
  /** `to serve 8 calls at a time` */
  readonly words: string;
  readonly answer: (verdict: Verdict) => Answer;
  /** Why a verdict may leave the expectation open. */
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
    openBecause: 'The interval of the verdict allows both answers; more calls narrow it.',
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
      'Calls overlap, but it is not known which instance served them. Name the instance with instanceHeader, or expect not.toBeSerial() or toServeAtATime(n).',
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
 * Checks what was received, and compares the verdict. `expect` inverts the result after `.not`, so an expectation
 * that stays open gets the result that fails.
 * @throws UsageError if an option is wrong, or if there are options for a run
 * @throws TargetError if the target cannot be called
 */
async function match(
  received: Checked,
  options: MatcherOptions,
  { expected, isNot = false, ...defaults }: Matching,
): Promise<MatcherResult> {
  assertOptions(options, received);
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

/** Options that `check` takes, too, may have the same target. */
function assertOptions(options: unknown, received: unknown): void {
  if (!isObject(options)) throw unexpected('options', 'an object such as { calls: 20 }', options);
  const { target = received } = options;
  if (String(target) === String(received)) return;
  throw unexpected('target', 'none, or what was passed to expect', target);
}

/** Whether a verdict meets an expectation and, if that stays open, why. */
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
    `expected no options with a run, which is measured already, received ${names.join(', ')}; pass them to check`,
  );
}

/** Looks for the cause unless the options turn that off. */
function checkTarget(received: string | URL, options: MatcherOptions): Promise<Run> {
  const isHttp = !/^(?:lambda:|deployed)/.test(String(received));
  return check({ ...(isHttp ? { why: true } : {}), ...options, target: received });
}
