import { describe, expect, it } from 'vitest';
import type { Invocation } from '../../../src/core/invocation.ts';
import { judge, type Run } from '../../../src/core/run.ts';
import {
  judgedCalls,
  streamSlowdown,
  streamsWhileWaiting,
} from '../../../src/core/timeline/first-byte.ts';
import { streamed } from '../../helpers/runs/bursts.ts';

const TARGET = { kind: 'http', until: 'first-byte' } as const;

const judged = (invocations: Invocation[], solo: Invocation[], target = TARGET): Run =>
  judge({ schemaVersion: 1, target, solo, bursts: [{ invocations }] });

describe('calls judged by when their answers begin', () => {
  it('end there', () => {
    expect(judgedCalls([streamed(100, 900)], TARGET)).toEqual([
      { ...streamed(100, 900), receivedAt: 100 },
    ]);
  });

  it('are left alone if they are judged by their ends, or if the first byte is unknown', () => {
    expect(judgedCalls([streamed(100, 900)], { kind: 'http' })).toEqual([streamed(100, 900)]);
    const { firstByteAt: _, ...unknown } = streamed(100, 900);
    expect(judgedCalls([unknown], TARGET)).toEqual([unknown]);
  });

  it('run at once if all begin at once, however long they go on', () => {
    const solo = [0, 1, 2].map((call) => streamed(100, 600, call));
    const calls = Array.from({ length: 8 }, (_, call) => streamed(101, 4_000 + 900 * call, call));
    const { verdict } = judged(calls, solo);
    expect(verdict).toMatchObject({ kind: 'overlapping', workers: { low: 8, high: null } });
    expect(verdict.reasons[0]).toMatchObject({ code: 'until-first-byte' });
  });

  it('keep the times of their ends in the run', () => {
    const solo = [0, 1, 2].map((call) => streamed(100, 600, call));
    const run = judged([streamed(101, 700), streamed(102, 700, 1)], solo);
    expect(run.bursts[0]?.invocations).toMatchObject([{ receivedAt: 700 }, { receivedAt: 700 }]);
    expect(run.bursts[0]?.timeline.soloMs).toBe(100);
  });

  it('have a limit if as many streams were in progress while others waited', () => {
    const solo = [0, 1, 2].map((call) => streamed(100, 1_100, call));
    const calls = Array.from({ length: 12 }, (_, call) => {
      const group = Math.floor(call / 4) * 2_700;
      return streamed(100 + group + call / 10, 2_700 + group + call / 10, call);
    });
    const { verdict } = judged(calls, solo);
    expect(verdict).toMatchObject({ kind: 'overlapping', workers: { low: 4, high: 4 } });
    expect(verdict.reasons.slice(0, 2)).toMatchObject([
      { code: 'until-first-byte', slowdown: expect.closeTo(2.6, 6) },
      { code: 'streams-admitted', streams: 4 },
    ]);
  });
});

describe('streamSlowdown', () => {
  const solo = [streamed(100, 600)];

  it('compares how fast bytes came after the first ones', () => {
    expect(streamSlowdown([streamed(2_000, 3_000), streamed(3_000, 4_000)], solo)).toBe(2);
  });

  it.each<[string, Invocation[]]>([
    ['answers that came at once', [streamed(100, 100)]],
    ['streams too short to have a pace', [streamed(100, 199)]],
    ['answers without a later byte', [{ ...streamed(100, 900), laterBytes: 0 }]],
    ['calls that failed', [{ ...streamed(100, 900), outcome: 'failed' }]],
    ['no calls', []],
  ])('is unknown of %s', (_, calls) => {
    expect(streamSlowdown(calls, solo)).toBeUndefined();
    expect(streamSlowdown(solo, calls)).toBeUndefined();
  });
});

describe('streamsWhileWaiting', () => {
  it('is the most streams before the last one began', () => {
    expect(streamsWhileWaiting([streamed(1, 50), streamed(2, 60), streamed(70, 90)])).toBe(2);
  });

  it('is unknown if no stream began before another', () => {
    expect(streamsWhileWaiting([streamed(1, 50)])).toBeUndefined();
    expect(streamsWhileWaiting([])).toBeUndefined();
  });
});
