import { describe, expect, it } from 'vitest';
import type { Invocation } from '../../../src/core/invocation.ts';
import { judge } from '../../../src/core/run.ts';
import type { Verdict } from '../../../src/core/verdict.ts';
import { streamed } from '../../helpers/runs/bursts.ts';

const SOLO_MS = 200;

const SAME = [2_000];
const VARIED = [1_100, 2_900, 1_700, 2_300, 1_400];

/** Streams that wait for one of a few slots; its answer begins a solo call after a slot is free. */
function queued(calls: number, slots: number, lengthsMs: readonly number[]): Invocation[] {
  let free = Array.from({ length: slots }, () => 0);
  return Array.from({ length: calls }, (_, call) => {
    const [from = 0, ...later] = free.toSorted((a, b) => a - b);
    const begun = from + SOLO_MS + call / 10;
    const ended = begun + (lengthsMs[call % lengthsMs.length] ?? 0);
    free = [...later, ended];
    return streamed(begun, ended, call);
  });
}

/** Streams that begin in groups at a pace, whenever others end. */
const paced = (calls: number, group: number, stepMs: number): Invocation[] =>
  Array.from({ length: calls }, (_, call) => {
    const begun = SOLO_MS + Math.floor(call / group) * stepMs + call / 10;
    return streamed(begun, begun + 2_000, call);
  });

function verdictOf(...bursts: readonly Invocation[][]): Verdict {
  const solo = [0, 1, 2].map((call) => streamed(SOLO_MS, SOLO_MS + 2_000, call));
  return judge({
    schemaVersion: 1,
    target: { kind: 'http', until: 'first-byte' },
    solo,
    bursts: bursts.map((invocations) => ({ invocations })),
  }).verdict;
}

describe('streams that begin a solo call after others end', () => {
  it.each([
    ['as long as each other', SAME],
    ['of any length', VARIED],
  ])('are admitted one at a time: %s', (_, lengths) => {
    const burst = queued(8, 1, lengths);
    const serial = {
      kind: 'serial',
      workers: { estimate: 1, low: 1, high: 1 },
      reasons: [{ code: 'until-first-byte' }, { code: 'streams-admitted', streams: 1 }],
    };
    expect(verdictOf(burst, burst)).toMatchObject(serial);
    expect(verdictOf(burst)).toMatchObject(serial);
  });

  it.each([
    [2, SAME],
    [4, SAME],
    [2, VARIED],
    [4, VARIED],
  ])('are admitted %i at a time, however long they are', (slots, lengths) => {
    const burst = queued(12, slots, lengths);
    expect(verdictOf(burst, burst)).toMatchObject({
      kind: 'overlapping',
      workers: { estimate: slots, low: slots, high: slots },
      reasons: [
        { code: 'until-first-byte' },
        { code: 'streams-admitted', streams: slots },
        { code: 'instance-unknown' },
      ],
    });
  });

  it('keep their limit if one in five begins late', () => {
    const late = queued(6, 1, SAME).map((one) =>
      one.call === 5 ? streamed((one.firstByteAt ?? 0) + 100, one.receivedAt ?? 0, 5) : one,
    );
    expect(verdictOf(late)).toMatchObject({ kind: 'serial' });
  });

  it('decide nothing if there are fewer than four of them', () => {
    expect(verdictOf(queued(5, 1, SAME)).kind).toBe('serial');
    expect(verdictOf(queued(4, 1, SAME)).kind).toBe('inconclusive');
  });

  it('decide nothing if bursts differ', () => {
    const { kind, reasons } = verdictOf(queued(12, 2, SAME), queued(12, 1, SAME));
    expect(kind).not.toBe('serial');
    expect(reasons).not.toContainEqual(expect.objectContaining({ code: 'streams-admitted' }));
  });
});

describe('streams that begin at a pace, whenever others end,', () => {
  it('are not serial', () => {
    expect(verdictOf(paced(8, 1, 2_600))).toMatchObject({ reasons: [{ code: 'paced' }] });
  });

  it('have no limit, even if as many end before the next group begins', () => {
    expect(verdictOf(paced(12, 4, 2_600))).toMatchObject({
      workers: { low: 4, high: null },
      reasons: [{ code: 'until-first-byte' }, { code: 'groups' }, { code: 'instance-unknown' }],
    });
  });
});
