import { describe, expect, it } from 'vitest';
import type { DecidedReason } from '../../../../src/core/reason.ts';
import { judge } from '../../../../src/core/run.ts';
import type { Verdict } from '../../../../src/core/verdict.ts';
import { diagnose } from '../../../../src/core/why/diagnose.ts';
import type { Place } from '../../../../src/core/why/stacks.ts';
import { bystander } from '../../../helpers/runs/declared-probes.ts';
import { HTTP, watchedRun } from '../../../helpers/runs/watched-run.ts';

// What shows the same times as a lock or a pool in a route. Solo calls take 300 ms.

const WAITING = { file: 'a.py', line: 7, function: 'ping', ownCode: true, onEventLoop: false };
const IN_LOCK = { ...WAITING, share: 1, threads: 5, waitsForLock: true };
const AT_WORK = { ...WAITING, line: 9, share: 1, threads: 3 };

/** What may have held up calls of which so many got done at a time, each answered `driftMs` after the one before. */
function whyOf(workers: number, places: readonly Place[], driftMs = 0) {
  const stacks =
    places.length === 0
      ? []
      : [{ pid: 1, tool: 'py-spy' as const, samples: 9, places: [...places] }];
  const probes = [bystander(3, { stacks })];
  const did = [{ threads: 9 }];
  const run = judge(watchedRun({ target: HTTP, workers, did, probes }));
  const bursts = run.bursts.map((burst) => {
    const { answered } = burst.timeline;
    const drifting = answered.map((one, nth) => ({
      ...one,
      receivedAt: one.receivedAt + driftMs * nth,
    }));
    return { ...burst, timeline: { ...burst.timeline, answered: drifting } };
  });
  const why = diagnose({ ...run, bursts });
  const alike = why?.seen.find((fact) => fact.code === 'looks-alike');
  return [why?.cause && why.certainty, ...(alike?.causes ?? [])];
}

describe('a limit of a route that only times show', () => {
  it('is likely: a limiter may let calls start as fast as they end', () => {
    expect(whyOf(1, [])).toEqual(['likely', 'rate-limit', 'upstream']);
    expect(whyOf(3, [], 1.1)).toEqual(['likely', 'rate-limit', 'upstream']);
  });

  it('may collect calls if those of each wave are answered at one moment', () => {
    expect(whyOf(3, [], 0.9)).toEqual(['likely', 'rate-limit', 'batching', 'upstream']);
  });
});

describe('a limit of a route whose line stacks show', () => {
  it('is sure', () => {
    expect(whyOf(1, [IN_LOCK])).toEqual(['sure']);
    expect(whyOf(3, [IN_LOCK], 1.1)).toEqual(['sure']);
  });

  it('may be where calls wait for a batch, unless several are at work', () => {
    expect(whyOf(3, [IN_LOCK], 0.9)).toEqual(['likely', 'batching']);
    expect(whyOf(3, [IN_LOCK, AT_WORK], 0.9)).toEqual(['sure']);
  });
});

/** What remains of calls that got slower together, for this reason, on a server that does not compute. */
function leftOf(reason: DecidedReason): readonly string[] | undefined {
  const run = judge(watchedRun({ target: HTTP, did: [{ threads: 9 }], probes: [bystander(3)] }));
  const workers = { estimate: 3, low: 3, high: 3 };
  const verdict: Verdict = { kind: 'contended', workers, reasons: [reason] };
  const bursts = run.bursts.map((burst) => ({ ...burst, verdict }));
  const why = diagnose({ ...run, verdict, bursts });
  return why?.cause === undefined ? why?.remaining : undefined;
}

describe('calls that get slower together on a server that does not compute', () => {
  const left = ['event-loop-blocked', 'route-lock', 'server-lock'];

  it('may have been collected if they come back together', () => {
    expect(leftOf({ code: 'late-together', slowdown: 2.3 })).toEqual([...left, 'batching']);
    expect(leftOf({ code: 'slots-slow-each-other', slots: 3, slowdown: 2 })).toEqual(left);
  });
});
