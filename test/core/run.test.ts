import * as fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { judge, recordingSchema } from '../../scripts/concurrency-check/core/run.ts';
import { renderJson } from '../../scripts/concurrency-check/reporters/json.ts';
import { anyBurst, anySolo } from '../helpers/any-burst.ts';
import { alone, recording, untold, wall } from '../helpers/bursts.ts';

const anyRecording = fc
  .tuple(fc.array(anyBurst, { maxLength: 3 }), anySolo)
  .map(([bursts, solo]) => recording(bursts, solo));

describe('judge', () => {
  it('keeps what was measured', () => {
    const measured = { ...recording([wall({ calls: 2 })]), target: { kind: 'http', url: 'u' } };
    const run = judge(measured);
    expect(run.target).toEqual(measured.target);
    expect(run.solo).toEqual(measured.solo);
    expect(run.bursts.map(({ invocations }) => ({ invocations }))).toEqual(measured.bursts);
  });

  it('has a verdict for each burst and for the run', () => {
    const run = judge(recording([wall({ calls: 2 }), wall({ calls: 4 })]));
    expect(run.bursts.map(({ verdict }) => verdict.kind)).toEqual(['parallel', 'parallel']);
    expect(run.verdict.kind).toBe('parallel');
  });

  it('never throws, whatever a valid recording holds', () => {
    const invocation = fc.record(
      {
        call: fc.nat(),
        outcome: fc.constantFrom('answered' as const, 'failed' as const, 'throttled' as const),
        sentAt: fc.double({ noNaN: true, noDefaultInfinity: true }),
        receivedAt: fc.double({ noNaN: true, noDefaultInfinity: true }),
        served: fc.record(
          {
            instance: fc.string({ minLength: 1 }),
            startedAt: fc.double({ noNaN: true, noDefaultInfinity: true }),
            endedAt: fc.double({ noNaN: true, noDefaultInfinity: true }),
            cold: fc.boolean(),
          },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: ['call', 'outcome', 'sentAt'] },
    );
    const valid = fc
      .record({
        schemaVersion: fc.constant(1 as const),
        solo: fc.array(invocation, { maxLength: 3 }),
        bursts: fc.array(fc.record({ invocations: fc.array(invocation, { maxLength: 6 }) }), {
          maxLength: 3,
        }),
      })
      .filter((content) => v.is(recordingSchema, content));
    fc.assert(
      fc.property(valid, (content) => {
        expect(judge(v.parse(recordingSchema, content)).verdict.reasons).not.toEqual([]);
      }),
    );
  });
});

describe('a run that was saved', () => {
  it('is judged as it was', () => {
    fc.assert(
      fc.property(anyRecording, (measured) => {
        const run = judge(measured);
        const again = judge(v.parse(recordingSchema, JSON.parse(renderJson(run))));
        expect(again).toEqual(run);
      }),
    );
  });

  it('keeps unknown things absent', () => {
    const run = judge(recording([wall({ calls: 2 }).map(untold)], alone()));
    expect(JSON.parse(renderJson(run))).not.toHaveProperty('bursts[0].timeline.instances');
    expect(JSON.parse(renderJson(run))).not.toHaveProperty('bursts[0].invocations[0].served');
  });
});
