import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/core/run.ts';
import { probeCalls } from '../../../../src/core/why/next-probe.ts';
import type { Probe } from '../../../../src/core/why/probes.ts';
import { bystander } from '../../../helpers/runs/declared-probes.ts';
import { foundIn, HTTP, watchedRun, type Declared } from '../../../helpers/runs/watched-run.ts';

// Threads that serve calls, by their names. Solo calls take 300 ms.

const PUMA = { program: 'puma', runtime: 'Ruby', command: 'puma 5.6.5 (tcp://0.0.0.0:3000)' };
const named = (name: string, threads: number) => ({ threads: 9, threadNames: [{ name, threads }] });
const puma = (threads: number, declared: Declared = {}): Declared => ({
  target: HTTP,
  server: PUMA,
  did: [named('puma srv tp', threads)],
  ...declared,
});

/** Calls to another path that took so long alone and while calls waited, of which so much before they were read. */
const waited = (aloneMs: number, outsideMs: number): Probe => {
  const seen = { outsideMs, insideMs: 900 - outsideMs };
  return bystander(900, {
    bystander: { path: '/x', aloneMs: [aloneMs], waitingMs: [900] },
    observed: { looks: 9, overMs: 900, waiting: [], processes: [], bystanders: [seen] },
  });
};

describe('the threads of a pool', () => {
  it('are full if as many calls get done at a time', () => {
    const probes = [waited(2, 0)];
    expect(foundIn(watchedRun(puma(3, { workers: 3, probes })))).toMatchObject({
      cause: 'thread-pool-full',
      certainty: 'sure',
      atATime: 3,
    });
    expect(foundIn(watchedRun(puma(4, { workers: 3, probes })))?.cause).not.toBe(
      'thread-pool-full',
    );
  });

  it.each([
    ['serve one each', 4, 'thread-pool-full'],
    ['are more than that', 5, undefined],
  ])('of several processes are full together if they %s', (_, calls, cause) => {
    const server = { program: 'uwsgi', runtime: 'Python', command: 'uwsgi --threads=2' };
    const waiting = [[12 - calls, 0]] as const;
    const declared = { target: HTTP, server, did: [{}, {}], waiting, workers: calls };
    const why = foundIn(watchedRun({ ...declared, probes: [waited(2, 900)] }));
    expect(why?.cause).toBe(cause);
    if (cause !== undefined) {
      expect(why?.seen).toContainEqual({
        code: 'connections-left',
        processes: 2,
        accepted: 4,
        left: 8,
      });
    }
  });

  it('are left if a lock holds up calls while more of them are there', () => {
    const probes = [waited(300, 0)];
    expect(foundIn(watchedRun(puma(16, { probes })))?.cause).toBe('route-lock');
    expect(foundIn(watchedRun(puma(8, { probes })))).toBeUndefined();
  });
});

describe('the burst beside which another path is asked for', () => {
  it.each([
    [16, 6],
    [9, 6],
    [8, 5],
    [5, 2],
    [4, 6],
  ])(
    'leaves a thread for each bystander if there are %i and one call gets done at a time',
    (threads, calls) => {
      const run = judge(watchedRun(puma(threads)));
      expect(probeCalls(run, 'bystander')).toBe(calls);
      expect(probeCalls(run, 'other-requests')).toBe(6);
    },
  );
});

describe('threads with an event loop each', () => {
  const actix = (threads: number, declared: Declared = {}): Declared => ({
    target: HTTP,
    server: { program: 'srv' },
    did: [named('actix-rt|system', threads)],
    workers: 3,
    waiting: [
      [0, 0],
      [0, 8],
    ],
    probes: [waited(2, 900)],
    ...declared,
  });

  it('are blocked if as many calls get done at a time, and all others lie unread', () => {
    expect(foundIn(watchedRun(actix(3)))).toMatchObject({
      cause: 'event-loop-blocked',
      // Free loops that take no more connections leave requests unread, too.
      certainty: 'likely',
      ruledOut: ['cpu', 'this-client'],
      atATime: 3,
      seen: [
        { code: 'bystander-waited' },
        { code: 'loops-unread', threads: 3, requests: 8 },
        { code: 'server-idle' },
        { code: 'other-limit', what: 'connections' },
      ],
    });
  });

  it.each([
    ['are more than that', actix(4)],
    ['are fewer', actix(2)],
    ['read on', actix(3, { probes: [waited(2, 0)] })],
    ['left no request unread', actix(3, { waiting: [] })],
    ['answer another path at once', actix(3, { probes: [bystander(3)] })],
    ['compute', actix(3, { did: [{ ...named('actix-rt|system', 3), cores: 0.9 }] })],
    ['may be others', actix(3, { did: [named('worker', 3)] })],
  ])('are not called blocked if they %s', (_, declared) => {
    expect(foundIn(watchedRun(declared))?.cause).not.toBe('event-loop-blocked');
  });
});
