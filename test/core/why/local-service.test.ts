import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SERVICE_ROUTES } from '../../../src/core/comparison.ts';
import type { Invocation } from '../../../src/core/invocation.ts';
import type { Recording } from '../../../src/core/recording.ts';
import { judge } from '../../../src/core/run.ts';
import type { FoundCause } from '../../../src/core/why/diagnosis.ts';
import { knownRoute } from '../../../src/core/why/places.ts';
import { queue, served, soloCalls } from '../../helpers/runs/bursts.ts';
import { foundIn, watchedRun } from '../../helpers/runs/watched-run.ts';

const localRoute = (path: string) => ({ kind: 'local', path, mode: 'one-process' }) as const;

describe('the known routes', () => {
  it.each(SERVICE_ROUTES)('%s names the line of its handler that makes calls wait', (path) => {
    const place = knownRoute(localRoute(`${path}?delay=9`))?.place;
    if (place === undefined) {
      expect(path).toBe('/ping');
      return;
    }
    const lines = readFileSync(place.file, 'utf8').split('\n');
    expect(lines[place.line - 1]).toContain(`${place.calling}(`);
  });
});

const handled = (calls: number): Invocation[] => queue({ calls, workers: 1, eachMs: 300 });

/** A run of the local service in one process whose handlers ran in turn, while its process did this. */
function inTurn(path: string, did: { cores?: number; mainThread: number }): Recording {
  const run = watchedRun({
    did: [{ threads: 11, ...did }],
    server: { program: 'node serverless.js', runtime: 'Node.js' },
    target: localRoute(path),
  });
  return {
    ...run,
    solo: soloCalls(300),
    soloAfter: soloCalls(300),
    bursts: run.bursts.map((burst, index) => ({
      ...burst,
      epoch: 0,
      invocations: handled(index === 0 ? 12 : 6),
    })),
  };
}

const whyOf = (...run: Parameters<typeof inTurn>): FoundCause | undefined =>
  foundIn(inTurn(...run));

describe('a route of the local service', () => {
  it('blocks its thread, if that slept while handlers ran in turn', () => {
    const why = whyOf('/ping/blocking?delay=300', { mainThread: 0.02 });
    expect(why).toMatchObject({
      cause: 'event-loop-blocked',
      certainty: 'sure',
      place: { file: 'handlers/ping-blocking.ts', calling: 'Atomics.wait' },
    });
    expect(why?.seen.map(({ code }) => code)).toEqual([
      'handlers-in-turn',
      'main-thread-asleep',
      'route-code',
    ]);
  });

  it('computes, if its thread was busy', () => {
    expect(whyOf('/ping/cpu', { mainThread: 0.97 })).toMatchObject({
      cause: 'event-loop-busy',
      place: { file: 'handlers/ping-cpu.ts', calling: 'pbkdf2Sync' },
    });
  });

  it('fills the cores, if its instances were seen doing so', () => {
    const run = inTurn('/ping/cpu', { mainThread: 0.02, cores: 1.9 });
    const shared = Array.from({ length: 6 }, (_, on) => ({ from: 1, to: 1_801, on: `i${on}` }));
    const [burst] = run.bursts;
    const bursts = [burst, burst].flatMap((one) =>
      one === undefined ? [] : { ...one, invocations: served(shared) },
    );
    const target = { kind: 'local', path: '/ping/cpu', mode: 'instance-per-call' } as const;
    expect(judge({ ...run, bursts, target }).verdict.kind).toBe('contended');
    expect(foundIn({ ...run, bursts, target })).toMatchObject({
      cause: 'cores-full',
      place: { file: 'handlers/ping-cpu.ts' },
    });
  });

  it.each([
    ['blocks, but was seen to compute', '/ping/blocking', 0.97],
    ['computes, but was seen to sleep', '/ping/cpu', 0.02],
    ['awaits', '/ping', 0.02],
    ['was seen to do both', '/ping/cpu', 0.5],
  ])('has no cause if it %s', (_, path, mainThread) => {
    expect(judge(inTurn(path, { mainThread })).verdict.kind).toBe('serial');
    expect(whyOf(path, { mainThread })).toBeUndefined();
  });

  it('says nothing about a server at an address with the same path', () => {
    const run = inTurn('/ping/blocking', { mainThread: 0.02 });
    const elsewhere = { ...run, target: { kind: 'http', url: 'http://127.0.0.1/ping/blocking' } };
    expect(foundIn(elsewhere)).toBeUndefined();
  });
});
