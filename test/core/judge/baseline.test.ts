import { describe, expect, it } from 'vitest';
import { durationMs, isAnswered, type Invocation } from '../../../src/core/invocation.ts';
import {
  busyAfterAnswerMs as busyOf,
  chooseBaseline as baselineOf,
  needsAnotherSolo,
} from '../../../src/core/judge/baseline.ts';
import { served, took, unansweredCalls } from '../../helpers/runs/bursts.ts';

const busyAfterAnswerMs = (
  solo: readonly Invocation[],
  soloAfter?: readonly Invocation[],
  ...bursts: readonly (readonly Invocation[])[]
): number | undefined =>
  busyOf({ solo, soloAfter, bursts: bursts.map((invocations) => ({ invocations })) });

const chooseBaseline = (
  solo: readonly Invocation[],
  soloAfter?: readonly Invocation[],
): readonly Invocation[] => baselineOf({ solo, soloAfter, bursts: [] });

/** The same calls, cold. */
function cold(...durations: readonly number[]): Invocation[] {
  return served(durations.map((ms) => ({ from: 0, to: ms, received: ms, cold: true })));
}

const durationsOf = (calls: readonly Invocation[]): number[] =>
  calls.filter(isAnswered).map(durationMs);

describe('another solo call', () => {
  it('is needed if the last one was the fastest by a tenth', () => {
    expect(needsAnotherSolo(took(120, 100, 89))).toBe(true);
    expect(needsAnotherSolo(took(120, 100, 91))).toBe(false);
  });

  it('is not needed after one that was slower', () => {
    expect(needsAnotherSolo(took(100, 50, 100))).toBe(false);
  });

  it('is not needed after fewer than three, which show no trend', () => {
    expect(needsAnotherSolo([])).toBe(false);
    expect(needsAnotherSolo(took(100))).toBe(false);
    expect(needsAnotherSolo(took(100, 50))).toBe(false);
    expect(needsAnotherSolo(took(100, 50, 25))).toBe(true);
  });

  it('is not needed after eight, however much faster they get', () => {
    const halving = [6_400, 3_200, 1_600, 800, 400, 200, 100, 50];
    expect(needsAnotherSolo(took(...halving.slice(0, 7)))).toBe(true);
    expect(needsAnotherSolo(took(...halving))).toBe(false);
  });

  it('is needed if one of up to four, other than the first, took 1.5 times as long', () => {
    expect(needsAnotherSolo(took(100, 151, 100))).toBe(true);
    expect(needsAnotherSolo(took(100, 149, 100))).toBe(false);
    expect(needsAnotherSolo(took(300, 100, 100))).toBe(false);
    expect(needsAnotherSolo(took(100, 200, 100, 100))).toBe(true);
    expect(needsAnotherSolo(took(100, 200, 100, 100, 100))).toBe(false);
  });

  it('is not needed because of calls that were cold or failed', () => {
    expect(needsAnotherSolo([...cold(500), ...took(100, 100)])).toBe(false);
    expect(needsAnotherSolo([...unansweredCalls('failed', 2), ...took(100)])).toBe(false);
  });
});

describe('a server that stays busy after it has answered', () => {
  it('is slower for a call that follows at once, and as fast as at first after a pause', () => {
    expect(busyAfterAnswerMs(took(100, 300, 310), took(100, 104))).toBeCloseTo(203);
  });

  it('is not one whose later calls are slower even after a pause', () => {
    expect(busyAfterAnswerMs(took(100, 300, 300), took(100, 126))).toBeUndefined();
    expect(busyAfterAnswerMs(took(100, 300, 300), took(100, 124))).toBeCloseTo(188);
  });

  it('is not one of which some following calls are as fast as the first', () => {
    expect(busyAfterAnswerMs(took(100, 139, 139), took(100, 100))).toBeUndefined();
    expect(busyAfterAnswerMs(took(100, 141, 141), took(100, 100))).toBeCloseTo(41);
  });

  it('is not one whose times vary anyway', () => {
    expect(busyAfterAnswerMs(took(100, 300, 374), took(100, 100))).toBeCloseTo(237);
    expect(busyAfterAnswerMs(took(100, 300, 376), took(100, 100))).toBeUndefined();
    expect(busyAfterAnswerMs(took(100, 300, 300), took(79, 79))).toBeUndefined();
  });

  it('is not one that answers two calls of a burst at once', () => {
    const [solo, paused] = [took(100, 300, 300), took(100, 100)];
    expect(busyAfterAnswerMs(solo, paused, took(100, 124, 700))).toBeUndefined();
    expect(busyAfterAnswerMs(solo, paused, took(100, 126, 700))).toBeCloseTo(200);
  });

  it('does not get calls done 1.2 times as fast as one worker that takes so long for each', () => {
    const [solo, paused] = [took(100, 300, 300), took(100, 100)];
    expect(busyAfterAnswerMs(solo, paused, took(100, 200, 300, 740))).toBeUndefined();
    expect(busyAfterAnswerMs(solo, paused, took(100, 200, 300, 760))).toBeCloseTo(200);
  });

  it('is not known without calls after a pause, or of a single call', () => {
    expect(busyAfterAnswerMs(took(100, 300, 300))).toBeUndefined();
    expect(busyAfterAnswerMs(took(100), took(100))).toBeUndefined();
  });

  it('has the calls that followed at once as its baseline', () => {
    expect(durationsOf(chooseBaseline(took(100, 300, 310), took(100, 104)))).toEqual([300, 310]);
  });
});

