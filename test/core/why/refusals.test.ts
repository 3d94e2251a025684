import { describe, expect, it } from 'vitest';
import type { Refuser } from '../../../src/core/answers/refused-by.ts';
import type { Invocation } from '../../../src/core/invocation.ts';
import type { Recording } from '../../../src/core/recording.ts';
import { judge } from '../../../src/core/run.ts';
import type { Probe } from '../../../src/core/why/probes.ts';
import { together, took, unansweredCalls } from '../../helpers/runs/bursts.ts';
import {
  foundIn,
  HTTP,
  watchedRun,
  withFirstProbe,
  type Declared,
} from '../../helpers/runs/watched-run.ts';

// Who refuses calls. Solo calls take 300 ms, and bursts have six calls.

const NGINX = { program: 'nginx', command: 'nginx', proxy: true };

/** Refused calls, and the program that refused them, if their answers show it. */
const refused = (calls: number, program?: Refuser): Invocation[] =>
  unansweredCalls('throttled', calls).map((call) => ({
    ...call,
    error: { code: 'status-429', message: 'refused', ...(program && { refusedBy: program }) },
  }));

interface Refused {
  readonly by?: Refuser | undefined;
  readonly answered?: readonly number[];
  readonly command?: string;
  readonly bystanders?: number;
  readonly apartMs?: readonly [number, number];
  readonly others?: number;
  readonly latecomers?: Probe['latecomers'];
  readonly did?: Declared['did'];
}

const server = ({ by, command }: Refused) =>
  by === 'nginx' ? NGINX : { program: 'uvicorn', ...(command !== undefined && { command }) };

/** A run that was refused all calls that were not answered; with probes, if `bystanders` is given. */
function refusedRun(declared: Refused): Recording {
  const {
    by,
    answered = [300, 300, 300],
    bystanders,
    others = 3,
    apartMs = [2_300, 400],
    latecomers,
    did,
  } = declared;
  const invocations = together(took(...answered), refused(6 - answered.length, by));
  const shared = together(took(...Array<number>(6 - others).fill(300)), refused(others, by));
  const [rest, next] = apartMs;
  const probes: Probe[] = [
    {
      probe: 'bystander',
      epoch: 0,
      invocations,
      bystander: {
        path: '/x',
        aloneMs: [2, 2, 2],
        waitingMs: [2, 2, 2],
        ...(bystanders && { refused: bystanders }),
      },
      ...(latecomers && { latecomers }),
    },
    { probe: 'after-pause', epoch: rest, invocations },
    { probe: 'other-sources', epoch: rest + next, invocations: shared },
  ];
  const run = watchedRun({
    target: HTTP,
    server: server(declared),
    ...(did && { did }),
    ...(bystanders !== undefined && { probes }),
  });
  return { ...run, bursts: run.bursts.map((one) => ({ ...one, invocations })) };
}

describe('calls that nginx refuses itself', () => {
  it('exceed a limit of calls in progress if another path under it is refused until they are done', () => {
    expect(foundIn(refusedRun({ by: 'nginx', bystanders: 3 }))).toMatchObject({
      cause: 'proxy-limit',
      certainty: 'likely',
      atATime: 3,
      seen: [
        { code: 'refused-by', program: 'nginx', refused: 3, calls: 6 },
        { code: 'bystander-refused', refused: 3 },
        { code: 'variant-limited', variant: 'other-sources' },
        { code: 'other-limit', what: 'window' },
      ],
      ruledOut: ['one-client'],
    });
  });

  it('may exceed a limit for each client if all calls say the same of who they are', () => {
    const run = refusedRun({ by: 'nginx', bystanders: 3 });
    const target = { ...HTTP, sameForAll: ['url', 'credentials'] as const };
    const why = foundIn({ ...run, target: { ...target, sameForAll: [...target.sameForAll] } });
    expect(why?.seen).toContainEqual({ code: 'in-common', what: ['credentials'] });
    expect(why?.ruledOut).toEqual([]);
  });

  it('may exceed a rate limit if that could have let through as many meanwhile', () => {
    // Less than one call in 225 ms, so three within 450 ms are too many.
    const under = { by: 'nginx', bystanders: 3 } as const;
    expect(foundIn(refusedRun({ ...under, apartMs: [2_300, 440] }))?.cause).toBe('proxy-limit');
    expect(foundIn(refusedRun({ ...under, apartMs: [2_300, 460] }))).toBeUndefined();
  });

  it('are left open, with what would decide, if another path is not limited', () => {
    const { why } = judge(refusedRun({ by: 'nginx', bystanders: 0 }));
    expect(why).toMatchObject({
      remaining: ['proxy-limit', 'rate-limit'],
      seen: [{ code: 'refused-by' }, { code: 'bystander-at-once' }, { code: 'variant-limited' }],
      experiment: { code: 'limited-bystander', program: 'nginx' },
    });
  });

  it('show no limit of the proxy if the application may have refused them', () => {
    expect(foundIn(refusedRun({ bystanders: 3 }))?.cause).toBe('server-limit');
  });

  it('are limited by address if others are served', () => {
    const why = foundIn(refusedRun({ by: 'nginx', bystanders: 3, others: 0 }));
    expect(why).toMatchObject({
      cause: 'client-limit',
      seen: [{ code: 'refused-by', program: 'nginx' }, { code: 'variant-opened' }, {}],
      server: { program: 'nginx' },
    });
  });
});

const byUvicorn = (declared: Refused): string | undefined => {
  const why = foundIn(refusedRun({ by: 'uvicorn', ...declared }));
  return why && `${why.cause}, ${why.certainty}`;
};

