import { describe, expect, it } from 'vitest';
import { diffRuns } from '../../../src/core/diff/diff-runs.ts';
import type { RunDiff } from '../../../src/core/diff/run-diff.ts';
import type { Invocation } from '../../../src/core/invocation.ts';
import { judge, type Run } from '../../../src/core/run.ts';
import { recording, served, withoutServed, type DeclaredCall } from '../../helpers/runs/bursts.ts';
import { uniformFrom, type Uniform } from '../../helpers/runs/virtual-server.ts';

// How often two runs of one simulated server are told apart, and how often a real change is seen:
//   PAIRS=400 npx vitest run --project unit test/core/diff/diff-simulation.test.ts --reporter=verbose

interface Server {
  /** As many as there are calls, by default. */
  readonly workers?: number;
  readonly meanMs: number;
  /** Coefficient of variation of service times, which are lognormal. */
  readonly cv: number;
  /** How much whole bursts, and whole runs, differ: standard deviations of logarithms. */
  readonly betweenBursts: number;
  readonly betweenRuns: number;
  /** Spent on the way, exponential beyond the first half. */
  readonly networkMs: number;
  readonly tells?: boolean;
}

const STEADY: Server = {
  meanMs: 1_000,
  cv: 0.003,
  betweenBursts: 0.01,
  betweenRuns: 0.01,
  networkMs: 4,
};
const CLOUD: Server = {
  meanMs: 200,
  cv: 0.1,
  betweenBursts: 0.04,
  betweenRuns: 0.03,
  networkMs: 60,
};
const BUSY: Server = { ...STEADY, cv: 0.1, betweenBursts: 0.1, betweenRuns: 0.05 };
const VARIED: Server = { ...STEADY, cv: 0.5 };
const WILD: Server = { ...STEADY, cv: 1 };
const serial = (server: Server): Server => ({ ...server, workers: 1 });
const three = (server: Server): Server => ({ ...server, workers: 3 });

const UNCHANGED: readonly (readonly [name: string, server: Server])[] = [
  ['steady, all together', STEADY],
  ['steady, serial', serial(STEADY)],
  ['steady, three at a time', three(STEADY)],
  ['cloud, all together', CLOUD],
  ['cloud, serial', serial(CLOUD)],
  ['cloud, three at a time', three(CLOUD)],
  ['busy, all together', BUSY],
  ['busy, serial', serial(BUSY)],
  ['service times that vary by half, all together', VARIED],
  ['service times that vary by half, three at a time', three(VARIED)],
  ['service times that vary by their mean, all together', WILD],
  ['service times that vary by their mean, serial', serial(WILD)],
  ['steady, serial, that tells nothing', { ...serial(STEADY), tells: false }],
  ['steady, all together, that tells nothing', { ...STEADY, tells: false }],
];

const SIZES = [1, 2, 5] as const;
const PAIRS = Number(process.env['PAIRS'] ?? 100);

function normal(uniform: Uniform): number {
  return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

function runOf(server: Server, bursts: number, uniform: Uniform): Run {
  const pace = Math.exp(server.betweenRuns * normal(uniform));
  const burstPace = () => pace * Math.exp(server.betweenBursts * normal(uniform));
  const solo = [0, 1, 2]
    .map(() => burstOf(server, { calls: 1, pace: burstPace(), uniform }))
    .flat();
  const fired = Array.from({ length: bursts }, () =>
    burstOf(server, { calls: 10, pace: burstPace(), uniform }),
  );
  return judge(recording(fired, solo));
}

function burstOf(
  server: Server,
  { calls, pace, uniform }: { calls: number; pace: number; uniform: Uniform },
): Invocation[] {
  const { workers = calls, meanMs, cv, networkMs, tells = true } = server;
  const free = Array.from({ length: workers }, () => 0);
  const variance = Math.log(1 + cv ** 2);
  const way = () => (networkMs / 4) * (1 - Math.log(1 - uniform()));
  const burst = served(
    Array.from({ length: calls }, (_, call): DeclaredCall => {
      const sent = 0.02 * call;
      const worker = free.indexOf(Math.min(...free));
      const from = Math.max(free[worker]!, sent + way());
      const service =
        meanMs * pace * Math.exp(Math.sqrt(variance) * normal(uniform) - variance / 2);
      free[worker] = from + service;
      const on = `worker-${worker}`;
      return { sent, from, to: from + service, received: from + service + way(), on, cold: false };
    }),
  );
  return tells ? burst : burst.map(withoutServed);
}

function changes(servers: readonly [Server, Server], bursts: number, pairs = PAIRS): RunDiff[] {
  const uniform = uniformFrom(97 + bursts);
  return Array.from({ length: pairs }, () =>
    diffRuns(runOf(servers[0], bursts, uniform), runOf(servers[1], bursts, uniform)),
  );
}

function share(all: readonly RunDiff[], holds: (change: RunDiff) => boolean): number {
  return all.filter(holds).length / all.length;
}

const claims = ({ rows: { verdict, workers, makespan, others } }: RunDiff): boolean =>
  [verdict, workers, makespan, ...others].some(
    ({ outcome }) => outcome === 'better' || outcome === 'worse',
  );

const makespanIs =
  (...outcomes: readonly string[]) =>
  ({ rows }: RunDiff): boolean =>
    outcomes.includes(rows.makespan.outcome);

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;

describe('two runs of one server', () => {
  for (const [name, server] of UNCHANGED) {
    it(`are called better or worse in any row in 4 of 100 cases at most: ${name}`, async ({
      annotate,
    }) => {
      for (const bursts of SIZES) {
        const pairs = server.tells === false ? PAIRS / 4 : PAIRS;
        const all = changes([server, server], bursts, pairs);
        const [wrong, same] = [share(all, claims), share(all, makespanIs('same'))];
        await annotate(
          `${bursts} bursts each: claimed ${percent(wrong)}, makespan the same ${percent(same)}`,
        );
        expect(wrong).toBeLessThanOrEqual(0.04);
      }
    }, 60_000);
  }
});

describe('a change', () => {
  const CHANGED: readonly (readonly [string, Server, Server])[] = [
    ['from serial to all together', serial(STEADY), STEADY],
    [
      'from serial to all together, if nothing is reported',
      { ...serial(STEADY), tells: false },
      { ...STEADY, tells: false },
    ],
    ['from serial to all together in a cloud', serial(CLOUD), CLOUD],
    ['from a serial machine to a cloud', serial(STEADY), CLOUD],
    ['from three at a time to all together', three(STEADY), STEADY],
    ['to half the time of a call', STEADY, { ...STEADY, meanMs: 500 }],
  ];

  it.each(CHANGED)('%s is seen with two bursts of ten calls', async (name, before, after) => {
    const seen = share(changes([before, after], 2, 100), makespanIs('better'));
    expect(seen, name).toBeGreaterThan(0.95);
    const backwards = share(changes([after, before], 2, 100), makespanIs('worse'));
    expect(backwards, name).toBeGreaterThan(0.95);
  });

  it('is never hidden by noise that is called no change', () => {
    const slower = { ...STEADY, meanMs: 1_300 };
    for (const bursts of SIZES) {
      expect(share(changes([STEADY, slower], bursts, 100), makespanIs('same'))).toBeLessThanOrEqual(
        0.05,
      );
    }
  });
});
