import { describe, expect, it } from 'vitest';
import { COMPARISON_MODES } from '../../../src/core/comparison.ts';
import type { Check } from '../../../src/core/checks/checks.ts';
import type { DiffRow, DiffRows, DiffWarning, RunDiff } from '../../../src/core/diff/run-diff.ts';
import type { Reason } from '../../../src/core/reason.ts';
import type { Remedy } from '../../../src/core/remedy.ts';
import type { NoRun } from '../../../src/core/recorded/find-run.ts';
import type { Unreadable } from '../../../src/core/recorded/recorded-call.ts';
import type { TargetDescription } from '../../../src/core/target-description.ts';
import { LAMBDA_THROTTLE_REASONS } from '../../../src/core/timeline/throttling.ts';
import type { Verdict, Workers } from '../../../src/core/verdict.ts';
import type { Warning } from '../../../src/core/warning.ts';
import type { Cause, Diagnosis, Fact, FoundCause } from '../../../src/core/why/diagnosis.ts';
import { VARIANTS } from '../../../src/core/why/variant-evidence.ts';
import { factWords } from '../../../src/reporters/why/facts.ts';
import {
  diffCells,
  diffSummary,
  diffWarningWords,
} from '../../../src/reporters/shared/diff-words.ts';
import { checkWords, problemWords } from '../../../src/reporters/shared/checks.ts';
import { whyWords } from '../../../src/reporters/why/words.ts';
import { headline, modeWords, titleOf } from '../../../src/reporters/shared/phrases.ts';
import { reasonWords } from '../../../src/reporters/shared/reasons.ts';
import { noRunWords, unreadableWords } from '../../../src/reporters/shared/recorded.ts';
import { remedyWords } from '../../../src/reporters/shared/remedies.ts';
import { burstWarningWords, warningWords } from '../../../src/reporters/shared/warnings.ts';
import {
  callsAtATime,
  workerCount,
  workerRange,
} from '../../../src/reporters/shared/worker-count.ts';
import { judge } from '../../../src/core/run.ts';
import { fixture } from '../../helpers/fixtures.ts';
import { recording } from '../../helpers/runs/bursts.ts';

// Every sentence of a report, to be read from top to bottom: test/fixtures/golden/sentences.txt.
// The compiler asks for a sample of each code.

type Samples<Data extends { readonly code: string }> = {
  readonly [Code in Data['code']]: readonly Extract<Data, { readonly code: string }>[];
};

const FAILURE = { code: 'status-500', message: 'status 500: out of memory' };
const AT_ONCE = { ...FAILURE, shape: { ended: 'at-once', afterMs: 3.2 } } as const;
const TIMED_OUT = {
  ...FAILURE,
  shape: { ended: 'after-the-same-time', afterMs: 5_010 },
} as const;
const MS = { least: 90, most: 412 };
const VARYING = { ...MS, steady: false };
const STEADY = { least: 300, most: 306, steady: true };
const ONLY_ONE = { least: 300, most: 300, steady: false };
const ONE = { instances: 1 };
const TEN = { instances: 10 };

