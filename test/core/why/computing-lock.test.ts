import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/core/run.ts';
import type { Decided } from '../../../src/core/verdict.ts';
import { diagnose } from '../../../src/core/why/diagnose.ts';
import type { Diagnosis } from '../../../src/core/why/diagnosis.ts';
import type { Probe } from '../../../src/core/why/probes.ts';
import { queue, withoutServed } from '../../helpers/runs/bursts.ts';
import { watchedRun } from '../../helpers/runs/watched-run.ts';

// Calls that compute in one part, and hold a lock in another.

const CONTENDED: Decided = {
  kind: 'contended',
  workers: { estimate: 2, low: 1, high: 3 },
  reasons: [],
};

interface Seen {
  /** Cores that the server used, of two, and everything on the machine. */
  readonly cores?: number;
  readonly machineCores?: number;
  readonly waitsForLock?: boolean;
  readonly bystanderMs?: number;
  readonly runtime?: string;
  readonly verdict?: Decided;
  /** Threads that work in another line, in every sample. */
  readonly working?: number;
  /** How much sooner calls got done than one after the other. */
  readonly speedUp?: number;
}

type Place = NonNullable<Probe['stacks']>[number]['places'][number];

/** Where the threads were: five in the line with the lock, and the others that work in the next. */
function placesOf(waitsForLock: boolean, working: number): Place[] {
  const place = { file: 'app.py', function: 'ping', ownCode: true, onEventLoop: false };
  return [
    { ...place, line: 11, share: 0.7, threads: 5, ...(waitsForLock && { waitsForLock }) },
    ...(working > 0 ? [{ ...place, line: 12, share: 1, threads: working }] : []),
  ];
}

/** Why calls waited in a server with nine threads, which were seen waiting in one line. */
function whyOf({
  cores = 0.5,
  machineCores = cores,
  waitsForLock = true,
  bystanderMs = 3,
  runtime = 'Python',
  verdict = CONTENDED,
  working = 0,
  speedUp = 1,
}: Seen): Diagnosis | undefined {
  const times = { path: '/-/bystander', aloneMs: [2, 2, 2], waitingMs: [bystanderMs] };
  const probe: Probe = {
    probe: 'bystander',
    invocations: queue({ calls: 6, workers: 1, eachMs: 300 }).map(withoutServed),
    bystander: times,
    stacks: [{ pid: 1, tool: 'py-spy', samples: 10, places: placesOf(waitsForLock, working) }],
  };
  const server = { program: 'srv', runtime };
  const run = judge(watchedRun({ server, did: [{ cores, threads: 9 }], probes: [probe] }));
  const bursts = run.bursts.map((one) => ({
    ...one,
    verdict,
    timeline: { ...one.timeline, speedUp },
    ...(one.observed && { observed: { ...one.observed, machineCores } }),
  }));
  return diagnose({ ...run, verdict, bursts });
}

describe('a lock in calls that also compute', () => {
  it('is named if threads wait for it while a core is left', () => {
    expect(whyOf({})).toMatchObject({
      cause: 'route-lock',
      certainty: 'likely',
      place: { line: 11 },
      seen: [
        { code: 'bystander-at-once' },
        { code: 'in-common', what: ['url'] },
        { code: 'server-computes', cores: 0.5 },
        { code: 'stacks' },
      ],
    });
  });

  it('is also named if calls come back one by one', () => {
    const verdict: Decided = { ...CONTENDED, kind: 'serial', workers: ONE };
    expect(whyOf({ verdict })).toMatchObject({ cause: 'route-lock', certainty: 'likely' });
  });

  it.each([
    ['the server computes nearly all the time', { cores: 0.71, machineCores: 1.51 }],
    ['other programs take the cores', { machineCores: 1.51 }],
    ['no thread is seen waiting for a lock', { waitsForLock: false }],
    ['another path waited', { bystanderMs: 900 }],
  ] satisfies [string, Seen][])('is not named if %s', (_, seen) => {
    expect(whyOf(seen)?.cause).toBeUndefined();
  });

  it('is named right up to these limits', () => {
    expect(whyOf({ cores: 0.69 })?.cause).toBe('route-lock');
    expect(whyOf({ machineCores: 1.5 })?.cause).toBe('route-lock');
  });
});

describe('a lock whose holder computes without the lock of the interpreter', () => {
  const busy = { cores: 0.97, machineCores: 1.3 };

  it('is named if one thread works while others wait', () => {
    expect(whyOf({ ...busy, working: 1 })).toMatchObject({
      cause: 'route-lock',
      certainty: 'likely',
      place: { line: 11 },
    });
  });

  it('may be beside the cause if several threads work', () => {
    const remaining = ['route-lock', 'interpreter-lock'];
    expect(whyOf({ ...busy, working: 2 })).toMatchObject({ remaining });
    expect(whyOf(busy)).toMatchObject({ remaining });
  });

  it('rules out the lock of the interpreter: without it, that is the cause', () => {
    const why = whyOf({ ...busy, waitsForLock: false, working: 2 });
    expect(why).toMatchObject({ cause: 'interpreter-lock', certainty: 'sure' });
  });
});

describe('calls that take longer together than one after the other', () => {
  const full = { cores: 1.9, runtime: 'Go', waitsForLock: false };

  it('do not only share the cores', () => {
    expect(whyOf({ ...full, speedUp: 0.8 })).toMatchObject({ cause: 'cores-full' });
    const remaining = ['route-lock', 'cores-full'];
    expect(whyOf({ ...full, speedUp: 0.79 })).toMatchObject({ remaining });
  });

  it('may poll a lock of all routes if another path waits', () => {
    const why = whyOf({ ...full, speedUp: 0.5, bystanderMs: 900 });
    expect(why).toMatchObject({ remaining: ['route-lock', 'server-lock', 'cores-full'] });
  });
});

const ONE = { estimate: 1, low: 1, high: 1 };

describe('the remaining causes, if calls get slower together', () => {
  it.each([
    ['Python', true, ['route-lock', 'interpreter-lock']],
    ['Python', false, ['interpreter-lock', 'cores-full']],
    ['JVM', true, ['route-lock', 'cores-full']],
    ['JVM', false, ['cores-full']],
  ])('in %s, with threads that wait for a lock: %s', (runtime, waitsForLock, remaining) => {
    const why = whyOf({ runtime, waitsForLock, machineCores: 2 });
    expect(why).toMatchObject({ remaining, experiment: { code: 'quiet-machine' } });
    expect(why?.seen).toContainEqual({ code: 'server-computes', cores: 0.5 });
  });

  it('include neither the interpreter nor the cores if the server hardly computes', () => {
    const left = { remaining: ['event-loop-blocked', 'route-lock', 'server-lock'] };
    const idle = whyOf({ waitsForLock: false, cores: 0.29 });
    expect(idle).toMatchObject(left);
    expect(idle?.seen).toContainEqual({ code: 'server-idle', cores: 0.29 });
    expect(whyOf({ waitsForLock: false, cores: 0.31 })).not.toMatchObject(left);
  });
});
