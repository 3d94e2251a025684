import { describe, expect, it } from 'vitest';
import type { Invocation } from '../../../src/core/invocation.ts';
import { judge } from '../../../src/core/run.ts';
import { recording, soloCalls, together, wall } from '../../helpers/runs/bursts.ts';

const lost = (calls: number, code = 'ECONNREFUSED'): Invocation[] =>
  Array.from({ length: calls }, (_, call) => ({
    call,
    outcome: 'failed',
    sentAt: 0,
    error: { code, message: 'connection refused' },
  }));

describe('a server that went away', () => {
  it('is reported once: all calls of the last burst were lost, and the one after it', () => {
    for (const code of ['ECONNREFUSED', 'ECONNRESET', 'EPIPE']) {
      const run = judge({ ...recording([lost(10, code)]), soloAfter: lost(1) });
      expect(run.verdict).toEqual({
        kind: 'inconclusive',
        reasons: [{ code: 'server-gone', burst: 1, calls: 10 }],
        remedy: { code: 'restart-server' },
      });
      expect(run.warnings).toEqual([]);
    }
  });

  it('leaves no verdict of the bursts before it', () => {
    const { verdict } = judge({
      ...recording([wall({ calls: 10 }), lost(10)]),
      soloAfter: lost(1),
    });
    expect(verdict.reasons).toEqual([{ code: 'server-gone', burst: 2, calls: 10 }]);
  });

  it('may have answered in an earlier burst only', () => {
    const bursts = [wall({ calls: 10 }), lost(10)];
    const { verdict } = judge({ ...recording(bursts, []), soloAfter: lost(1) });
    expect(verdict.reasons).toMatchObject([{ code: 'server-gone' }]);
  });
});

describe('a server is still there', () => {
  it.each([
    ['a call after the burst was answered', lost(10), soloCalls().slice(0, 1)],
    ['there was no call after the burst', lost(10), []],
    ['one call of the burst was answered', together(wall({ calls: 1 }), lost(9)), lost(1)],
    ['the calls failed otherwise', lost(10, 'status-500'), lost(1)],
    ['the calls hung', lost(10, 'timeout'), lost(1)],
  ])('if %s', (_, burst, soloAfter) => {
    const { verdict } = judge({ ...recording([burst]), soloAfter });
    expect(verdict.reasons.map(({ code }) => code)).not.toContain('server-gone');
  });

  it('or was never there, if nothing was answered', () => {
    const { verdict } = judge({ ...recording([lost(10)], lost(3)), soloAfter: lost(1) });
    expect(verdict.reasons.map(({ code }) => code)).not.toContain('server-gone');
  });
});
