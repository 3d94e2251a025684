import { describe, expect, it } from 'vitest';
import type { Sighting } from '../../../src/core/observed/observed.ts';
import type { Recording } from '../../../src/core/recording.ts';
import { judge } from '../../../src/core/run.ts';
import { nextProbe } from '../../../src/core/why/next-probe.ts';
import { PROBE_NAMES, type Probe } from '../../../src/core/why/probes.ts';
import { spreadOf, spreadOfRun } from '../../../src/core/why/spread.ts';
import { queue, took, withoutServed } from '../../helpers/runs/bursts.ts';
import { AT_ONCE, variant, WAITED } from '../../helpers/runs/declared-probes.ts';
import { foundIn, HTTP, watchedRun, type Declared } from '../../helpers/runs/watched-run.ts';

// One server of several gets all calls, and serves one at a time. Others get some of the calls that differ.

const NODE = { program: 'node app.js', runtime: 'Node.js' };

const sighting = (more: Partial<Sighting>): Sighting => ({
  looks: 20,
  overMs: 2_000,
  waiting: [],
  processes: [],
  ...more,
});

/** So many calls for each process, or for each address behind a proxy. */
const onProcesses = (calls: readonly number[]): Sighting =>
  sighting({ processes: calls.map((count, index) => ({ pid: index + 1, calls: count })) });
const onAddresses = (calls: readonly number[]): Sighting =>
  sighting({
    passedOnTo: calls.map((connections, index) => ({ address: `10.0.0.${index}:80`, connections })),
  });

/** Six calls that differ: so many get done at a time, on these servers. */
const differing = (
  probe: 'other-requests' | 'other-sources' | 'other-connections',
  atATime: number,
  observed: Sighting,
) => ({
  probe,
  observed,
  invocations: queue({ calls: 6, workers: atATime, eachMs: 300 }).map(withoutServed),
});

/** Six calls of 300 ms from other addresses, of which about so many get done at a time, on these processes. */
const fromOthers = (atATime: number, calls: readonly number[]): Probe => {
  const times = [1, 2, 3, 4, 5, 6].map((nth) => Math.max(300, (nth * 300) / atATime));
  return { probe: 'other-sources', observed: onProcesses(calls), invocations: took(...times) };
};

/** Requests that the only process that got calls leaves unread. */
const UNREAD = [
  [0, 0],
  [0, 11],
] as const;

/** A run in which one process serves all, and leaves requests unread; the bystander went to another one. */
const direct = (probes: Probe[], declared: Declared = { waiting: UNREAD }): Recording =>
  watchedRun({ target: HTTP, server: NODE, did: [{}], ...declared, probes: [AT_ONCE, ...probes] });

/** A run in which HAProxy passes all calls on to these servers. */
function proxied(probes: Probe[], calls: readonly number[] = [6]): Recording {
  const run = watchedRun({ target: HTTP, servedBy: () => undefined, probes });
  const processes = [{ pid: 1, program: 'haproxy', command: 'haproxy -f x', proxy: true }];
  return {
    ...run,
    observed: { processes },
    bursts: run.bursts.map((burst) => ({ ...burst, observed: onAddresses(calls) })),
  };
}

describe('calls that one process gets', () => {
  it('are spread unevenly if later calls get done faster because they reach several, whatever these differ in', () => {
    const probe = differing('other-sources', 3, onProcesses([2, 2, 2]));
    const why = foundIn(direct([probe]));
    expect(why).toMatchObject({
      cause: 'uneven-spread',
      certainty: 'sure',
      seen: [{ code: 'kept-together', calls: 6, servers: 3 }, { code: 'bystander-at-once' }],
    });
    expect(why?.seen[0]).not.toHaveProperty('variant');
  });

  it('over one connection are kept together by that', () => {
    const probe = differing('other-connections', 3, onProcesses([2, 2, 2]));
    const target = { ...HTTP, http2: { connections: 1 } };
    expect(foundIn({ ...direct([probe]), target })).toMatchObject({
      cause: 'uneven-spread',
      certainty: 'sure',
      seen: [{ code: 'kept-together', variant: 'other-connections', servers: 3 }, {}],
    });
  });

  it('are only likely kept together by a connection if that process read them all, so it may hold them up itself', () => {
    const probe = differing('other-connections', 3, onProcesses([2, 2, 2]));
    const target = { ...HTTP, http2: { connections: 1 } };
    const found = foundIn({ ...direct([probe], {}), target });
    expect(found).toMatchObject({ cause: 'uneven-spread', certainty: 'likely' });
  });

  it('are held up by that process if it read them all, so nothing shows what made later ones faster', () => {
    const probe = differing('other-requests', 3, onProcesses([2, 2, 2]));
    expect(judge(direct([probe], {})).why).toMatchObject({
      remaining: ['uneven-spread', 'same-request-lock', 'route-lock', 'rate-limit'],
    });
  });

  it.each([
    [1.5, [4, 2], 'uneven-spread'],
    [1.3, [5, 1], undefined],
    [2.5, [2, 2, 2], 'uneven-spread'],
    [2.3, [2, 2, 2], undefined],
  ])(
    'are spread unevenly if %d of the later ones get done at a time on processes that get %j: %s',
    (atATime, calls, cause) => {
      expect(foundIn(direct([fromOthers(atATime, calls)]))?.cause).toBe(cause);
    },
  );

  it('are limited by what they have in common if others reach no more processes, or too few for that', () => {
    for (const calls of [[6], [5, 1], [3, 3]]) {
      const probe = differing('other-sources', 6, onProcesses(calls));
      expect(foundIn(direct([probe]))?.cause).toBe('client-limit');
    }
  });

  it('may be limited by what they have in common, too, if none of the others waits', () => {
    const probe = differing('other-requests', 6, onProcesses([1, 1, 1, 1, 1, 1]));
    expect(foundIn(direct([probe]))).toMatchObject({
      cause: 'uneven-spread',
      certainty: 'likely',
    });
  });
});