const REASONS: Samples<Reason> = {
  'one-after-another': [
    { code: 'one-after-another', calls: 10, place: ONE },
    { code: 'one-after-another', calls: 8, place: { instances: 1, environments: 1 } },
  ],
  'slowed-together': [{ code: 'slowed-together', peak: 10, slowdown: 5.02 }],
  throughput: [
    { code: 'throughput', rate: 2.03, speedUp: 1.98 },
    { code: 'throughput', rate: 1 },
  ],
  'ran-together': [
    { code: 'ran-together', kind: 'concurrent', place: ONE, mostOnOne: 10 },
    { code: 'ran-together', kind: 'concurrent', place: ONE, mostOnOne: 10, slowdown: 1.31 },
    { code: 'ran-together', kind: 'parallel', place: TEN, mostOnOne: 1 },
    {
      code: 'ran-together',
      kind: 'parallel',
      place: { instances: 3 },
      mostOnOne: 4,
      slowdown: 1.5,
    },
    {
      code: 'ran-together',
      kind: 'parallel',
      place: { instances: 8, environments: 2 },
      mostOnOne: 1,
    },
  ],
  'all-at-once': [
    { code: 'all-at-once', calls: 10 },
    { code: 'all-at-once', calls: 10, atFullSpeed: 7 },
  ],
  'first-over-before-last': [
    { code: 'first-over-before-last', peak: 4, calls: 10, startedWithinMs: 210 },
  ],
  'sent-slowly': [
    { code: 'sent-slowly', peak: 213, calls: 300, startedWithinMs: 419 },
    { code: 'sent-slowly', peak: 213, calls: 300, startedWithinMs: 419, atFullSpeed: 160 },
  ],
  'limit-reached': [
    { code: 'limit-reached', peak: 3, waiting: 1 },
    { code: 'limit-reached', peak: 3, waiting: 9 },
  ],
  'uneven-load': [{ code: 'uneven-load', peak: 4 }],
  'speed-up-too-high': [
    { code: 'speed-up-too-high', speedUp: 9.02 },
    { code: 'speed-up-too-high', speedUp: 20.3, soloMs: 512 },
  ],
  'speed-up-too-low': [{ code: 'speed-up-too-low', speedUp: 2.04, makespanMs: 5_020 }],
  'within-one-environment': [
    { code: 'within-one-environment', maxConcurrency: 64 },
    { code: 'within-one-environment' },
  ],
  'instances-named': [
    { code: 'instances-named', instances: 1 },
    { code: 'instances-named', instances: 3 },
  ],
  'processes-seen': [
    { code: 'processes-seen', processes: 1 },
    { code: 'processes-seen', processes: 4 },
  ],
  'one-call-per-environment': [{ code: 'one-call-per-environment' }],
  'refused-at-limit': [
    { code: 'refused-at-limit', throttled: 1, limit: 10 },
    { code: 'refused-at-limit', throttled: 20, limit: 10 },
  ],
  'instance-unknown': [{ code: 'instance-unknown' }],
  'instance-unrecorded': [{ code: 'instance-unrecorded' }],
  'identical-requests': [{ code: 'identical-requests' }],
  'identical-recorded': [{ code: 'identical-recorded' }],
  'no-call-waited': [{ code: 'no-call-waited', slowdown: 0.93 }],
  'one-at-a-time': [{ code: 'one-at-a-time', stepMs: 301 }],
  waves: [
    { code: 'waves', sizes: [4], stepMs: 301, queues: 'shared' },
    { code: 'waves', sizes: [4, 4, 3, 3, 2, 1, 1, 1], stepMs: 301, queues: 'own' },
  ],
  groups: [
    { code: 'groups', size: 3, stepMs: 300, soloMs: 100 },
    { code: 'groups', size: 3, stepMs: 100, soloMs: 150 },
  ],
  'slots-slow-each-other': [{ code: 'slots-slow-each-other', slots: 2, slowdown: 2.01 }],
  'serial-stage': [{ code: 'serial-stage', stepMs: 200, soloMs: 356, capacity: 1.78 }],
  limiter: [{ code: 'limiter', free: 6, stepMs: 167, perSecond: 6 }],
  'busy-after-answer': [{ code: 'busy-after-answer', busyAfterMs: 203 }],
  'limiter-or-queue': [{ code: 'limiter-or-queue', free: 4, stepMs: 301, perSecond: 3.3 }],
  'burst-overhead': [{ code: 'burst-overhead', slowdown: 1.62 }],
  'late-together': [{ code: 'late-together', slowdown: 4.87 }],
  fitted: [
    { code: 'fitted', workers: { low: 5, high: null }, solo: VARYING },
    { code: 'fitted', workers: { low: 3, high: 5 }, solo: STEADY },
    { code: 'fitted', workers: { low: 4, high: 4 }, solo: ONLY_ONE },
  ],
  'fitted-serial': [{ code: 'fitted-serial', solo: VARYING }],
  'fitted-sharing': [
    { code: 'fitted-sharing', workers: 1 },
    { code: 'fitted-sharing', workers: 2 },
  ],
  'fitted-unlimited': [
    { code: 'fitted-unlimited', solo: VARYING },
    { code: 'fitted-unlimited', solo: STEADY },
  ],
  'until-first-byte': [
    { code: 'until-first-byte', workers: { low: 4, high: 4 }, slowdown: 2.61 },
    { code: 'until-first-byte', workers: { low: 10, high: null }, slowdown: 1.02 },
    { code: 'until-first-byte', workers: { low: 1, high: 1 } },
  ],
  'streams-admitted': [
    { code: 'streams-admitted', streams: 4 },
    { code: 'streams-admitted', streams: 1 },
  ],
  'second-size': [{ code: 'second-size', calls: 5 }],
  'other-size-differs': [
    { code: 'other-size-differs', calls: 5, other: { low: 3, high: 3 } },
    { code: 'other-size-differs', calls: 5, other: { low: 5, high: null } },
  ],
  'idle-processes': [
    { code: 'idle-processes', idle: 1, workers: { low: 3, high: 3 } },
    { code: 'idle-processes', idle: 2, workers: { low: 2, high: 3 } },
  ],
  'limit-unconfirmed': [{ code: 'limit-unconfirmed', low: 5, high: 5 }],
  'uneven-queues': [{ code: 'uneven-queues', least: 4, most: 38 }],
  'queue-may-hide': [{ code: 'queue-may-hide', workers: 3, chance: 0.0168 }],
  'larger-may-show': [{ code: 'larger-may-show' }, { code: 'larger-may-show', upTo: 2_000 }],
  'larger-undecided': [{ code: 'larger-undecided', calls: 16 }],
  'constant-delay': [{ code: 'constant-delay', delayMs: 301, calls: 10 }],
  'pool-grows': [
    { code: 'pool-grows', from: { low: 2, high: 2 }, to: { low: 4, high: 6 } },
    { code: 'pool-grows', from: { low: 2, high: 2 }, to: { low: 10, high: null } },
  ],
  'refused-beyond': [{ code: 'refused-beyond', calls: 6 }],
  'hangs-beyond': [{ code: 'hangs-beyond', calls: 3 }],
  'other-bursts': [
    { code: 'other-bursts', kind: 'serial', cold: true, bursts: [1], believed: 2 },
    { code: 'other-bursts', kind: 'inconclusive', cold: false, bursts: [1, 3], believed: 4 },
  ],
  'interval-of-all-bursts': [
    {
      code: 'interval-of-all-bursts',
      last: { low: 4, high: 4 },
      all: { low: 3, high: null },
    },
  ],
  'no-burst': [{ code: 'no-burst' }],
  'not-measured': [
    { code: 'not-measured', problem: 'cannot call http://localhost/: connection refused' },
  ],
  'server-gone': [{ code: 'server-gone', burst: 1, calls: 10 }],
  'none-answered': [
    { code: 'none-answered', calls: 4, throttled: 0, failure: FAILURE },
    { code: 'none-answered', calls: 4, throttled: 4 },
    { code: 'none-answered', calls: 4, throttled: 0, failure: AT_ONCE },
    { code: 'none-answered', calls: 4, throttled: 0, failure: TIMED_OUT },
  ],
  'mostly-failed': [
    { code: 'mostly-failed', calls: 10, answered: 1, failure: FAILURE },
    { code: 'mostly-failed', calls: 10, answered: 3 },
  ],
  'all-hang': [{ code: 'all-hang', calls: 10, soloMs: 105 }],
  'too-few-answered': [
    { code: 'too-few-answered', calls: 1, answered: 1 },
    { code: 'too-few-answered', calls: 10, answered: 1 },
  ],
  'handlers-too-short': [{ code: 'handlers-too-short', handlerMs: 4.2 }],
  'calls-too-short': [{ code: 'calls-too-short', soloMs: 4.2 }],
  'no-baseline': [{ code: 'no-baseline' }, { code: 'no-baseline', peak: 10 }],
  'idle-between-calls': [{ code: 'idle-between-calls' }],
  'cold-starts-apart': [
    { code: 'cold-starts-apart', cold: 1, calls: 2 },
    { code: 'cold-starts-apart', cold: 9, calls: 10 },
  ],
  'too-few-apart': [{ code: 'too-few-apart', handlerMs: 20, jitterMs: 31 }],
  'handled-outside-flight': [{ code: 'handled-outside-flight', instance: 'i-3' }],
  'client-too-slow': [
    { code: 'client-too-slow', sentWithinMs: 12, late: 1, calls: 10 },
    { code: 'client-too-slow', sentWithinMs: 1_210, late: 300, calls: 1_000 },
  ],
  'kinds-not-separable': [
    { code: 'kinds-not-separable', kinds: ['serial', 'contended'], soloMs: MS },
    { code: 'kinds-not-separable', kinds: ['overlapping', 'contended'], soloMs: MS },
  ],
  'answers-too-close': [{ code: 'answers-too-close', close: 4, calls: 10 }],
  'faster-than-serial': [{ code: 'faster-than-serial', speedUp: 1.46 }],
  'steps-vary': [
    { code: 'steps-vary', soloMs: 100, leastMs: 40, mostMs: 290 },
    { code: 'steps-vary', soloMs: 300, leastMs: 212, mostMs: 212 },
  ],
  'first-too-late': [{ code: 'first-too-late', firstMs: 310, soloMs: 104 }],
  'one-of-several': [{ code: 'one-of-several', idle: 3 }],
  'busy-or-limited': [{ code: 'busy-or-limited', busyAfterMs: 203 }],
  'answers-too-soon': [{ code: 'answers-too-soon', soon: 3, calls: 10 }],
  'no-model-fits': [{ code: 'no-model-fits', soloMs: MS }],
  'other-work': [
    { code: 'other-work', fast: 8, calls: 10, fastMs: 4 },
    { code: 'other-work', fast: 1, calls: 10, fastMs: 4 },
  ],
  'other-answers': [
    { code: 'other-answers', trait: 'status', other: 1, calls: 10 },
    { code: 'other-answers', trait: 'type', other: 8, calls: 10 },
    { code: 'other-answers', trait: 'keys', other: 8, calls: 10 },
    { code: 'other-answers', trait: 'size', other: 1, calls: 10 },
  ],
  tickets: [
    { code: 'tickets', calls: 10 },
    { code: 'tickets', calls: 1 },
  ],
  'baseline-cold': [{ code: 'baseline-cold' }],
  paced: [{ code: 'paced', stepMs: 500, perSecond: 2, soloMs: 300 }],
  'sizes-disagree': [{ code: 'sizes-disagree', calls: 10, otherCalls: 5 }],
  'one-size-only': [{ code: 'one-size-only', calls: 10, slowdown: 2.01 }],
  batches: [
    { code: 'batches', calls: 10, otherCalls: 5 },
    { code: 'batches', calls: 10, otherCalls: 5, size: 4 },
  ],
  'bursts-disagree': [{ code: 'bursts-disagree', kinds: ['parallel', 'serial'] }],
  'stopped-answering': [
    {
      code: 'stopped-answering',
      earlier: 1,
      kind: 'parallel',
      burst: 3,
      failed: 9,
      calls: 10,
      failure: FAILURE,
    },
  ],
  'others-in-flight': [
    { code: 'others-in-flight', others: 1 },
    { code: 'others-in-flight', others: 4 },
  ],
  'first-for-solo': [{ code: 'first-for-solo', firstMs: 302 }],
  'browser-hides-sending': [{ code: 'browser-hides-sending' }],
  'browser-sent-one-by-one': [
    { code: 'browser-sent-one-by-one', sameUrl: true },
    { code: 'browser-sent-one-by-one', sameUrl: false },
  ],
};

