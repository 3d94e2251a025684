import { describe, expect, it } from 'vitest';
import type { Recording } from '../../../../src/core/recording.ts';
import { judge } from '../../../../src/core/run.ts';
import type { FoundCause, Undecided } from '../../../../src/core/why/diagnosis.ts';
import { took } from '../../../helpers/runs/bursts.ts';
import { HTTP, watchedRun } from '../../../helpers/runs/watched-run.ts';

// A proxy that accepts all calls. Solo calls take 300 ms; of 12 calls, two get done at a time, so ten wait.

type Waiting = NonNullable<Recording['bursts'][number]['observed']>['waiting'][number];

interface Declared {
  readonly program?: string;
  readonly workers?: number;
  /** When it has passed on calls, ms after the release; 100 by default. */
  readonly from?: number;
  readonly passedOn?: number | undefined;
  /** At the release. */
  readonly before?: number;
  readonly notAccepted?: number;
  /** From so many ms on something else was passed on, until the burst is over. */
  readonly otherwise?: { readonly from: number; readonly passedOn: number };
}

/** A run in which only the proxy can be seen. */
function proxied(declared: Declared): Recording {
  const {
    program = 'haproxy',
    workers = 2,
    from = 100,
    passedOn,
    notAccepted = 0,
    before = 0,
    otherwise,
  } = declared;
  const run = watchedRun({ workers, servedBy: () => undefined, target: HTTP, probes: [] });
  const counted = (at: number, calls: number, count: number | undefined): Waiting => ({
    at,
    notAccepted,
    unread: 0,
    accepted: calls - notAccepted,
    ...(count !== undefined && { passedOn: count }),
  });
  return {
    ...run,
    observed: { processes: [{ pid: 1, program, command: program, proxy: true }] },
    bursts: run.bursts.map((burst) => ({
      ...burst,
      observed: {
        looks: 20,
        overMs: 1_150,
        processes: [],
        waiting: [
          counted(0, burst.invocations.length, before),
          counted(from, burst.invocations.length, passedOn),
          ...(otherwise === undefined
            ? []
            : [counted(otherwise.from, burst.invocations.length, otherwise.passedOn)]),
        ],
      },
    })),
  };
}

function causeIn(declared: Declared): FoundCause | undefined {
  const { why } = judge(proxied(declared));
  return why?.cause === undefined ? undefined : why;
}

function leftIn(declared: Declared): Undecided | undefined {
  const { why } = judge(proxied(declared));
  return why?.cause === undefined ? why : undefined;
}

describe('a limit of the proxy', () => {
  it('is likely if it had accepted all calls, and passed on as many as get done at a time', () => {
    expect(causeIn({ passedOn: 2 })).toMatchObject({
      cause: 'proxy-limit',
      certainty: 'likely',
      seen: [{ code: 'passed-on', program: 'haproxy', calls: 12, atATime: 2 }],
      server: { program: 'haproxy' },
      atATime: 2,
    });
  });

  it.each([
    ['it passed on fewer', { passedOn: 1 }],
    ['it passed on more, of which the application does two at a time', { passedOn: 3 }],
    ['it is unknown what it passed on', { passedOn: undefined }],
    ['it had not accepted all calls', { passedOn: 2, notAccepted: 1 }],
    ['it may put several calls into one connection', { passedOn: 2, program: 'envoy' }],
    ['it has a single connection, which may carry several calls', { passedOn: 1, workers: 1 }],
  ] satisfies [string, Declared][])('is not named if %s', (_, declared) => {
    expect(causeIn(declared)).toBeUndefined();
    expect(leftIn(declared)).toMatchObject({
      remaining: expect.arrayContaining(['proxy-limit']),
      experiment: { code: 'past-proxy' },
    });
  });

  it.each([
    // Of the 1,000 ms after half a solo call.
    ['is named if it holds for 70 % of the time', 860, 'proxy-limit'],
    ['is not named if it holds for less', 840, undefined],
  ])('%s', (_, from, cause) => {
    expect(causeIn({ passedOn: 2, otherwise: { from, passedOn: 0 } })?.cause).toBe(cause);
  });

  it('is not named if the proxy ever passed on more', () => {
    expect(causeIn({ passedOn: 2, otherwise: { from: 1_100, passedOn: 3 } })).toBeUndefined();
  });

  it('may take up to half of a solo call to show', () => {
    expect(causeIn({ passedOn: 2, from: 440 })?.cause).toBe('proxy-limit');
    expect(causeIn({ passedOn: 2, from: 460 })).toBeUndefined();
  });
});

describe('a proxy that passes on twice as many calls as get done at a time', () => {
  it('leaves only causes in the application, which the experiment calls directly', () => {
    const why = leftIn({ passedOn: 4 });
    // Workers of one call each, or loops that are blocked, may be several that nothing shows.
    const unseen = ['event-loop-blocked', 'one-call-per-worker', 'thread-pool-full'];
    const inCode = ['server-limit', 'route-pool', 'rate-limit', 'batching'];
    expect(why?.remaining).toEqual([...unseen, ...inCode]);
    expect(why).toMatchObject({
      seen: [{ code: 'passed-on-more', program: 'haproxy', atATime: 4 }],
      experiment: { code: 'behind-proxy', program: 'haproxy' },
    });
  });

  it("doesn't show if it passed on fewer, or had passed on calls of others before", () => {
    for (const declared of [{ passedOn: 3 }, { passedOn: 4, before: 1 }]) {
      expect(leftIn(declared)?.remaining).toContain('proxy-limit');
    }
  });

  it("doesn't show if it starts calls at a pace, so two of them overlap", () => {
    const run = proxied({ passedOn: 2 });
    const paced = run.bursts.map((burst) => ({
      ...burst,
      invocations: took(...burst.invocations.map((_, call) => 300 + 200 * call)),
    }));
    const { verdict, why } = judge({ ...run, bursts: paced });
    expect(verdict.reasons).toContainEqual(expect.objectContaining({ code: 'serial-stage' }));
    expect(why?.seen).not.toContainEqual(expect.objectContaining({ code: 'passed-on-more' }));
  });

  it('also shows if the application is blocked', () => {
    expect(leftIn({ passedOn: 12, workers: 1 })?.remaining).not.toContain('proxy-limit');
  });
});