describe('the baseline', () => {
  it('is the solo calls before the bursts', () => {
    const solo = took(100, 101, 99);
    expect(chooseBaseline(solo)).toBe(solo);
    expect(chooseBaseline(solo, took(100, 100))).toBe(solo);
    expect(chooseBaseline(solo, unansweredCalls('failed', 2))).toBe(solo);
  });

  it('is those after the bursts if all of these are faster by a fifth', () => {
    const solo = took(90, 100, 110);
    const later = took(50, 79);
    expect(chooseBaseline(solo, later)).toBe(later);
    expect(chooseBaseline(solo, took(50, 81))).toBe(solo);
  });

  it('is those after the bursts if all of them are at least a quarter slower', () => {
    const solo = took(100, 100, 100);
    const [slower, same] = [took(127, 150), took(123, 150)];
    expect(chooseBaseline(solo, slower)).toBe(slower);
    expect(chooseBaseline(solo, same)).toBe(solo);
    expect(chooseBaseline(solo, took(127, 160))).toBe(solo);
  });

  it('is those after the bursts if all before were cold', () => {
    const later = took(100, 100);
    expect(chooseBaseline(cold(50, 50), later)).toBe(later);
    expect(chooseBaseline([], later)).toBe(later);
  });

  it('is those after a pause if solo calls vary, but all of these are as fast as the fastest', () => {
    const varying = took(100, 100, 271, 100, 271);
    const paused = took(100, 109);
    expect(chooseBaseline(varying, paused)).toBe(paused);
    expect(chooseBaseline(varying, took(100, 111))).toBe(varying);
    expect(chooseBaseline(varying, took(100))).toBe(varying);
    const steady = took(100, 120, 124);
    expect(chooseBaseline(steady, paused)).toBe(steady);
  });

  it('lacks calls of a warm-up', () => {
    expect(durationsOf(chooseBaseline(took(400, 200, 100, 100)))).toEqual([100, 100]);
  });

  it('keeps all of them after a single fall', () => {
    expect(durationsOf(chooseBaseline(took(200, 100)))).toEqual([200, 100]);
    expect(durationsOf(chooseBaseline(took(200, 100, 100)))).toEqual([200, 100, 100]);
  });

  it('keeps all of them unless at least half are falls', () => {
    expect(durationsOf(chooseBaseline(took(200, 150, 100, 100)))).toEqual([100, 100]);
    const steady = [200, 150, 100, 100, 100];
    expect(durationsOf(chooseBaseline(took(...steady)))).toEqual(steady);
  });

  it('counts a call as faster if it takes a tenth less than the one before', () => {
    expect(durationsOf(chooseBaseline(took(200, 179, 160)))).toEqual([160]);
    expect(durationsOf(chooseBaseline(took(200, 181, 164)))).toEqual([200, 181, 164]);
  });

  it('keeps calls that take no more than about a tenth longer than the fastest', () => {
    expect(durationsOf(chooseBaseline(took(200, 150, 100, 110)))).toEqual([100, 110]);
    expect(durationsOf(chooseBaseline(took(200, 150, 100, 112)))).toEqual([100]);
  });

  it('lacks calls of a warm-up if those after the bursts are no faster', () => {
    const baseline = chooseBaseline(took(400, 200, 100, 100), took(200, 300));
    expect(durationsOf(baseline)).toEqual([100, 100]);
  });
});