const simple = <Code extends string>(code: Code): readonly { readonly code: Code }[] => [{ code }];

const REMEDIES: Samples<Remedy> = {
  'longer-calls': simple('longer-calls'),
  'raise-delay': simple('raise-delay'),
  'another-size': simple('another-size'),
  'fewer-calls-at-once': simple('fewer-calls-at-once'),
  'longer-or-faster-calls': simple('longer-or-faster-calls'),
  'longer-or-fewer-calls': simple('longer-or-fewer-calls'),
  'longer-or-warm-calls': simple('longer-or-warm-calls'),
  'fewer-calls': simple('fewer-calls'),
  'more-calls': [{ code: 'more-calls' }, { code: 'more-calls', calls: 48 }],
  'more-bursts': [{ code: 'more-bursts', bursts: 5 }],
  'add-solo-calls': [{ code: 'add-solo-calls', solo: 3 }],
  'steadier-calls': [{ code: 'steadier-calls', solo: 20 }],
  'outwait-time-out': simple('outwait-time-out'),
  'look-after-answers': simple('look-after-answers'),
  'turn-off-batching': simple('turn-off-batching'),
  'call-the-work-itself': simple('call-the-work-itself'),
  'raise-timeout': simple('raise-timeout'),
  'judge-by-first-byte': simple('judge-by-first-byte'),
  'make-one-call-succeed': simple('make-one-call-succeed'),
  'solve-problem': simple('solve-problem'),
  'restart-server': simple('restart-server'),
  'fix-failures': simple('fix-failures'),
  'rule-out-cache-and-clock': simple('rule-out-cache-and-clock'),
  'name-instance': [{ code: 'name-instance', name: 'x-served-by' }],
  'bypass-cache': simple('bypass-cache'),
  'inspect-answers': simple('inspect-answers'),
  'fix-initialization': simple('fix-initialization'),
  'quieter-machine': simple('quieter-machine'),
  'compare-another-run': simple('compare-another-run'),
  'inspect-last-burst': simple('inspect-last-burst'),
  'fire-a-burst': simple('fire-a-burst'),
  'ask-lambda': simple('ask-lambda'),
  'raise-account-limit': simple('raise-account-limit'),
  'raise-reserved-concurrency': simple('raise-reserved-concurrency'),
  'raise-reserved-or-send-fewer': simple('raise-reserved-or-send-fewer'),
  'send-fewer-or-longer-calls': simple('send-fewer-or-longer-calls'),
  'deploy-higher-throttle': simple('deploy-higher-throttle'),
  'wait-or-raise-limit': simple('wait-or-raise-limit'),
  'raise-limit-or-send-fewer': simple('raise-limit-or-send-fewer'),
  'warm-function': simple('warm-function'),
  'other-browser': simple('other-browser'),
  'distinct-urls': simple('distinct-urls'),
  'longer-calls-in-browser': simple('longer-calls-in-browser'),
  'record-solo-calls': simple('record-solo-calls'),
  'record-alone': simple('record-alone'),
  'fire-the-calls': simple('fire-the-calls'),
};

const counts = { calls: 30, throttled: 20, answered: 10 };
const first = { bursts: [1] };