describe('calls that several processes get', () => {
  it.each([
    ['nothing if a better spread explains that others get done faster', [1, 1, 1, 1, 1, 1], false],
    ['what holds them up if it does not', [2, 2, 2], true],
  ])('show %s', (_, calls, isNamed) => {
    const probe = differing('other-requests', 6, onProcesses(calls));
    const probes = [AT_ONCE, probe];
    const two = { workers: 2, server: NODE, did: [{}, {}] };
    const cause = foundIn(watchedRun({ target: HTTP, ...two, probes }))?.cause;
    expect(cause === 'same-request-lock').toBe(isNamed);
    expect(cause).not.toBe('uneven-spread');
  });
});

describe('calls behind a proxy', () => {
  it('are spread unevenly if it passes all on to one server, and others that differ to several', () => {
    const probe = differing('other-sources', 2, onAddresses([3, 3]));
    expect(foundIn(proxied([WAITED, probe]))).toMatchObject({
      cause: 'uneven-spread',
      certainty: 'sure',
      seen: [
        { code: 'kept-together', program: 'haproxy', servers: 2 },
        { code: 'bystander-waited' },
      ],
    });
    expect(foundIn(proxied([WAITED, probe], [5, 1]))).toBeUndefined();
  });

  it('may be held up by the server that gets them if it answers the bystander, which goes there, too', () => {
    const sources = differing('other-sources', 2, onAddresses([3, 3]));
    expect(judge(proxied([AT_ONCE, sources])).why).toMatchObject({
      remaining: ['uneven-spread', 'client-limit', 'route-lock', 'rate-limit', 'proxy-limit'],
    });
    const requests = differing('other-requests', 2, onAddresses([3, 3]));
    expect(foundIn(proxied([AT_ONCE, requests]))).toMatchObject({
      cause: 'uneven-spread',
      certainty: 'likely',
    });
  });

  it('are tried with other sessions and addresses even if the bystander waited, as long as one server gets them', () => {
    const all = new Set(PROBE_NAMES);
    const tried = [WAITED, variant('other-sessions', 1)];
    expect(nextProbe(judge(proxied([WAITED])), all)).toBe('other-sessions');
    expect(nextProbe(judge(proxied(tried)), all)).toBe('other-sources');
    expect(nextProbe(judge(proxied([WAITED], [5, 1])), all)).toBeUndefined();
  });
});

describe('how calls are spread', () => {
  const timeline = judge(direct([])).bursts[1]?.timeline;
  if (timeline === undefined) throw new Error('expected a burst of six calls');

  it('is known if at least half of the calls were seen', () => {
    const spreads = [[2, 1], [2], []].map((calls) =>
      spreadOf({ timeline, observed: onAddresses(calls) }, true),
    );
    expect(spreads).toEqual([{ servers: 2, gain: 1.5 }, undefined, undefined]);
  });

  it('is known of a run if it is of each burst, and on one server only if there were several bursts', () => {
    const [one, two] = [[6], [4, 2]].map((calls) => ({ timeline, observed: onProcesses(calls) }));
    if (one === undefined || two === undefined) throw new Error('expected two bursts');
    expect(spreadOfRun([one, one], false)).toEqual({ servers: 1, isOnOne: true, gain: 1 });
    expect(spreadOfRun([one], false)?.isOnOne).toBe(false);
    expect(spreadOfRun([one, two], false)).toEqual({ servers: 2, isOnOne: false, gain: 1.5 });
    expect(spreadOfRun([one, { timeline }], false)).toBeUndefined();
  });
});
