import { describe, expect, it } from 'vitest';
import type { Refuser } from '../../../src/core/answers/refused-by.ts';
import type { Invocation } from '../../../src/core/invocation.ts';
import type { Recording } from '../../../src/core/recording.ts';
import { judge } from '../../../src/core/run.ts';
import type { Probe } from '../../../src/core/why/probes.ts';
import { together, took, unansweredCalls } from '../../helpers/runs/bursts.ts';
import { foundIn, HTTP, watchedRun } from '../../helpers/runs/watched-run.ts';

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
    },
    { probe: 'after-pause', epoch: rest, invocations },
    { probe: 'other-sources', epoch: rest + next, invocations: shared },
  ];
  const run = watchedRun({
    target: HTTP,
    server: server(declared),
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
      ],
      ruledOut: ['one-client', 'rate'],
    });
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