const WARNINGS: Samples<Warning> = {
  interrupted: [{ code: 'interrupted', finished: 1, remedies: [] }],
  'why-interrupted': [
    { code: 'why-interrupted', finished: 0, remedies: [] },
    { code: 'why-interrupted', finished: 1, remedies: [] },
  ],
  'held-back': [
    { code: 'held-back', calls: 4, mostMs: 811, because: 'connections', remedies: [] },
    { code: 'held-back', calls: 9, mostMs: 1_860, because: 'same-url', remedies: [] },
    { code: 'held-back', calls: 1, mostMs: 25, remedies: [] },
  ],
  'left-out': [
    { code: 'left-out', calls: 1, remedies: [] },
    { code: 'left-out', calls: 3, remedies: [] },
  ],
  'browser-cache': [
    { code: 'browser-cache', answers: 1, remedies: [] },
    { code: 'browser-cache', answers: 9, remedies: [] },
  ],
  followers: [
    { code: 'followers', followers: 1, calls: 7, remedies: [] },
    { code: 'followers', followers: 24, calls: 34, remedies: [] },
  ],
  'other-calls': [
    { code: 'other-calls', calls: 1, remedies: [] },
    { code: 'other-calls', calls: 12, remedies: [] },
  ],
  'cold-baseline': [{ code: 'cold-baseline', remedies: [{ code: 'add-solo-calls', solo: 3 }] }],
  'busy-machine': [
    { code: 'busy-machine', average: 5.21, cores: 2, remedies: [{ code: 'quieter-machine' }] },
  ],
  'not-cold': [{ code: 'not-cold', warm: 1, calls: 4, remedies: [] }],
  'server-ended': [
    { code: 'server-ended', exitCode: 1, line: 'RuntimeError: out of paper', remedies: [] },
    { code: 'server-ended', signal: 'SIGKILL', remedies: [] },
  ],
  'server-error': [{ code: 'server-error', line: "KeyError: 'user'", remedies: [] }],
  'no-instance-header': [
    {
      code: 'no-instance-header',
      header: 'x-id',
      candidates: ['x-served-by', 'x-backend'],
      remedies: [{ code: 'name-instance', name: 'x-served-by' }],
    },
    { code: 'no-instance-header', header: 'x-id', candidates: [], remedies: [] },
  ],
  'bursts-differ': [
    {
      code: 'bursts-differ',
      kinds: ['serial', 'parallel'],
      remedies: [{ code: 'more-bursts', bursts: 5 }],
    },
  ],
  failed: [
    { code: 'failed', failed: 1, calls: 10, failure: FAILURE, remedies: [], ...first },
    { code: 'failed', failed: 2, calls: 10, remedies: [{ code: 'ask-lambda' }], bursts: [1, 3] },
  ],
  throttled: [
    ...LAMBDA_THROTTLE_REASONS.flatMap((reason): Warning[] => [
      { code: 'throttled', ...counts, reason, remedies: [{ code: 'fewer-calls' }], ...first },
      { code: 'throttled', ...counts, reason, limit: 10, remedies: [], ...first },
    ]),
    {
      code: 'throttled',
      ...counts,
      calls: 1_200,
      reason: 'ConcurrentInvocationLimitExceeded',
      limit: 1_000,
      beyondScaling: true,
      remedies: [{ code: 'raise-account-limit' }, { code: 'warm-function' }],
      ...first,
    },
    {
      code: 'throttled',
      ...counts,
      stage: { burst: 5, rate: 2.5 },
      remedies: [{ code: 'deploy-higher-throttle' }],
      ...first,
    },
    {
      code: 'throttled',
      ...counts,
      remedies: [{ code: 'raise-limit-or-send-fewer' }],
      ...first,
    },
    {
      code: 'throttled',
      calls: 1,
      throttled: 1,
      answered: 0,
      remedies: [{ code: 'wait-or-raise-limit' }],
      ...first,
    },
  ],
  'few-calls': [{ code: 'few-calls', calls: 2, remedies: [{ code: 'more-calls' }], ...first }],
  'client-too-slow': [
    {
      code: 'client-too-slow',
      sentWithinMs: 12,
      late: 3,
      remedies: [{ code: 'longer-or-fewer-calls' }],
      ...first,
    },
    { code: 'client-too-slow', sentWithinMs: 12, late: 1, remedies: [], ...first },
  ],
  'client-stalled': [
    {
      code: 'client-stalled',
      stalledMs: 412,
      answers: 5,
      ...first,
      remedies: [{ code: 'quieter-machine' }],
    },
  ],
  'calls-too-short': [
    {
      code: 'calls-too-short',
      soloMs: 4,
      sentWithinMs: 3,
      remedies: [{ code: 'longer-calls' }],
      ...first,
    },
  ],
  'instances-late': [
    {
      code: 'instances-late',
      instances: 50,
      startedWithinMs: 7_920,
      remedies: [{ code: 'longer-or-warm-calls' }],
      ...first,
    },
  ],
  'clocks-differ': [
    { code: 'clocks-differ', remedies: [{ code: 'compare-another-run' }], ...first },
  ],
  cached: [{ code: 'cached', cached: 3, remedies: [{ code: 'bypass-cache' }], ...first }],
  'server-times-conflict': [
    {
      code: 'server-times-conflict',
      answers: 10,
      conflictingMs: { 'server-timing': 12.04, 'x-runtime': 301 },
      remedies: [],
      ...first,
    },
  ],
  'server-times-too-long': [
    {
      code: 'server-times-too-long',
      answers: 1,
      serviceMs: 31_000,
      tookMs: 31.4,
      remedies: [],
      ...first,
    },
  ],
  'unread-report': [
    {
      code: 'unread-report',
      calls: 2,
      line: 'REPORT \u001B[31mBoot Duration: 5 ms\nmore',
      remedies: [],
      ...first,
    },
  ],
  'init-failed': [
    {
      code: 'init-failed',
      phase: 'init',
      environments: 1,
      ended: 'Runtime.ExitError',
      durationMs: 83,
      remedies: [{ code: 'fix-initialization' }],
      ...first,
    },
    {
      code: 'init-failed',
      phase: 'restore',
      environments: 4,
      ended: 'timeout',
      durationMs: 9_999.8,
      remedies: [],
      ...first,
    },
  ],
  'answers-differ': [
    {
      code: 'answers-differ',
      statuses: [200, 204],
      remedies: [{ code: 'inspect-answers' }],
      ...first,
    },
    { code: 'answers-differ', unusualSizes: 3, remedies: [], ...first },
  ],
};

const DIFF_WARNINGS: Samples<DiffWarning> = {
  'method-changed': [{ code: 'method-changed', before: 'GET', after: 'POST' }],
  'route-changed': [{ code: 'route-changed', before: '/ping', after: '/ping/cpu' }],
  'query-changed': [{ code: 'query-changed', before: 'delay=100', after: '' }],
  'until-changed': [
    { code: 'until-changed', firstByte: 'before' },
    { code: 'until-changed', firstByte: 'after' },
  ],
  'http2-changed': [
    { code: 'http2-changed', http2: 'before' },
    { code: 'http2-changed', http2: 'after' },
  ],
  'calls-changed': [{ code: 'calls-changed', before: 20, after: 5 }],
  'answered-changed': [
    { code: 'answered-changed', before: 10, after: 5 },
    { code: 'answered-changed', before: 1, after: 5 },
  ],
  'temperature-changed': simple('temperature-changed'),
  'before-inconclusive': simple('before-inconclusive'),
  'after-inconclusive': simple('after-inconclusive'),
  'both-inconclusive': simple('both-inconclusive'),
};

const WORKERS: readonly Workers[] = [
  { estimate: 1, low: 1, high: 1 },
  { estimate: 1, low: 1, high: 2 },
  { estimate: 1, low: 1, high: null },
  { estimate: 4, low: 4, high: 4 },
  { estimate: 4, low: 3, high: 5 },
  { estimate: 10, low: 10, high: null },
  { estimate: 10, low: 5, high: null },
];

const SERIAL: Workers = { estimate: 1, low: 1, high: 1 };
const TEN_UP: Workers = { estimate: 10, low: 10, high: null };

const DIFF_ROWS: readonly DiffRow[] = [
  { name: 'verdict', before: 'serial', after: 'concurrent', outcome: 'better' },
  {
    name: 'verdict',
    before: 'overlapping',
    after: 'parallel',
    change: { code: 'overlapping-is-open' },
    outcome: 'cannot-tell',
  },
  {
    name: 'verdict',
    before: 'contended',
    after: 'parallel',
    change: { code: 'calls-vary' },
    outcome: 'cannot-tell',
  },
  {
    name: 'workers',
    before: SERIAL,
    after: TEN_UP,
    change: { code: 'more-workers', times: 10, atLeast: true },
    outcome: 'better',
  },
  {
    name: 'workers',
    before: { estimate: 6, low: 6, high: 6 },
    after: { estimate: 2, low: 2, high: 2 },
    change: { code: 'fewer-workers', times: 3, atLeast: false },
    outcome: 'worse',
  },
  {
    name: 'workers',
    before: TEN_UP,
    after: TEN_UP,
    change: { code: 'no-limit-in-either' },
    outcome: 'same',
  },
  {
    name: 'workers',
    before: TEN_UP,
    after: { estimate: 20, low: 20, high: null },
    change: { code: 'limits-not-seen' },
    outcome: 'cannot-tell',
  },
  {
    name: 'workers',
    before: { estimate: 4, low: 3, high: 5 },
    after: { estimate: 6, low: 4, high: 8 },
    change: { code: 'intervals-overlap' },
    outcome: 'cannot-tell',
  },
  { name: 'workers', after: TEN_UP, outcome: 'cannot-tell' },
  {
    name: 'makespan',
    temperature: 'warm',
    before: 10_100,
    after: 1_030,
    change: { code: 'shorter', byMs: 9_070, times: 9.8 },
    outcome: 'better',
  },
  {
    name: 'call',
    before: 300,
    after: 4_220,
    change: { code: 'longer', byMs: 3_920, times: 14, doubt: { code: 'noise', times: 19 } },
    outcome: 'cannot-tell',
  },
  {
    name: 'waiting',
    before: 1_410,
    after: 3,
    change: { code: 'shorter', byMs: 1_407, doubt: { code: 'too-few-bursts' } },
    outcome: 'cannot-tell',
  },
  {
    name: 'handling',
    before: 301,
    after: 307,
    change: { code: 'within-noise' },
    outcome: 'same',
  },
  {
    name: 'handling',
    before: 301,
    after: 301,
    change: { code: 'no-difference' },
    outcome: 'same',
  },
  {
    name: 'call',
    before: 700,
    after: 701,
    change: { code: 'no-difference', doubt: { code: 'noise', times: 2.3 } },
    outcome: 'cannot-tell',
  },
  {
    name: 'call',
    before: 700,
    after: 700,
    change: { code: 'no-difference', doubt: { code: 'too-few-bursts' } },
    outcome: 'cannot-tell',
  },
  { name: 'handling', after: 307, outcome: 'cannot-tell' },
  {
    name: 'cold-starts',
    before: { calls: 9, addedMs: 538 },
    after: { calls: 0 },
    change: { code: 'fewer-cold', by: 9 },
    outcome: 'different',
  },
  {
    name: 'cold-starts',
    before: { calls: 1 },
    after: { calls: 3 },
    change: { code: 'more-cold', by: 2 },
    outcome: 'different',
  },
  { name: 'cold-starts', outcome: 'cannot-tell' },
];

