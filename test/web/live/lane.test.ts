import { describe, expect, it } from 'vitest';
import { judgeFromBrowser } from '../../../web/live/judging.ts';
import { buildLanes, type Lane } from '../../../web/live/lane.ts';
import { STOPPED, type BrowserCall } from '../../../web/live/browser-call.ts';
import { browserBurst, browserSolo, EPOCH, unanswered } from '../../helpers/runs/browser-bursts.ts';

function lanes(burst: readonly BrowserCall[]): Lane[] {
  const target = { kind: 'http' };
  const measured = { target, sameUrl: false, solo: browserSolo(100), epoch: EPOCH, burst };
  return buildLanes(burst, judgeFromBrowser(measured).all);
}

describe('buildLanes', () => {
  it('splits a call into time in the browser, in transit and in the handler', () => {
    const [first, second] = lanes(
      browserBurst({ calls: 2, connections: 1, workers: 1, eachMs: 100 }),
    );
    expect(first?.phases.map(({ what }) => what)).toEqual(['outside', 'served', 'outside']);
    expect(second?.phases.map(({ what }) => what)).toEqual([
      'held',
      'outside',
      'served',
      'outside',
    ]);
    expect(second?.phases[0]).toEqual({ what: 'held', from: 0, to: 102 });
    expect(second?.instance).toEqual({ name: 'A', index: 0 });
  });

  it('gives the time that the bar takes up', () => {
    const drawn = lanes(browserBurst({ calls: 2, connections: 1, workers: 1, eachMs: 100 }));
    expect(drawn.map(({ took }) => took)).toEqual(['103 ms', '205 ms']);
    expect(drawn.map(({ phases }) => phases.at(-1)?.to)).toEqual([102.5, 204.5]);
  });

  it('leaves no gaps and no overlaps', () => {
    for (const { phases } of lanes(
      browserBurst({ calls: 20, connections: 6, workers: 3, eachMs: 50 }),
    )) {
      for (const [index, { from }] of phases.entries()) {
        expect(from).toBe(index === 0 ? 0 : phases[index - 1]?.to);
      }
    }
  });

  it('sorts calls by their start', () => {
    const burst = browserBurst({ calls: 6, connections: 6, workers: 1, eachMs: 100 });
    expect(lanes(burst.toReversed()).map(({ call }) => call)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('puts stopped calls last, and does not call them failed', () => {
    const [first, second] = browserBurst({ calls: 2, connections: 2, workers: 1, eachMs: 100 });
    const { askedAt, invocation } = unanswered(2);
    const error = { code: STOPPED, message: 'aborted' };
    const stopped = { askedAt, invocation: { ...invocation, error } };
    const drawn = lanes([stopped, first, second].filter((call) => call !== undefined));
    expect(drawn.map(({ call }) => call)).toEqual([0, 1, 2]);
    expect(drawn[2]).toMatchObject({ took: 'stopped', phases: [{ what: 'stopped' }] });
  });

  it('names the outcome of a call that was not answered', () => {
    const burst = browserBurst({ calls: 2, connections: 2, workers: 2, eachMs: 100 });
    const lane = lanes([...burst, unanswered(2, 429)]).find(({ call }) => call === 2);
    expect(lane).toMatchObject({ took: 'throttled', phases: [{ what: 'failed' }] });
  });
});
