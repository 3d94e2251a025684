import { moreCalls } from '../../remedy.ts';
import { largest, median, smallest } from '../../statistics.ts';
import { decline, hasReason, type Decided, type Declined, type Verdict } from '../../verdict.ts';
import { SHARING_SLOWDOWN } from '../contention.ts';
import type { Profile } from './profile.ts';
import { FIRST_WAVE, isSteady, stepsOf } from './steps.ts';

// What the best model may still contradict: it is only the best of those that are known.

/** The verdict of a model, or what is left of it if it does not explain some times. */
export function guardModel(verdict: Verdict, profile: Profile): Verdict {
  if (verdict.kind === 'serial') {
    return (
      declineFasterThanSerial(profile) ??
      declineAnswersTooClose(profile) ??
      declineUnsteadySteps(verdict, profile) ??
      declineFirstTooLate(verdict, profile) ??
      verdict
    );
  }
  if (verdict.kind === 'contended') {
    return declineAnswersTooSoon(profile) ?? reachToFirst(verdict, profile);
  }
  if (verdict.kind !== 'overlapping') return verdict;
  return declineFirstTooLate(verdict, profile) ?? openIfSteady(verdict, profile);
}

/** One worker gets done no more than one call in a solo call, but for overhead outside the queue. */
const MOST_SPEED_UP_OF_ONE = 1.2;

function declineFasterThanSerial({ durations, solo, slowest }: Profile): Declined | undefined {
  const speedUp = (durations.length * median(solo)) / slowest;
  if (speedUp <= MOST_SPEED_UP_OF_ONE) return undefined;
  return decline({ code: 'faster-than-serial', speedUp }, moreCalls(durations.length, 48));
}

/** Answers that are closer together than this share of the fastest solo call are not from one worker. */
const TOO_CLOSE = 0.5;

/** A client that stalls makes a few answers seem close together, but not more than this share. */
const FEW_TOO_CLOSE = 0.1;

/**
 * One worker whose service times hardly vary cannot give two answers at nearly the same moment. If many
 * answers came like that, several were in progress together, however low the throughput.
 */
export function declineAnswersTooClose(profile: Profile): Declined | undefined {
  const { durations, solo, busyAfterMs } = profile;
  const shortest = TOO_CLOSE * (smallest(solo) - busyAfterMs);
  const steps = stepsOf(durations);
  const close = steps.filter((step) => step < shortest).length;
  if (!isSteady(solo) || close <= FEW_TOO_CLOSE * steps.length) return undefined;
  return decline(
    { code: 'answers-too-close', close: close + 1, calls: durations.length },
    { code: 'another-size' },
  );
}

/** Of calls that share something, fewer than this come back as soon as a solo call: one may, ahead of the others. */
const TOO_SOON = 2;

/**
 * Calls of steady work that share a core are all late. If some came back as soon as a solo call, others
 * waited: for a pool that grows, for instance, or behind slow ones.
 */
export function declineAnswersTooSoon({ durations, solo }: Profile): Declined | undefined {
  const soon = durations.filter((ms) => ms < SHARING_SLOWDOWN * smallest(solo)).length;
  if (!isSteady(solo) || soon < TOO_SOON) return undefined;
  return decline(
    { code: 'answers-too-soon', soon, calls: durations.length },
    moreCalls(durations.length, 4 * durations.length),
  );
}

/**
 * While no call is done, cores are shared by all: so the first answer shows how many there are, if it is that
 * of a call like the solo calls. The others may have had more work than any solo call.
 */
function reachToFirst(verdict: Decided, { durations, solo, calls }: Profile): Decided {
  const [firstMs] = durations;
  const fitted = hasReason(verdict, 'fitted-sharing');
  if (!fitted || firstMs === undefined || !isSteady(solo)) return verdict;
  const cores = (calls * median(solo)) / firstMs;
  const { estimate, low, high } = verdict.workers;
  return {
    ...verdict,
    workers: {
      estimate,
      low: Math.min(low, Math.max(1, Math.floor(cores))),
      high: high === null ? null : Math.max(high, Math.ceil(cores)),
    },
  };
}

/** Of serial calls whose solo calls are steady, at least this share of the steps is about a solo call. */
const MOST_STEPS = 0.7;

/** A step that differs from a solo call by more than this share is not one. */
const ABOUT = 0.3;

/** Service times vary only if the solo calls do: steps that vary otherwise are not those of one worker. */
function declineUnsteadySteps(verdict: Decided, profile: Profile): Declined | undefined {
  const { durations, solo } = profile;
  const unit = median(solo);
  const steps = stepsOf(durations);
  const fitted = hasReason(verdict, 'fitted-serial');
  const about = steps.filter((step) => Math.abs(step / unit - 1) <= ABOUT).length;
  if (!fitted || !isSteady(solo) || about >= MOST_STEPS * steps.length) return undefined;
  return decline(
    {
      code: 'steps-vary',
      soloMs: unit,
      leastMs: smallest(steps) ?? 0,
      mostMs: largest(steps) ?? 0,
    },
    { code: 'another-size' },
  );
}

/** The first answer of a queue takes no longer than this many of the longest solo calls. */
const LATE = 1.5;

/** Calls of which even the first is late share something, or were kept waiting: that is no plain queue. */
function declineFirstTooLate(verdict: Decided, profile: Profile): Declined | undefined {
  const { durations, solo } = profile;
  const [firstMs = 0] = durations;
  const soloMs = largest(solo);
  const fitted = hasReason(verdict, 'fitted', 'fitted-serial');
  if (!fitted || firstMs <= LATE * soloMs) return undefined;
  return decline({ code: 'first-too-late', firstMs, soloMs }, { code: 'another-size' });
}

/**
 * If solo calls are steady, the calls of a burst differ for a reason that no model has, so only those that
 * came back before a second wave could have count.
 */
function openIfSteady(verdict: Decided, { durations, solo }: Profile): Decided {
  const fitted = hasReason(verdict, 'fitted');
  if (!fitted || !isSteady(solo)) return verdict;
  const together = durations.filter((ms) => ms < FIRST_WAVE * median(solo)).length;
  const low = Math.max(1, Math.min(verdict.workers.low, together));
  const estimate = Math.max(low, verdict.workers.estimate);
  return { ...verdict, workers: { estimate, low, high: null } };
}