const TARGETS: readonly (TargetDescription | undefined)[] = [
  { kind: 'local', method: 'GET', path: '/ping?delay=1000', mode: 'instance-per-call' },
  { kind: 'local', method: 'GET', path: '/ping/cpu', mode: 'one-process' },
  { kind: 'http', method: 'POST', url: 'https://example.org/' },
  { kind: 'recording', name: 'aws' },
  { kind: 'lambda', name: 'f:live', region: 'eu-west-1' },
  { kind: 'lambda', name: 'f', region: 'eu-west-1', url: 'http://127.0.0.1:4566' },
  { kind: 'deployed', name: 'stack-dev', path: '/ping?delay=1000', region: 'eu-west-1' },
  undefined,
];

const PARALLEL: Verdict = {
  kind: 'parallel',
  workers: TEN_UP,
  reasons: [{ code: 'all-at-once', calls: 10 }],
};
const DECLINED: Verdict = {
  kind: 'inconclusive',
  reasons: [{ code: 'no-burst' }],
  remedy: { code: 'fire-a-burst' },
};

const empty = judge(recording([]));

function diffOf(conclusion: RunDiff['conclusion'], rows: Partial<DiffRows>): RunDiff {
  return {
    before: empty,
    after: empty,
    conclusion,
    warnings: [],
    rows: {
      verdict: { name: 'verdict', before: 'serial', after: 'serial', outcome: 'same' },
      workers: { name: 'workers', before: SERIAL, after: SERIAL, outcome: 'same' },
      makespan: {
        name: 'makespan',
        before: 10_100,
        after: 10_200,
        change: { code: 'within-noise' },
        outcome: 'same',
      },
      others: [],
      ...rows,
    },
  };
}

const FASTER: DiffRows['makespan'] = {
  name: 'makespan',
  before: 10_100,
  after: 1_030,
  change: { code: 'shorter', byMs: 9_070, times: 9.8 },
  outcome: 'better',
};
const SLOWER: DiffRows['makespan'] = {
  name: 'makespan',
  before: 5,
  after: 600,
  change: { code: 'longer', byMs: 595 },
  outcome: 'worse',
};

const EQUAL: DiffRows['makespan'] = {
  name: 'makespan',
  before: 1_200,
  after: 1_200,
  change: { code: 'no-difference' },
  outcome: 'same',
};
const EQUAL_BUT_NOISY: DiffRows['makespan'] = {
  ...EQUAL,
  change: { code: 'no-difference', doubt: { code: 'noise', times: 2.3 } },
  outcome: 'cannot-tell',
};

const DIFFS: readonly RunDiff[] = [
  diffOf('changed', {
    verdict: { name: 'verdict', before: 'serial', after: 'concurrent', outcome: 'better' },
    workers: { name: 'workers', before: SERIAL, after: TEN_UP, outcome: 'better' },
    makespan: FASTER,
  }),
  diffOf('changed', {
    verdict: { name: 'verdict', before: 'parallel', after: 'serial', outcome: 'worse' },
    workers: { name: 'workers', before: TEN_UP, after: SERIAL, outcome: 'worse' },
    makespan: { ...SLOWER, outcome: 'different' },
  }),
  diffOf('faster-or-slower', { makespan: SLOWER }),
  diffOf('no-change', {}),
  diffOf('no-change', { makespan: EQUAL }),
  diffOf('same-run', { makespan: { name: 'makespan', outcome: 'same' } }),
  diffOf('cannot-tell', { makespan: { ...FASTER, outcome: 'cannot-tell' } }),
  diffOf('cannot-tell', { makespan: EQUAL_BUT_NOISY }),
  diffOf('cannot-tell', {
    workers: { name: 'workers', before: TEN_UP, after: TEN_UP, outcome: 'cannot-tell' },
    makespan: EQUAL_BUT_NOISY,
  }),
  diffOf('inconclusive', {
    verdict: { name: 'verdict', before: 'inconclusive', after: 'parallel', outcome: 'cannot-tell' },
    workers: { name: 'workers', after: TEN_UP, outcome: 'cannot-tell' },
    makespan: { name: 'makespan', after: 1_030, outcome: 'cannot-tell' },
  }),
  diffOf('inconclusive', {
    verdict: {
      name: 'verdict',
      before: 'inconclusive',
      after: 'inconclusive',
      outcome: 'cannot-tell',
    },
    workers: { name: 'workers', outcome: 'cannot-tell' },
  }),
];

const UNREADABLE: Samples<Unreadable> = {
  'without-calls': [
    { code: 'without-calls', format: 'har' },
    { code: 'without-calls', format: 'k6' },
    { code: 'without-calls', format: 'oha' },
  ],
  incomplete: [
    { code: 'incomplete', format: 'har' },
    { code: 'incomplete', format: 'k6', line: 812 },
  ],
  summary: [
    { code: 'summary', format: 'k6' },
    { code: 'summary', format: 'oha' },
  ],
  'hides-sending': [
    { code: 'hides-sending', creator: 'Playwright 1.65.1' },
    { code: 'hides-sending' },
  ],
  'all-left-out': [
    { code: 'all-left-out', entries: 1 },
    { code: 'all-left-out', entries: 6 },
  ],
  'whole-seconds': [{ code: 'whole-seconds' }],
};

const ONE_BY_ONE = { code: 'one-by-one', calls: 13 } as const;

const NO_RUN: Samples<NoRun> = {
  'all-cached': [
    { code: 'all-cached', cached: 1 },
    { code: 'all-cached', cached: 9 },
  ],
  'all-failed': [{ code: 'all-failed', calls: 12, message: 'connection refused' }],
  'one-by-one': [
    { ...ONE_BY_ONE, calls: 1 },
    ONE_BY_ONE,
    { ...ONE_BY_ONE, held: { calls: 9, mostMs: 1_860, because: 'same-url' } },
    { ...ONE_BY_ONE, held: { calls: 1, mostMs: 25 } },
    { ...ONE_BY_ONE, calls: 4, cached: 9 },
    { ...ONE_BY_ONE, calls: 3, leftOut: 3 },
    { ...ONE_BY_ONE, calls: 1, leftOut: 2 },
  ],
  'not-together': [
    { code: 'not-together', requests: ['GET http://127.0.0.1/a', 'GET http://127.0.0.1/b'] },
    { code: 'not-together', requests: ['GET /a', 'GET /b', 'POST /c', 'GET /d', 'GET /e'] },
    { code: 'not-together', requests: [''] },
  ],
  'no-such-request': [
    {
      code: 'no-such-request',
      received: 'http://127.0.0.1/c',
      requests: [
        { request: 'GET http://127.0.0.1/a?token=***', calls: 13 },
        { request: 'POST http://127.0.0.1/b', calls: 1 },
      ],
      cached: 9,
    },
    {
      code: 'no-such-request',
      received: 'POST',
      requests: Array.from({ length: 12 }, (_, nth) => ({ request: `GET /${nth}`, calls: 2 })),
    },
    { code: 'no-such-request', received: 'http://127.0.0.1/c', requests: [] },
  ],
};

