import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/core/run.ts';
import type { Probe } from '../../../src/core/why/probes.ts';
import { bystander } from '../../helpers/runs/declared-probes.ts';
import { HTTP, watchedRun } from '../../helpers/runs/watched-run.ts';

// An event loop that is blocked, and threads, or the loop itself, that wait for a lock.

const UVICORN = { program: 'uvicorn', runtime: 'Python' };
const UNREAD = [
  [0, 0],
  [0, 11],
] as const;

type Place = NonNullable<Probe['stacks']>[number]['places'][number];

const PLACE = { file: 'app.py', function: 'ping', ownCode: true, share: 1, threads: 1 };
const LOOP: Place = { ...PLACE, line: 7, onEventLoop: true };
const lockIn = (share: number): Place => ({
  ...PLACE,
  share,
  line: 3,
  onEventLoop: false,
  waitsForLock: true,
});

/** What is seen while calls to another path take so long. */
function whyOf(waitingMs: number, places: readonly Place[]) {
  const stacks: NonNullable<Probe['stacks']> = [
    { pid: 1, tool: 'py-spy', samples: 10, places: [...places] },
  ];
  const probes = [bystander(waitingMs, { stacks })];
  return judge(watchedRun({ target: HTTP, server: UVICORN, waiting: UNREAD, probes })).why;
}

const linesIn = (why: ReturnType<typeof whyOf>): number[] =>
  (why?.seen ?? []).flatMap((fact) => (fact.code === 'stacks' ? [fact.place.line] : []));

describe('a blocked event loop', () => {
  it('is named with the lock that threads wait for besides, if they mostly do', () => {
    const why = whyOf(900, [LOOP, lockIn(0.5)]);
    expect(why).toMatchObject({ cause: 'event-loop-blocked', place: { line: 7 } });
    expect(linesIn(why)).toEqual([7, 3]);
    expect(linesIn(whyOf(900, [LOOP, lockIn(0.49)]))).toEqual([7]);
  });

  it('that waits for a lock itself is named once', () => {
    const why = whyOf(900, [{ ...LOOP, waitsForLock: true }]);
    expect(why).toMatchObject({ cause: 'event-loop-blocked', place: { line: 7 } });
    expect(why?.seen.filter(({ code }) => code === 'stacks')).toMatchObject([
      { onEventLoop: true, waitsForLock: true },
    ]);
  });

  it('does not rule out a lock that is held meanwhile, but only one that would be enough', () => {
    expect(whyOf(900, [LOOP])).toMatchObject({ ruledOut: ['lock-alone', 'cpu', 'this-client'] });
  });

  it('may be one of several causes, and then both places are shown', () => {
    const why = whyOf(3, [LOOP, lockIn(0.5)]);
    expect(why).toMatchObject({ remaining: ['event-loop-blocked', 'route-lock'] });
    expect(linesIn(why)).toEqual([3, 7]);
  });
});
