import { describe, expect, it } from 'vitest';
import type { Sighting } from '../../../src/core/observed/observed.ts';
import { judge } from '../../../src/core/run.ts';
import { nextProbe } from '../../../src/core/why/next-probe.ts';
import { PROBE_NAMES, type Probe } from '../../../src/core/why/probes.ts';
import { variant } from '../../helpers/runs/declared-probes.ts';
import { foundIn, HTTP, watchedRun, type Declared } from '../../helpers/runs/watched-run.ts';

// Twelve calls without a cookie run together. The server sets one, which six calls send.

const SHARED = variant('shared-session', 1);
const PHP = { program: 'php', runtime: 'PHP' };

const runOf = (probes: readonly Probe[], declared: Declared = {}) =>
  watchedRun({ target: HTTP, server: PHP, workers: 12, ...declared, probes: [...probes] });
const found = (...probes: readonly Probe[]) => foundIn(runOf(probes));

describe('one session for all calls', () => {
  it('shows a lock of the session if they run one by one, but not without it or with one each', () => {
    expect(found(SHARED, variant('other-sessions', 6))).toMatchObject({
      cause: 'session-lock',
      certainty: 'sure',
      seen: [{ code: 'one-session-serial', calls: 6 }],
    });
  });

  it.each([2, 6])('shows none if %d of them run at a time', (workers) => {
    expect(found(variant('shared-session', workers))).toBeUndefined();
  });

  it('shows none if this client was stalled meanwhile', () => {
    expect(found({ ...SHARED, stalls: [{ from: 10, to: 900 }] })).toBeUndefined();
  });

  it('shows none if calls with one each run one by one, too: then whoever has a session waits', () => {
    expect(found(SHARED, variant('other-sessions', 1))).toBeUndefined();
    expect(found(SHARED, variant('other-sessions', 2))?.certainty).toBe('sure');
  });

  it('is only likely a lock if none were tried that have one each', () => {
    expect(found(SHARED)).toMatchObject({ cause: 'session-lock', certainty: 'likely' });
  });

  it('is only likely a lock if it is unknown who served the calls: a balancer may keep a session together', () => {
    const run = runOf([SHARED, variant('other-sessions', 6)], { servedBy: () => undefined });
    const why = foundIn({ ...run, observed: { processes: [] } });
    expect(why).toMatchObject({ cause: 'session-lock', certainty: 'likely' });
  });

  it.each([
    ['no lock if one of several processes got all of them', [6], undefined],
    ['a lock if one got five, which would have taken less time', [5, 1], 'session-lock'],
  ])('shows %s', (_, calls, cause) => {
    const processes = calls.map((count, index) => ({ pid: index + 1, calls: count }));
    const observed: Sighting = { looks: 20, overMs: 1_800, waiting: [], processes };
    const run = runOf([{ ...SHARED, observed }], { did: [{}, {}, {}] });
    expect(foundIn(run)?.cause).toBe(cause);
  });
});

const next = (...probes: readonly Probe[]) => nextProbe(judge(runOf(probes)), new Set(PROBE_NAMES));

describe('the next probe if no call waited', () => {
  it('is one session for all, and one each only if those wait', () => {
    expect(next()).toBe('shared-session');
    expect(next(SHARED)).toBe('other-sessions');
    expect(next(variant('shared-session', 6))).toBeUndefined();
    expect(next(SHARED, variant('other-sessions', 6))).toBeUndefined();
  });
});
