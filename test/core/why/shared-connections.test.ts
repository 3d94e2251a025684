import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/core/run.ts';
import { nextProbe } from '../../../src/core/why/next-probe.ts';
import { PROBE_NAMES, type Probe } from '../../../src/core/why/probes.ts';
import { unansweredCalls } from '../../helpers/runs/bursts.ts';
import { AT_ONCE, burst, bystander, variant, WAITED } from '../../helpers/runs/declared-probes.ts';
import { foundIn, HTTP, watchedRun, type Declared } from '../../helpers/runs/watched-run.ts';

// Calls over HTTP/2 on one connection: 12 in one burst, 6 in the other.

const HTTP2 = { ...HTTP, http2: { connections: 1 } };
const NODE = { program: 'node app.js', runtime: 'Node.js' };

const runOf = (probes: readonly Probe[], declared: Declared = {}) =>
  watchedRun({ target: HTTP2, server: NODE, ...declared, probes: [...probes] });

const found = (...probes: readonly Probe[]) => foundIn(runOf(probes));

const on = (connections: number): Declared => ({ target: { ...HTTP2, http2: { connections } } });

describe('calls that share a connection', () => {
  it('are limited by it if calls on their own run in parallel', () => {
    expect(found(AT_ONCE, variant('other-connections', 6), variant('same-again', 1))).toMatchObject(
      {
        cause: 'connection-limit',
        certainty: 'sure',
        seen: [
          { code: 'variant-opened', variant: 'other-connections' },
          { code: 'limited-again' },
          AT_ONCE_FACT,
        ],
      },
    );
  });

  it('wait for a lock of the route if calls on their own do, too', () => {
    const probes = [AT_ONCE, variant('other-connections', 1), variant('other-requests', 1)];
    expect(found(...probes)).toMatchObject({ cause: 'route-lock' });
  });

  it.each([
    ['was not tried', []],
    ['is unclear', [{ ...variant('other-connections', 6), stalls: [{ from: 10, to: 900 }] }]],
  ])(
    'leave the cause open while it %s whether that matters: the bystander had its own',
    (_, more) => {
      const { why } = judge(runOf([AT_ONCE, ...more, variant('other-requests', 1)]));
      expect(why).toMatchObject({ remaining: ['connection-limit', 'route-lock', 'rate-limit'] });
    },
  );

  it('may be limited by it even if other addresses seem to matter: those had other connections', () => {
    const others = variant('other-sources', 6);
    expect(found(AT_ONCE, others)).toMatchObject({ cause: 'client-limit', certainty: 'likely' });
    const again = variant('same-again', 1);
    expect(found(AT_ONCE, others, again)).toMatchObject({ certainty: 'likely' });
    const probes = [AT_ONCE, variant('other-connections', 1), others, again];
    expect(found(...probes)).toMatchObject({ cause: 'client-limit', certainty: 'sure' });
  });
});

const AT_ONCE_FACT = { code: 'bystander-at-once' };

const next = (probes: readonly Probe[], declared: Declared = {}) =>
  nextProbe(judge(runOf(probes, declared)), new Set(PROBE_NAMES));

describe('the next probe over HTTP/2', () => {
  it('gives each call its own connection, before anything else that may differ', () => {
    expect(next([AT_ONCE])).toBe('other-connections');
    expect(next([AT_ONCE, variant('other-connections', 1)])).toBe('other-sessions');
  });

  it('does not if each had its own anyway, or if the bystander waited on its own', () => {
    expect(next([AT_ONCE], on(11))).toBe('other-connections');
    expect(next([AT_ONCE], on(12))).toBe('other-sessions');
    expect(next([WAITED], { did: [{ cores: 0.5 }] })).toBeUndefined();
  });

  it('tries other addresses first if calls are refused, which have other connections, too', () => {
    const refused = [...burst(3).slice(0, 3), ...unansweredCalls('throttled', 3)];
    const run = runOf([bystander(3, { invocations: refused })]);
    const refusing = {
      ...run,
      bursts: run.bursts.map((one) => ({ ...one, invocations: refused })),
    };
    const available = new Set(PROBE_NAMES.filter((name) => name !== 'after-pause'));
    expect(nextProbe(judge(refusing), available)).toBe('other-sources');
    available.delete('other-sources');
    expect(nextProbe(judge(refusing), available)).toBe('other-connections');
  });
});