const CHECKS: Samples<Check> = {
  verdict: [
    { code: 'verdict', state: 'open' },
    { code: 'verdict', expected: [{ kind: 'serial' }], state: 'failed' },
    {
      code: 'verdict',
      expected: [{ kind: 'parallel', workers: 12 }, { kind: 'not-serial' }],
      state: 'failed',
    },
  ],
  failures: [
    { code: 'failures', mostPercent: 0, failed: 1, calls: 1, state: 'failed' },
    { code: 'failures', mostPercent: 0.5, failed: 2, calls: 230, state: 'failed' },
    { code: 'failures', mostPercent: 5, failed: 1, calls: 10_000, state: 'failed' },
  ],
  'not-worse': DIFFS.slice(0, 1).map((diff) => ({ code: 'not-worse', diff, state: 'failed' })),
};

const GUNICORN = { program: 'gunicorn', runtime: 'Python' };
const NODE = { program: 'node app.js', runtime: 'Node.js' };

const JAVA = { program: 'java App', runtime: 'JVM' };
const ALIKE = {
  code: 'bystander-waited-alike',
  path: '/-/bystander',
  aloneMs: 303,
  waitingMs: 1_052,
} as const;
const RUBY = { program: 'puma', runtime: 'Ruby' };
const PYTHON = { program: 'uvicorn', runtime: 'Python' };
const PLACE = { file: '/srv/app.py', line: 9, function: 'ping', calling: 'sleep' };

const STACKS = { code: 'stacks', place: PLACE, tool: 'py-spy', samples: 10, threads: 5 } as const;

/** A cause that was found, without what was seen. */
const found = (cause: Cause, more: Partial<FoundCause> = {}): FoundCause => ({
  cause,
  certainty: 'sure',
  seen: [],
  ruledOut: [],
  ...more,
});

/** By cause, as tables of samples go by code. */
const WHY: { readonly [Each in Cause]: readonly FoundCause[] } = {
  'event-loop-blocked': [
    found('event-loop-blocked', {
      server: { program: 'srv' },
      seen: [{ code: 'loops-unread', threads: 4, requests: 20 }],
    }),
    found('event-loop-blocked', { server: PYTHON, place: PLACE }),
    found('event-loop-blocked', { server: PYTHON, ruledOut: ['lock-alone', 'cpu', 'this-client'] }),
    found('event-loop-blocked', {
      server: PYTHON,
      place: PLACE,
      seen: [{ ...STACKS, share: 1, onEventLoop: false, waitsForLock: true }],
    }),
    found('event-loop-blocked', { server: NODE }),
    found('event-loop-blocked', { server: JAVA, place: PLACE }),
  ],
  'event-loop-busy': [PYTHON, NODE].map((server) => found('event-loop-busy', { server })),
  'one-call-per-worker': [
    ...['gunicorn', 'uwsgi', 'php', 'flask', 'http.server'].map((program) =>
      found('one-call-per-worker', { server: { program }, ruledOut: ['event-loop'] }),
    ),
    ...['uwsgi', 'apache2', 'unicorn'].map((program) =>
      found('one-call-per-worker', {
        server: { program },
        seen: [{ code: 'workers-grew', first: 2, later: 6 }],
      }),
    ),
    found('one-call-per-worker', {
      server: { program: 'gunicorn' },
      seen: [{ code: 'busy-after-answers', ms: 185 }],
    }),
  ],
  'uneven-spread': [
    found('uneven-spread', { ruledOut: ['too-few-workers'] }),
    found('uneven-spread', {
      certainty: 'likely',
      seen: [{ code: 'busiest-took-all', makespanMs: 2_400 }],
    }),
    ...VARIANTS.map((variant) =>
      found('uneven-spread', {
        seen: [{ code: 'kept-together', variant, calls: 6, servers: 3, atATime: 2.9 }],
      }),
    ),
    ...VARIANTS.flatMap((variant) =>
      ['nginx', 'haproxy'].map((program) =>
        found('uneven-spread', {
          seen: [{ code: 'kept-together', variant, calls: 6, servers: 3, atATime: 2.9, program }],
        }),
      ),
    ),
  ],
  'cores-full': [found('cores-full', { certainty: 'likely', ruledOut: ['sleep'] })],
  'interpreter-lock': [PYTHON, { program: 'puma', runtime: 'Ruby' }].map((server) =>
    found('interpreter-lock', { server }),
  ),
  'thread-pool-full': [
    ...[{ program: 'waitress' }, GUNICORN, { program: 'puma' }, { program: 'uwsgi' }, NODE].map(
      (server) => found('thread-pool-full', { server, atATime: 8 }),
    ),
    found('thread-pool-full', { server: JAVA, atATime: 200 }),
    found('thread-pool-full', { server: PYTHON, atATime: 40, place: PLACE }),
    found('thread-pool-full', {
      server: { program: 'python app.py', runtime: 'Python' },
      atATime: 10,
    }),
  ],
  'route-pool': [
    found('route-pool', { server: NODE, atATime: 4, seen: [ALIKE] }),
    found('route-pool', { server: PYTHON, atATime: 40 }),
    found('route-pool', { server: PYTHON, atATime: 15, place: PLACE }),
    found('route-pool', { server: NODE, atATime: 4 }),
    found('route-pool', { server: { ...PYTHON, cores: 2 }, atATime: 6 }),
    found('route-pool', { server: { ...PYTHON, cores: 64 }, atATime: 32 }),
    found('route-pool', { server: NODE, atATime: 10 }),
    found('route-pool', { server: NODE, atATime: 50 }),
    found('route-pool', { server: NODE }),
    found('route-pool', { server: RUBY, atATime: 5 }),
    found('route-pool', {
      server: NODE,
      atATime: 8,
      seen: [{ code: 'calls-per-process', calls: [9, 7] }],
    }),
    found('route-pool', { server: { program: 'java App', runtime: 'JVM' }, atATime: 10 }),
    found('route-pool', { server: NODE, atATime: 3, ruledOut: ['whole-server', 'same-request'] }),
    ...[6, 3, 4].map((atATime) =>
      found('route-pool', { atATime, seen: [{ code: 'calls-per-process', calls: [10, 8, 6] }] }),
    ),
  ],
  'route-lock': [
    found('route-lock', { place: PLACE }),
    found('route-lock', { server: RUBY, seen: [ALIKE], ruledOut: ['event-loop'] }),
  ],
  'server-lock': [PYTHON, NODE, { program: 'srv', runtime: 'Go' }, JAVA, RUBY, undefined].map(
    (server) => found('server-lock', server && { server }),
  ),
  'server-limit': [
    found('server-limit', { server: NODE, atATime: 10 }),
    found('server-limit', { server: JAVA, atATime: 3, place: PLACE }),
    ...[undefined, NODE, { program: 'uvicorn', runtime: 'Python' }].map((server) =>
      found('server-limit', {
        seen: [{ code: 'calls-refused', refused: 4, calls: 8 }],
        ...(server && { server }),
      }),
    ),
    found('server-limit', {
      seen: [{ code: 'refused-by', program: 'uvicorn', refused: 12, calls: 12, limit: 5 }],
    }),
  ],
  'same-request-lock': [
    found('same-request-lock'),
    found('same-request-lock', { seen: [{ code: 'calls-refused', refused: 4, calls: 8 }] }),
  ],
  'connection-limit': [found('connection-limit', { ruledOut: ['whole-server'] })],
  'session-lock': [
    found('session-lock', { server: { program: 'php', runtime: 'PHP' } }),
    found('session-lock'),
  ],
  'client-limit': [found('client-limit'), found('client-limit', { server: { program: 'nginx' } })],
  'rate-limit': [
    found('rate-limit', { certainty: 'likely' }),
    found('rate-limit', { certainty: 'likely', seen: [{ code: 'paced', perSecond: 5 }] }),
    found('rate-limit', {
      certainty: 'likely',
      seen: [{ code: 'refused-by', program: 'nginx', refused: 4, calls: 8 }],
    }),
  ],
  'warm-up': [found('warm-up', { certainty: 'likely' })],
  batching: [found('batching', { certainty: 'likely' })],
  'reserved-concurrency': [found('reserved-concurrency')],
  'account-limit': [found('account-limit')],
  scaling: [
    found('scaling', { certainty: 'likely' }),
    found('scaling', { certainty: 'likely', seen: [{ code: 'managed-instances' }] }),
  ],
  'proxy-limit': [
    found('proxy-limit'),
    ...['nginx', 'haproxy', 'varnishd'].map((program) =>
      found('proxy-limit', { seen: [{ code: 'passed-on', program, calls: 8, atATime: 2 }] }),
    ),
    found('proxy-limit', {
      seen: [{ code: 'refused-by', program: 'nginx', refused: 4, calls: 8 }],
    }),
  ],
  'client-too-slow': [found('client-too-slow')],
};

