import { describe, expect, it } from 'vitest';
import type { Invocation } from '../../../src/core/invocation.ts';
import { nameProcesses } from '../../../src/core/observed/name-processes.ts';
import { judge, type Run } from '../../../src/core/run.ts';
import { queue, recording, soloCalls, wall, withoutServed } from '../../helpers/runs/bursts.ts';

/** Calls of which the machine shows the process that served them, in turn; `undefined`: not shown. */
function by(
  invocations: readonly Invocation[],
  ...pids: readonly (number | undefined)[]
): Invocation[] {
  const servedBy = invocations.map((_, call) => {
    const pid = pids[call % pids.length];
    return pid === undefined ? undefined : `pid ${pid}`;
  });
  return nameProcesses(invocations.map(withoutServed), servedBy);
}

function run(...bursts: readonly (readonly Invocation[])[]): Run {
  return judge(recording(bursts, soloCalls().map(withoutServed)));
}

const ALL = wall({ calls: 10 });

describe('the processes of a server on this machine', () => {
  it('make overlapping calls concurrent if there is one', () => {
    const { verdict } = run(by(ALL, 1), by(ALL, 1));
    expect(verdict).toMatchObject({ kind: 'concurrent', workers: { low: 10, high: null } });
    expect(verdict.reasons).toContainEqual({ code: 'processes-seen', processes: 1 });
    expect(verdict.reasons.map(({ code }) => code)).not.toContain('instance-unknown');
  });

  it('make them parallel if there are several', () => {
    const { verdict, bursts } = run(by(ALL, 1, 2), by(ALL, 1, 2));
    expect(verdict).toMatchObject({ kind: 'parallel', workers: { low: 10, high: null } });
    expect(bursts.map((burst) => burst.verdict.kind)).toEqual(['parallel', 'parallel']);
  });

  it('do so for the whole run, since a burst may fall on one of them', () => {
    const { verdict, bursts } = run(by(ALL, 1, 2), by(ALL, 1));
    expect(verdict.kind).toBe('parallel');
    expect(bursts.map((burst) => burst.verdict.kind)).toEqual(['parallel', 'parallel']);
  });

  it('do so even if a busy machine left out calls of another burst', () => {
    const { verdict } = run(by(ALL, 1, 2, undefined), by(ALL, 1, 2));
    expect(verdict).toMatchObject({ kind: 'parallel', workers: { low: 10, high: null } });
  });

  it('settle nothing if one followed the other', () => {
    expect(run(by(ALL, 1), by(ALL, 2)).verdict.kind).toBe('overlapping');
  });

  it('settle nothing if one call is not accounted for', () => {
    const { verdict } = run(by(ALL, 1, 1, 1, 1, 1, 1, 1, 1, 1, undefined), by(ALL, 1));
    expect(verdict.kind).toBe('overlapping');
    expect(verdict.reasons.map(({ code }) => code)).toContain('instance-unknown');
  });

  it('change neither the interval nor a serial verdict', () => {
    const served = queue({ calls: 12, workers: 3 });
    const unknown = run(served.map(withoutServed), served.map(withoutServed)).verdict;
    const shown = run(by(served, 1, 2, 3), by(served, 1, 2, 3)).verdict;
    expect(unknown).toMatchObject({ kind: 'overlapping' });
    expect(shown).toMatchObject({ kind: 'parallel' });
    expect({ ...shown, kind: '', reasons: [] }).toEqual({ ...unknown, kind: '', reasons: [] });
    const one = by(queue({ calls: 10, workers: 1 }), 1);
    expect(run(one, one.slice(0, 5)).verdict.kind).toBe('serial');
  });

  it('give way to instances that the target names itself', () => {
    const named = ALL.map((call): Invocation => ({
      ...withoutServed(call),
      served: { instance: 'a' },
    }));
    expect(
      nameProcesses(
        named,
        named.map(() => 'pid 1'),
      ),
    ).toEqual(named);
  });

  it('do not stand for the header that was to name the instance', () => {
    const { warnings } = judge({
      ...recording([by(ALL, 1)], soloCalls().map(withoutServed)),
      target: { kind: 'http', instanceHeader: 'x-id' },
    });
    expect(warnings.map(({ code }) => code)).toContain('no-instance-header');
  });
});

/** A run in which the processes got calls in turn, and so many more of the server got none in each burst. */
function beside(
  idle: readonly number[],
  ...bursts: readonly (readonly Invocation[])[]
): Run['verdict'] {
  const observed = { looks: 1, overMs: 1_000, waiting: [], processes: [] };
  const { bursts: recorded, ...rest } = recording(bursts, soloCalls().map(withoutServed));
  return judge({
    ...rest,
    bursts: recorded.map((burst, nth) => {
      const count = idle[nth] ?? 0;
      return { ...burst, observed: { ...observed, ...(count > 0 && { idle: count }) } };
    }),
  }).verdict;
}

const three = (calls: number): Invocation[] => by(queue({ calls, workers: 3 }), 1, 2, 3);
const unknown = (calls: number): Invocation[] => by(queue({ calls, workers: 1 }), undefined);
const one = (calls: number): Invocation[] => by(queue({ calls, workers: 1 }), 1);

describe('processes of the server that got no call', () => {
  it('leave the upper limit open', () => {
    expect(beside([0, 0], three(30), three(15))).toMatchObject({ workers: { low: 3, high: 3 } });
    const open = beside([1, 1], three(30), three(15));
    expect(open).toMatchObject({
      kind: 'parallel',
      workers: { estimate: 3, low: 3, high: null },
    });
    expect(open.reasons.at(-1)).toEqual({
      code: 'idle-processes',
      idle: 1,
      workers: { low: 3, high: 3 },
    });
  });

  it('do not if they got some in another burst of that size, or only a smaller one had none for them', () => {
    const closed = { workers: { low: 3, high: 3 } };
    expect(beside([1, 0, 0], three(30), three(30), three(15))).toMatchObject(closed);
    expect(beside([0, 1], three(30), three(15))).toMatchObject(closed);
  });

  it('do not if it is unknown which processes served calls, as behind a proxy', () => {
    expect(beside([3, 3], unknown(10), unknown(5)).kind).toBe('serial');
  });

  it('do not if more processes had calls than get done at a time: those wait for something else', () => {
    const served = queue({ calls: 12, workers: 3 });
    const open = beside([1, 1], by(served, 1, 2, 3), by(served.slice(0, 6), 1, 2, 3));
    expect(open).toMatchObject({ workers: { high: null } });
    const shared = beside([1, 1], by(served, 1, 2, 3, 4), by(served.slice(0, 6), 1, 2, 3, 4));
    expect(shared).toMatchObject({ workers: { low: 3, high: 3 } });
  });

  it('may serve calls at the same time, even if one served them one at a time', () => {
    expect(beside([], one(10), one(5)).kind).toBe('serial');
    expect(beside([3, 3], one(10), one(5))).toMatchObject({
      kind: 'inconclusive',
      reasons: [{ code: 'one-of-several', idle: 3 }],
      remedy: { code: 'more-calls', calls: 20 },
    });
  });
});
