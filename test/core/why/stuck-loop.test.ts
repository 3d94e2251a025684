import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/core/run.ts';
import type { Decided } from '../../../src/core/verdict.ts';
import { diagnose } from '../../../src/core/why/diagnose.ts';
import type { Diagnosis } from '../../../src/core/why/diagnosis.ts';
import type { Probe } from '../../../src/core/why/probes.ts';
import { bystander } from '../../helpers/runs/declared-probes.ts';
import { HTTP, watchedRun, type Declared } from '../../helpers/runs/watched-run.ts';

// How sure it is that an event loop is stuck: a free one may leave requests unread, too.

const NODE = { program: 'node app.js', runtime: 'Node.js' };
const UNREAD = [
  [0, 0],
  [0, 11],
] as const;
const BUSY = [{ mainThread: 0.97, threads: 11 }];

type Place = NonNullable<Probe['stacks']>[number]['places'][number];

/** What the stacks of the main thread showed. */
const stacks = (...places: readonly Place[]): Pick<Probe, 'stacks'> => ({
  stacks: [{ pid: 1, tool: 'node-inspector', samples: 90, places: [...places] }],
});
const below = (share: number, more: Partial<Place> = {}): Place => ({
  file: 'app.mjs',
  line: 7,
  function: 'work',
  ownCode: true,
  onEventLoop: true,
  share,
  threads: 1,
  ...more,
});

/** The server read another request soon, and let it wait for a second. */
const times = { outsideMs: 0, insideMs: 900 };
const READ: Partial<Probe> = {
  observed: { looks: 50, overMs: 1_800, waiting: [], processes: [], bystanders: [times] },
};

/** Why calls waited while another path did, too. */
function whyOf(probe: Partial<Probe>, declared: Declared = {}): Diagnosis | undefined {
  const probes = [bystander(900, probe)];
  return judge(watchedRun({ target: HTTP, server: NODE, waiting: UNREAD, ...declared, probes }))
    .why;
}

const POST = { ...HTTP, method: 'POST' };
const LEFT = ['event-loop-blocked', 'server-lock', 'rate-limit'];

describe('a loop that sleeps while requests are unread', () => {
  const cause = 'event-loop-blocked';

  it('is blocked if stacks show code below it, whatever code', () => {
    expect(whyOf(stacks(below(0.5)))).toMatchObject({ cause, certainty: 'sure' });
    const library = ['a', 'b'].map((file) => below(0.25, { file, ownCode: false }));
    expect(whyOf(stacks(...library))).toMatchObject({ cause, certainty: 'sure' });
    expect(whyOf(stacks(below(0.5)), { target: POST })).toMatchObject({ cause, certainty: 'sure' });
  });

  it('is only likely to be blocked if nobody looked: a lock may be taken before anything is read', () => {
    const why = whyOf({});
    expect(why).toMatchObject({ cause, certainty: 'likely', ruledOut: ['cpu', 'this-client'] });
  });

  it.each([
    ['stacks show nothing below it', stacks(), {}],
    ['stacks show little below it', stacks(below(0.49)), {}],
    ['requests have bodies, which a lock may come before', {}, { target: POST }],
    [
      'a body is sent with another method',
      {},
      { target: { ...HTTP, sameForAll: ['body'] satisfies ['body'] } },
    ],
    ['the bystander was read', READ, {}],
  ] satisfies [string, Partial<Probe>, Declared][])('may be free if %s', (_, probe, declared) => {
    expect(whyOf(probe, declared)).toMatchObject({ remaining: LEFT });
  });
});

describe('a loop that is busy', () => {
  const cause = 'event-loop-busy';

  it('is stuck if it leaves requests unread', () => {
    const sure = { cause, certainty: 'sure', ruledOut: ['lock-alone', 'sleep', 'this-client'] };
    expect(whyOf({}, { did: BUSY })).toMatchObject(sure);
    expect(whyOf(stacks(below(0.9)), { did: BUSY, target: POST })).toMatchObject(sure);
  });

  it.each([
    ['reads every request', {}, { waiting: [] }],
    ['reads every request, and then is in one line', stacks(below(0.9)), { waiting: [] }],
    ['reads the bystander', { ...READ, ...stacks(below(0.9)) }, {}],
    ['shows no code in stacks', stacks(), {}],
  ] satisfies [string, Partial<Probe>, Declared][])(
    'may only poll a lock if it %s',
    (_, probe, declared) => {
      const why = whyOf(probe, { did: BUSY, ...declared });
      expect(why).toMatchObject({ cause, certainty: 'likely', ruledOut: ['sleep', 'this-client'] });
    },
  );

  it('may poll a lock, too, if calls get slower together', () => {
    const workers = { estimate: 1, low: 1, high: 2 };
    const verdict: Decided = { kind: 'contended', workers, reasons: [] };
    const contended = (waiting: Declared['waiting'] = []): Diagnosis | undefined => {
      const run = judge(watchedRun({ target: HTTP, server: NODE, did: BUSY, waiting }));
      const bursts = run.bursts.map((one) => ({ ...one, verdict }));
      return diagnose({ ...run, verdict, bursts });
    };
    expect(contended(UNREAD)).toMatchObject({ cause, certainty: 'sure' });
    expect(contended()).toMatchObject({ cause, certainty: 'likely' });
  });
});
