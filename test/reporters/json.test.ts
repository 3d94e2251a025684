import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/core/run.ts';
import { renderComparisonJson, renderJson } from '../../src/reporters/json.ts';
import { anyBurst, anySolo } from '../helpers/runs/any-burst.ts';
import {
  soloCalls,
  unansweredCalls,
  queue,
  recording,
  served,
  wall,
  withServerClock,
} from '../helpers/runs/bursts.ts';
import { comparison, defaultRun, lossyRun } from '../helpers/runs/runs.ts';
import { expectToMatchSchema, matchesSchema } from '../helpers/schema.ts';

const parsed = (text: string): unknown => JSON.parse(text);

describe('the run file', () => {
  it.each([
    ['a default run', defaultRun()],
    [
      'a run with failed and throttled calls',
      lossyRun({ code: 'ECONNRESET', message: 'socket hang up' }),
    ],
    ['a run without a verdict', judge(recording([unansweredCalls('failed', 3)]))],
    ['a run with a limit', judge(recording([queue({ calls: 9, workers: 3 })]))],
    [
      'a run with contradictory clocks',
      judge(recording([served([{ from: 1, to: 99, received: 9 }])])),
    ],
    [
      'a run with a clock per instance',
      judge(recording([withServerClock(wall({ calls: 3 }), 5_000, 'i1')])),
    ],
    ['a run in which nothing was fired', judge(recording([], []))],
  ])('of %s conforms to the schema', (_, run) => {
    expectToMatchSchema(parsed(renderJson(run)));
  });

  it('of any run conforms to the schema', () => {
    const bursts = fc.array(anyBurst, { maxLength: 2 });
    fc.assert(
      fc.property(bursts, anySolo, (invocations, solo) => {
        expectToMatchSchema(parsed(renderJson(judge(recording(invocations, solo)))));
      }),
    );
  });

  it('is a single line', () => {
    expect(renderJson(defaultRun())).toMatch(/^[^\n]+\n$/);
  });

  it('contains what was measured and what was concluded from it', () => {
    const json = parsed(
      renderJson(judge(recording([wall({ calls: 2, cold: false })], soloCalls()))),
    );
    expect(json).toMatchObject({
      schemaVersion: 1,
      solo: [{ call: 0 }, { call: 1 }, { call: 2 }],
      bursts: [
        {
          invocations: [{ call: 0, outcome: 'answered', sentAt: 0, receivedAt: 102 }, { call: 1 }],
          timeline: {
            calls: 2,
            answered: 2,
            throttled: 0,
            failed: 0,
            instances: 2,
            cold: 0,
            warm: 2,
            peakOverlap: 2,
            soloMs: 102,
            makespanMs: 102,
            speedUp: 2,
            sentWithinMs: 0,
          },
          verdict: { kind: 'parallel', workers: { estimate: 2, low: 2, high: null } },
        },
      ],
      verdict: { kind: 'parallel', workers: { estimate: 2, low: 2, high: null } },
    });
  });
});

describe('the comparison file', () => {
  it('conforms to the schema', () => {
    const content = parsed(renderComparisonJson(comparison(3)));
    expectToMatchSchema(content);
    expect(content).toMatchObject({
      schemaVersion: 1,
      comparison: [
        { route: '/ping', mode: 'one-process', run: { schemaVersion: 1 } },
        {},
        {},
        {},
        {},
        {},
      ],
    });
  });
});

describe('the schema', () => {
  it.each([
    ['another version', { schemaVersion: 2, solo: [], bursts: [] }],
    ['no solo calls', { schemaVersion: 1, bursts: [] }],
    ['no bursts', { schemaVersion: 1, solo: [] }],
    [
      'a call without a time',
      { schemaVersion: 1, solo: [{ call: 0, outcome: 'failed' }], bursts: [] },
    ],
    [
      'an unknown outcome',
      { schemaVersion: 1, solo: [{ call: 0, outcome: 'lost', sentAt: 0 }], bursts: [] },
    ],
    ['an empty object', {}],
  ])('rejects %s', (_, content) => {
    expect(matchesSchema(content)).toBe(false);
  });

  it('accepts the minimum that is needed to judge a run again', () => {
    const calls = wall({ calls: 2 });
    expectToMatchSchema({ schemaVersion: 1, solo: [], bursts: [{ invocations: calls }] });
  });
});