describe('calls that Uvicorn refuses itself', () => {
  it('exceed --limit-concurrency, even if all are refused', () => {
    const command = 'uvicorn --limit-concurrency 5 app:app';
    expect(byUvicorn({ command })).toBe('server-limit, sure');
    const all = foundIn(refusedRun({ by: 'uvicorn', answered: [], command }));
    expect(all).toMatchObject({
      cause: 'server-limit',
      certainty: 'sure',
      seen: [{ code: 'refused-by', program: 'uvicorn', refused: 6, calls: 6, limit: 5 }],
    });
  });

  it.each([
    ['uvicorn --limit-concurrency=6 app:app', 'sure'],
    ['uvicorn --limit-concurrency 7 app:app', 'likely'],
    ['python main.py', 'likely'],
  ])('are explained by its command line, or likely: %s', (command, certainty) => {
    expect(byUvicorn({ command })).toBe(`server-limit, ${certainty}`);
  });

  it.each([
    ['unslowed', [375, 300, 300], 'server-limit, likely'],
    ['waited', [380, 300, 300], undefined],
  ])('come with others that %s', (_, answered, expected) => {
    expect(byUvicorn({ answered })).toBe(expected);
  });
});

/** The same call once more, sent at a quarter, half and three quarters of the time that the others take. */
const latecomers = (...ms: (number | 'refused')[]): NonNullable<Probe['latecomers']> =>
  ms.map((one, nth) => ({
    sentAt: 75 * (nth + 1),
    ms: one === 'refused' ? 2 : one,
    refused: one === 'refused',
  }));

const ALL_REFUSED = latecomers('refused', 'refused', 'refused');

const causeOf = (declared: Refused): string | undefined =>
  foundIn(refusedRun({ bystanders: 0, ...declared }))?.cause;

describe('the same call, sent while others are in progress,', () => {
  it('is refused by a limit of calls in progress in the route, if another path is served', () => {
    expect(foundIn(refusedRun({ bystanders: 0, latecomers: ALL_REFUSED }))).toMatchObject({
      cause: 'route-pool',
      certainty: 'likely',
      atATime: 3,
      seen: [
        { code: 'calls-refused', refused: 3, calls: 6 },
        { code: 'latecomers-refused', calls: 3 },
        { code: 'bystander-at-once' },
        { code: 'variant-limited', variant: 'other-sources' },
        { code: 'in-common', what: ['url'] },
        { code: 'other-limit', what: 'window' },
      ],
      ruledOut: ['whole-server', 'one-client'],
    });
    expect(causeOf({ latecomers: ALL_REFUSED, by: 'nginx' })).toBe('proxy-limit');
  });

  it('leaves a rate limit open if that could have let through as many calls soon afterwards', () => {
    // Less than one call in 225 ms, so three within 450 ms are too many.
    const refusedRest = { latecomers: ALL_REFUSED };
    expect(causeOf({ ...refusedRest, apartMs: [2_300, 440] })).toBe('route-pool');
    expect(causeOf({ ...refusedRest, apartMs: [2_300, 460] })).toBeUndefined();
  });

  it('runs beside them if a rate limit refused calls', () => {
    const why = foundIn(
      refusedRun({ bystanders: 0, latecomers: latecomers('refused', 300, 'refused') }),
    );
    expect(why).toMatchObject({
      cause: 'rate-limit',
      certainty: 'likely',
      seen: [
        { code: 'calls-refused' },
        { code: 'latecomers-served', served: 1, calls: 3 },
        { code: 'bystander-at-once' },
        { code: 'variant-limited' },
      ],
      ruledOut: ['in-progress'],
    });
  });

  it('may wait for one of them to be done, which decides nothing', () => {
    // It would be done 600 ms after the release, and is sooner by a fifth of a call if it did not wait.
    expect(causeOf({ latecomers: latecomers(465) })).toBe('rate-limit');
    expect(causeOf({ latecomers: latecomers(467) })).toBeUndefined();
  });

  it('says nothing if one of them is done already, or if this client was stalled', () => {
    const served = { ms: 240, refused: false };
    expect(causeOf({ latecomers: [{ ...served, sentAt: 299 }] })).toBe('rate-limit');
    expect(causeOf({ latecomers: [{ ...served, sentAt: 300 }] })).toBeUndefined();
    const { probes = [], ...run } = refusedRun({ bystanders: 0, latecomers: latecomers(300) });
    const stalled = probes.map((one) => ({ ...one, stalls: [{ from: 10, to: 320 }] }));
    expect(foundIn({ ...run, probes: stalled })).toBeUndefined();
  });

  it('may have come to another process with its own limit', () => {
    const served = { latecomers: latecomers(300) };
    expect(causeOf({ ...served, did: [{}, {}] })).toBeUndefined();
    expect(causeOf({ ...served, by: 'nginx' })).toBe('rate-limit');
  });

  it('is limited by address if others are served', () => {
    expect(causeOf({ latecomers: latecomers(300), others: 0 })).toBe('client-limit');
    expect(causeOf({ latecomers: ALL_REFUSED, others: 0 })).toBe('client-limit');
  });

  it('leaves open whose limit it is if no other address was tried', () => {
    const run = refusedRun({ bystanders: 0, latecomers: ALL_REFUSED });
    const { why } = judge(withFirstProbe(run));
    expect(why).toMatchObject({ remaining: ['client-limit', 'route-pool', 'rate-limit'] });
  });
});
