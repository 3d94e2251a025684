import { describe, expect, it } from 'vitest';
import type { Answered } from '../../src/core/invocation.ts';
import type { TurnedAway } from '../../src/core/why/turned-away.ts';
import {
  bystanderTimes,
  latecomerTimes,
  watchLatecomers,
  type MeanwhileCall,
} from '../../src/probes/bystander.ts';
import type { Target } from '../../src/targets/target.ts';

const answered = (ms: number, traits: Partial<Answered> = {}): Answered => ({
  call: 0,
  outcome: 'answered',
  sentAt: 0,
  receivedAt: ms,
  status: 200,
  contentType: 'application/json',
  bodyKeys: 'error',
  bodyBytes: 20,
  ...traits,
});

const call = (ms: number, traits?: Partial<Answered>): MeanwhileCall => ({
  epoch: 1_000,
  ms,
  connectedMs: 1,
  call: answered(ms, traits),
});

/** The answer of calls that are turned away, which takes less than 75 ms. */
const TURNED_AWAY: TurnedAway = {
  answer: answered(5),
  trait: 'keys',
  withinMs: 5,
  belowMs: 75,
  solo: 5,
};
const NOT_FOUND = { status: 404, bodyKeys: 'message' };

const times = (
  alone: MeanwhileCall,
  waiting: MeanwhileCall,
  turnedAway: TurnedAway | undefined = TURNED_AWAY,
) => bystanderTimes('/x', { alone: [alone], waiting: [waiting], turnedAway });

describe('calls to another path', () => {
  const usual = { path: '/x', aloneMs: [3], waitingMs: [3] };

  it('are served if they get the same answer as alone', () => {
    expect(times(call(2, NOT_FOUND), call(2, NOT_FOUND))).toEqual(usual);
  });

  it('are refused if they are answered as the calls that are turned away, and are not alone', () => {
    expect(times(call(2, NOT_FOUND), call(2))).toEqual({ ...usual, refused: 1 });
    const unavailable = call(2, { ...NOT_FOUND, status: 503 });
    expect(times(call(2, NOT_FOUND), unavailable)).toEqual({ ...usual, refused: 1 });
  });

  it('show nothing if they are answered so even alone, or otherwise than alone', () => {
    expect(times(call(2), call(2))).toEqual({ ...usual, ambiguous: true });
    const other = call(2, { bodyKeys: 'items' });
    expect(times(call(2, NOT_FOUND), other)).toEqual({ ...usual, ambiguous: true });
  });

  it('may be answered otherwise if nothing is turned away with a normal status', () => {
    const other = call(2, { bodyKeys: 'items' });
    expect(
      bystanderTimes('/x', { alone: [call(2)], waiting: [other], turnedAway: undefined }),
    ).toEqual(usual);
  });
});

describe('later calls like those of a burst', () => {
  it('are sent while the first are in progress, the last shortly before those end', async () => {
    const pauses: number[] = [];
    const target: Target = {
      description: { kind: 'http', method: 'GET', url: 'http://127.0.0.1/' },
      prepare: () => Promise.reject(new Error('nobody listens')),
    };
    const late = watchLatecomers(target, 300, {
      clock: { now: () => 0, wall: () => 0 },
      signal: new AbortController().signal,
      pause: (ms) => {
        pauses.push(ms);
        return Promise.resolve();
      },
    });
    late.begin();
    expect(await late.end()).toEqual([]);
    expect(pauses).toEqual([75, 150, 225, 270]);
  });

  it.each([
    [74.9, {}, true],
    [75, {}, false],
    [2, { bodyKeys: 'result' }, false],
    [2, { status: 503 }, true],
    [2, { status: 201 }, false],
  ])('are turned away after %d ms with %o: %s', (ms, traits, refused) => {
    const all = latecomerTimes([call(ms, traits)], { releasedAt: 900, turnedAway: TURNED_AWAY });
    expect(all).toEqual([{ sentAt: 100, ms, refused }]);
  });

  it('are refused only by their status if nothing is turned away', () => {
    const [one] = latecomerTimes([call(2)], { releasedAt: 900, turnedAway: undefined });
    expect(one?.refused).toBe(false);
  });
});