const FACTS: Samples<Fact> = {
  'loops-unread': [
    { code: 'loops-unread', threads: 1, requests: 1 },
    { code: 'loops-unread', threads: 4, requests: 20 },
  ],
  'requests-unread': [
    { code: 'requests-unread', requests: 1 },
    { code: 'requests-unread', requests: 9 },
  ],
  'all-read': [{ code: 'all-read' }],
  'passed-on-more': [{ code: 'passed-on-more', program: 'haproxy', atATime: 8 }],
  'passed-on': [{ code: 'passed-on', program: 'haproxy', calls: 8, atATime: 2 }],
  'pool-size': [{ code: 'pool-size', threads: 5 }],
  'threads-taken': [{ code: 'threads-taken', threads: 40 }],
  'main-thread-asleep': [{ code: 'main-thread-asleep', share: 0.02 }],
  'main-thread-busy': [{ code: 'main-thread-busy', share: 0.97 }],
  'connections-left': [
    { code: 'connections-left', processes: 3, accepted: 3, left: 9 },
    { code: 'connections-left', processes: 1, accepted: 1, left: 9 },
    { code: 'connections-left', processes: 2, accepted: 4, left: 6 },
  ],
  'workers-grew': [{ code: 'workers-grew', first: 2, later: 6 }],
  'busy-after-answers': [{ code: 'busy-after-answers', ms: 185 }],
  'calls-per-process': [
    { code: 'calls-per-process', calls: [15, 3, 2] },
    { code: 'calls-per-process', calls: [3, 2, 1, 0, 0] },
  ],
  'busiest-took-all': [{ code: 'busiest-took-all', makespanMs: 4_530 }],
  'cores-busy': [{ code: 'cores-busy', cores: 1.92, of: 2 }],
  'one-core-for-threads': [{ code: 'one-core-for-threads', threads: 9, cores: 0.98, of: 2 }],
  'handlers-in-turn': [{ code: 'handlers-in-turn', handlers: 10 }],
  'route-code': [{ code: 'route-code', place: { ...PLACE, calling: 'Atomics.wait' } }],
  'server-idle': [{ code: 'server-idle', cores: 0.02 }],
  'server-computes': [{ code: 'server-computes', cores: 0.45 }],
  'bystander-waited-alike': [ALIKE],
  'bystander-waited': [
    { code: 'bystander-waited', path: '/-/bystander', aloneMs: 1.2, waitingMs: 2_942 },
  ],
  'bystander-at-once': [
    { code: 'bystander-at-once', path: '/health', aloneMs: 1.2, waitingMs: 2.1 },
  ],
  'bystander-read': [{ code: 'bystander-read' }],
  'kept-together': [
    { code: 'kept-together', calls: 6, servers: 3, atATime: 2.9 },
    { code: 'kept-together', variant: 'other-connections', calls: 6, servers: 3, atATime: 2.9 },
    ...VARIANTS.map((variant) => ({
      code: 'kept-together' as const,
      variant,
      program: 'haproxy',
      calls: 6,
      servers: 3,
      atATime: 2.9,
    })),
  ],
  'in-common': [
    { code: 'in-common', what: ['url'] },
    { code: 'in-common', what: ['path', 'query', 'body', 'cookie', 'credentials', 'address'] },
  ],
  'one-session-serial': [
    { code: 'one-session-serial', calls: 6 },
    { code: 'one-session-serial', calls: 6, own: 5.9 },
  ],
  'bystander-refused': [
    { code: 'bystander-refused', path: '/-/bystander', refused: 3 },
    { code: 'bystander-refused', path: '/-/bystander', refused: 1 },
  ],
  'refused-by': [
    { code: 'refused-by', program: 'nginx', refused: 4, calls: 8 },
    { code: 'refused-by', program: 'uvicorn', refused: 12, calls: 12, limit: 5 },
  ],
  'calls-refused': [
    { code: 'calls-refused', refused: 4, calls: 8 },
    ...(['status', 'type', 'keys', 'size'] as const).map(
      (trait) =>
        ({
          code: 'calls-refused',
          refused: 4,
          calls: 8,
          otherwise: { trait, withinMs: 3 },
        }) as const,
    ),
  ],
  'latecomers-refused': [
    { code: 'latecomers-refused', calls: 3 },
    { code: 'latecomers-refused', calls: 1 },
  ],
  'latecomers-served': [{ code: 'latecomers-served', served: 2, calls: 3 }],
  'variant-opened': VARIANTS.map((variant) => ({
    code: 'variant-opened',
    variant,
    calls: 6,
    atATime: 5.9,
  })),
  'variant-limited': [{ code: 'variant-limited', variant: 'other-requests', calls: 6, atATime: 1 }],
  stacks: [
    { ...STACKS, share: 1, onEventLoop: true, waitsForLock: false },
    { ...STACKS, share: 0.9, onEventLoop: false, waitsForLock: true },
    { ...STACKS, share: 0.9, onEventLoop: true, waitsForLock: true, threads: 1 },
    { ...STACKS, share: 0.6, onEventLoop: false, waitsForLock: true, threads: 1 },
    { ...STACKS, share: 0.5, onEventLoop: false, waitsForLock: false, threads: 1 },
  ],
  'no-stacks': (['not-installed', 'not-allowed', 'failed'] as const).flatMap((reason) =>
    (['py-spy', 'node-inspector', 'jcmd'] as const).map((tool) => ({
      code: 'no-stacks',
      tool,
      reason,
    })),
  ),
  paced: [
    { code: 'paced', perSecond: 10 },
    { code: 'paced', perSecond: 1.5, soloMs: 300 },
  ],
  refilled: [
    { code: 'refilled', restMs: 2_000, calls: 12, atOnce: 6, before: 1, perSecond: 3.7 },
    { code: 'refilled', restMs: 2_000, calls: 12, atOnce: 6, before: 0 },
  ],
  'limited-again': [{ code: 'limited-again', calls: 6 }],
  'other-limit': [
    { code: 'other-limit', what: 'window' },
    { code: 'other-limit', what: 'connections' },
  ],
  'looks-alike': [
    { code: 'looks-alike', causes: ['rate-limit', 'upstream'] },
    { code: 'looks-alike', causes: ['rate-limit'] },
    { code: 'looks-alike', causes: ['batching'] },
    { code: 'looks-alike', causes: ['rate-limit', 'batching'] },
  ],
  'waits-no-more': [{ code: 'waits-no-more', calls: 6, atATime: 5.9 }],
  batches: [{ code: 'batches' }],
  'sent-late': [{ code: 'sent-late', late: 3, calls: 100, sentWithinMs: 12 }],
  'client-stalled': [{ code: 'client-stalled', stalledMs: 420, answers: 5 }],
  'client-busy': [{ code: 'client-busy', cores: 0.97 }],
  'new-environments': [
    { code: 'new-environments', environments: 1_000, accountConcurrency: 3_000 },
  ],
  'managed-instances': [{ code: 'managed-instances' }],
  'throttle-reason': [
    {
      code: 'throttle-reason',
      reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      throttled: 5,
    },
  ],
};

