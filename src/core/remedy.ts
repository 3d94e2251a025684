import type { TargetDescription } from './target-description.ts';

/** What to do to get a verdict, or one that says more. */
export type Remedy =
  | {
      readonly code:
        | 'longer-calls'
        | 'raise-delay'
        | 'another-size'
        | 'fewer-calls-at-once'
        | 'longer-or-faster-calls'
        | 'longer-or-fewer-calls'
        | 'longer-or-warm-calls'
        | 'fewer-calls'
        | 'raise-timeout'
        | 'judge-by-first-byte'
        | 'outwait-time-out'
        | 'make-one-call-succeed'
        | 'solve-problem'
        | 'restart-server'
        | 'fix-failures'
        | 'rule-out-cache-and-clock'
        | 'bypass-cache'
        | 'inspect-answers'
        | 'turn-off-batching'
        | 'call-the-work-itself'
        | 'look-after-answers'
        | 'fix-initialization'
        | 'quieter-machine'
        | 'compare-another-run'
        | 'inspect-last-burst'
        | 'fire-a-burst'
        | 'ask-lambda'
        | 'raise-account-limit'
        | 'raise-reserved-concurrency'
        | 'raise-reserved-or-send-fewer'
        | 'send-fewer-or-longer-calls'
        | 'deploy-higher-throttle'
        | 'wait-or-raise-limit'
        | 'raise-limit-or-send-fewer'
        | 'warm-function'
        | 'other-browser'
        | 'distinct-urls'
        | 'longer-calls-in-browser'
        | 'record-solo-calls'
        | 'record-alone'
        | 'fire-the-calls';
    }
  | { readonly code: 'more-calls'; readonly calls?: number }
  /** The name of a response header. */
  | { readonly code: 'name-instance'; readonly name: string }
  | { readonly code: 'more-bursts'; readonly bursts: number }
  | { readonly code: 'add-solo-calls'; readonly solo: number }
  | { readonly code: 'steadier-calls'; readonly solo: number };

/** Enough bursts that chance has little say in what they agree on. */
const MANY_BURSTS = 5;

/** To fire more bursts than these: at least twice as many. */
export function moreBursts(fired: number): Remedy {
  return { code: 'more-bursts', bursts: Math.max(MANY_BURSTS, 2 * fired) };
}

/** The most calls that a burst can have. */
export const MOST_CALLS = 10_000;

/** The largest burst of `-n auto` without a MAX. */
export const AUTO_CEILING = 200;

/** A number of calls above the one that was tried: twice as many, or more. `undefined` if no burst can have more. */
export function largerThan(tried: number, wanted = 0): number | undefined {
  return tried < MOST_CALLS ? Math.min(MOST_CALLS, Math.max(2 * tried, wanted)) : undefined;
}

/** To send more calls than these. */
export function moreCalls(tried: number, wanted?: number): Remedy {
  const calls = largerThan(tried, wanted);
  return calls === undefined ? { code: 'another-size' } : { code: 'more-calls', calls };
}

/** A longer delay instead of longer calls, if the target takes one: routes of our service that wait always have it. */
export function suitRemedy(
  remedy: Remedy,
  { kind, path = '' }: Partial<TargetDescription> = {},
): Remedy {
  const takesDelay = (kind === 'local' || kind === 'deployed') && /[?&]delay=/.test(path);
  return takesDelay && remedy.code === 'longer-calls' ? { code: 'raise-delay' } : remedy;
}
