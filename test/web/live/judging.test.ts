import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BrowserCall } from '../../../web/live/browser-call.ts';
import { judgeFromBrowser, type Judged } from '../../../web/live/judging.ts';
import {
  browserBurst,
  browserSolo,
  EPOCH,
  unanswered,
  type Setting,
} from '../../helpers/runs/browser-bursts.ts';

const TARGET = { kind: 'http', url: 'http://127.0.0.1:3000/ping' };

function judged(setting: Setting, sameUrl = false): Judged {
  return judgeFromBrowser({
    target: TARGET,
    sameUrl,
    solo: browserSolo(setting.eachMs),
    epoch: EPOCH,
    burst: browserBurst(setting),
  });
}

function judgeBurst(burst: readonly BrowserCall[]): Judged {
  const solo = browserSolo(100);
  return judgeFromBrowser({ target: TARGET, sameUrl: false, solo, epoch: EPOCH, burst });
}

describe('a browser that sends all calls at once', () => {
  it('leaves the verdict to the core', () => {
    const { run, all, browser } = judged({ calls: 6, connections: 6, workers: 6, eachMs: 100 });
    expect(run).toEqual(all);
    expect(run.verdict).toMatchObject({ kind: 'parallel', workers: { estimate: 6, high: null } });
    expect(browser).toMatchObject({ calls: 6, together: 6, onTheWay: 6, longestHeldMs: 0 });
  });
});

describe('a browser that holds calls back', () => {
  it('gives a lower limit: what ran on its six connections', () => {
    const { run, all, browser } = judged({ calls: 10, connections: 6, workers: 10, eachMs: 100 });
    expect(run.verdict).toMatchObject({
      kind: 'parallel',
      workers: { estimate: 6, low: 6, high: null },
    });
    expect(browser).toMatchObject({ calls: 10, together: 6, onTheWay: 6, longestHeldMs: 102 });
    expect(all.bursts[0]?.timeline.calls).toBe(10);
  });

  it('still shows a lower limit of the server', () => {
    const { run } = judged({ calls: 20, connections: 6, workers: 3, eachMs: 100 });
    expect(run.verdict).toMatchObject({ kind: 'parallel', workers: { low: 3, high: 3 } });
  });

  it('still shows a server that serves one at a time', () => {
    const { run } = judged({ calls: 10, connections: 6, workers: 1, eachMs: 100 });
    expect(run.verdict).toMatchObject({ kind: 'serial', workers: { estimate: 1 } });
  });

  it.each([1, 10])(
    'hides a server with %d workers if it sends one call after the other',
    (workers) => {
      const { run, browser } = judged({ calls: 6, connections: 1, workers, eachMs: 100 }, true);
      expect(run.verdict).toMatchObject({ kind: 'inconclusive' });
      expect(run.verdict.reasons).toEqual([{ code: 'browser-sent-one-by-one', sameUrl: true }]);
      expect(run.warnings).toEqual([]);
      expect(browser).toMatchObject({ together: 1, onTheWay: 1, longestHeldMs: 510 });
    },
  );

  it('is never mistaken for the server, whatever the limits of the two', () => {
    const setting = fc.record({
      calls: fc.integer({ min: 2, max: 50 }),
      connections: fc.integer({ min: 1, max: 60 }),
      workers: fc.integer({ min: 1, max: 60 }),
      eachMs: fc.integer({ min: 20, max: 2_000 }),
      oneInstance: fc.boolean(),
    });
    fc.assert(
      fc.property(setting, fc.boolean(), (given, sameUrl) => {
        const { verdict } = judged(given, sameUrl).run;
        if (verdict.kind === 'inconclusive') {
          expect(given.connections).toBe(1);
          return;
        }
        const { low, high } = verdict.workers;
        expect(low).toBeLessThanOrEqual(given.workers);
        expect(high ?? Infinity).toBeGreaterThanOrEqual(given.workers);
        expect(verdict.kind === 'serial').toBe(given.workers === 1);
      }),
    );
  });
});

describe('a browser without Resource Timing', () => {
  it('gets no verdict', () => {
    const burst = browserBurst({ calls: 6, connections: 1, workers: 6, eachMs: 100 });
    const untimed = burst.map(({ invocation, askedAt }) => ({
      askedAt,
      invocation: { ...invocation, sentAt: askedAt },
    }));
    const { run } = judgeFromBrowser({
      target: TARGET,
      sameUrl: true,
      solo: browserSolo(100),
      epoch: EPOCH,
      burst: untimed,
    });
    expect(run.verdict).toMatchObject({ kind: 'inconclusive' });
    expect(run.verdict.reasons).toEqual([{ code: 'browser-hides-sending' }]);
  });
});

describe('calls that were not answered', () => {
  it('get no verdict if they are all', () => {
    const { run, browser } = judgeBurst([unanswered(0), unanswered(1)]);
    expect(run.verdict).toMatchObject({ kind: 'inconclusive' });
    expect(run.verdict.reasons).toMatchObject([{ code: 'none-answered', calls: 2 }]);
    expect(browser).toMatchObject({ together: 2, onTheWay: 0 });
  });

  it('do not split the answered ones if they are refused quickly', () => {
    const six = browserBurst({ calls: 6, connections: 6, workers: 6, eachMs: 100 });
    const { run, browser } = judgeBurst([...six, { ...unanswered(6, 429), answeredAt: 4 }]);
    expect(run.verdict).toMatchObject({ kind: 'parallel', workers: { estimate: 6 } });
    expect(browser.together).toBe(7);
    expect(run.warnings.map(({ code }) => code)).toContain('throttled');
  });
});