const UNDECIDED: readonly Diagnosis[] = [
  { remaining: ['route-lock'], seen: [] },
  { remaining: ['route-lock'], seen: [], experiment: { code: 'see-processes' } },
  { remaining: ['route-lock'], seen: [], experiment: { code: 'other-bystander', path: '/x' } },
  {
    remaining: ['route-pool', 'proxy-limit'],
    seen: [],
    experiment: { code: 'past-proxy', program: 'haproxy' },
  },
  {
    remaining: ['server-limit'],
    seen: [{ code: 'passed-on-more', program: 'nginx', atATime: 8 }],
    experiment: { code: 'behind-proxy', program: 'nginx' },
  },
  {
    remaining: ['proxy-limit', 'rate-limit'],
    seen: [],
    experiment: { code: 'limited-bystander', program: 'nginx' },
  },
  { remaining: ['route-lock'], seen: [], experiment: { code: 'install-tool', tool: 'py-spy' } },
  { remaining: ['route-lock'], seen: [], experiment: { code: 'more-calls', calls: 24 } },
  { remaining: ['route-lock'], seen: [], experiment: { code: 'wait-only', cores: 0.62 } },
  { remaining: ['route-lock'], seen: [], experiment: { code: 'wait-only' } },
  { remaining: ['cores-full'], seen: [], experiment: { code: 'quiet-machine' } },
  { remaining: ['route-lock'], seen: [], experiment: { code: 'finish-probes' } },
  { remaining: ['event-loop-blocked', 'one-call-per-worker', 'thread-pool-full'], seen: [] },
];

function whyLines(why: Diagnosis): string[] {
  const {
    headline: cause,
    certainty,
    rows,
  } = whyWords(why, {
    command: 'npx concurrency-check --against ...',
    saveAs: 'before.json',
  });
  return [
    `${cause} (${certainty})`,
    ...rows.flatMap(({ name, texts }) => texts.map((text) => `  ${name}: ${text}`)),
  ];
}

describe('every sentence of a report', () => {
  it('matches the golden file, which a person has read', async () => {
    const table = [
      section('How many at a time', WORKERS.map(callsAtATime)),
      section('How many, in a table', WORKERS.map(workerCount)),
      section('How many, as a range', WORKERS.map(workerRange)),
      section('What was called', TARGETS.map(titleFor)),
      section('How it was run', COMPARISON_MODES.map(modeWords)),
      section(
        'Headlines',
        [PARALLEL, DECLINED].map((verdict) => headline(verdict, undefined)),
      ),
      section('Reasons', all(REASONS).map(reasonWords)),
      section(
        'To get a verdict: ...',
        all(REMEDIES).map((remedy) => remedyWords(remedy)),
      ),
      section(
        '... on the live page',
        all(REMEDIES).map((remedy) => remedyWords(remedy, 'page')),
      ),
      section(
        '... for its CPU route',
        all(REMEDIES).map((remedy) => remedyWords(remedy, 'page-without-delay')),
      ),
      section('Warnings', all(WARNINGS).map(warningWords)),
      section(
        'A warning on the live page',
        WARNINGS['client-too-slow'].map((warning) => burstWarningWords(warning, 'page')),
      ),
      section('Why calls waited', [...Object.values(WHY).flat(), ...UNDECIDED].flatMap(whyLines)),
      section('What shows that', all(FACTS).map(factWords)),
      section('Why a file of another program cannot be read', all(UNREADABLE).map(unreadableWords)),
      section('Why it holds no run', all(NO_RUN).map(noRunWords)),
      section('What was expected', [
        ...all(CHECKS).flatMap((check) => [
          checkWords(check),
          problemWords(check, { verdict: PARALLEL }),
        ]),
        ...CHECKS.verdict.map((check) => problemWords(check, { verdict: DECLINED })),
      ]),
      section(
        'Rows of a comparison with an earlier run',
        DIFF_ROWS.map((row) => Object.values(diffCells(row)).join(' | ')),
      ),
      section('Its summary', DIFFS.map(diffSummary)),
      section('Compare with care: ...', all(DIFF_WARNINGS).map(diffWarningWords)),
    ];
    await expect(table.join('\n')).toMatchFileSnapshot(fixture('golden/sentences.txt'));
  });

  it('has a number for everything that it counts, and no control characters', () => {
    const sentences = [...all(REASONS).map(reasonWords), ...all(WARNINGS).map(warningWords)];
    for (const one of sentences) expect(one).not.toMatch(/undefined|NaN|Infinity|\p{Cc}/u);
  });

  it('starts with a capital letter or a digit and ends with a period', () => {
    const sentences = [
      ...all(REASONS).map(reasonWords),
      ...all(WARNINGS).map(warningWords),
      ...DIFFS.map(diffSummary),
      ...all(DIFF_WARNINGS).map(diffWarningWords),
    ];
    for (const one of sentences) expect(one).toMatch(/^[\p{Lu}\d].*\.$/u);
  });
});

function all<Data>(samples: Readonly<Record<string, readonly Data[]>>): Data[] {
  return Object.values(samples).flat();
}

function section(heading: string, lines: readonly string[]): string {
  return `${heading}\n${lines.map((line) => `  ${line}`).join('\n')}\n`;
}

function titleFor(target: TargetDescription | undefined): string {
  return titleOf(target === undefined ? empty : { ...empty, target });
}
