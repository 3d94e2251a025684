import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  splitCall,
  wasPreInitialized,
  type CallParts,
} from '../../../src/core/timeline/call-parts.ts';
import { durationMs, isAnswered, type Answered } from '../../../src/core/invocation.ts';
import { reported, served, SERVER_CLOCK, type DeclaredCall } from '../../helpers/runs/bursts.ts';

/** One call by its declared times; the clock of its server is known exactly. */
function call(declared: DeclaredCall): Answered {
  const [first] = served([declared]).filter(isAnswered);
  if (first === undefined) throw new Error('no call');
  return first;
}

const parts = (declared: DeclaredCall) => splitCall(call(declared), SERVER_CLOCK);

const total = ({ waitedMs = 0, initMs = 0, handlingMs, otherMs }: CallParts): number =>
  waitedMs + initMs + handlingMs + otherMs;

const COLD = { cold: true, from: 440, to: 540, received: 550, init: [300, 420] } as const;

describe('the parts of a call that tells when it was handled', () => {
  it('on a warm instance are the wait, the handling and the rest', () => {
    expect(parts({ cold: false, from: 20, to: 120, received: 125 })).toEqual({
      waitedMs: 20,
      handlingMs: 100,
      otherMs: 5,
    });
  });

  it('on a cold one count its initialization, too', () => {
    expect(parts(COLD)).toEqual({ waitedMs: 320, initMs: 120, handlingMs: 100, otherMs: 10 });
  });

  it("take Lambda's figure for that before the instance's own", () => {
    const says = { report: { durationMs: 101, initMs: 180 } };
    expect(parts({ ...COLD, says })).toEqual({
      waitedMs: 260,
      initMs: 180,
      handlingMs: 100,
      otherMs: 10,
    });
  });

  it('do not count what was initialised before the call was sent', () => {
    expect(parts({ ...COLD, from: 20, to: 120, received: 130, init: [-200, -80] })).toEqual({
      waitedMs: 20,
      initMs: 0,
      handlingMs: 100,
      otherMs: 10,
    });
  });

  it('count of an initialization under way only what was left of it', () => {
    expect(parts({ ...COLD, init: [-100, 50], from: 60, to: 160, received: 165 })).toEqual({
      waitedMs: 10,
      initMs: 50,
      handlingMs: 100,
      otherMs: 5,
    });
  });

  it('name no initialization if nothing reports one', () => {
    expect(parts({ cold: true, from: 320, to: 420, received: 425 })).toEqual({
      waitedMs: 320,
      handlingMs: 100,
      otherMs: 5,
    });
  });

  it('leave the initialization as long as it was if the clock is off', () => {
    for (const offMs of [-300, -20, 0, 20, 200]) {
      const off = splitCall(call(COLD), SERVER_CLOCK + offMs);
      expect(off && total(off)).toBe(550);
      if (offMs <= 200 && offMs >= -20) expect(off?.initMs).toBe(120);
    }
  });
});

describe("the parts of a call by Lambda's report alone", () => {
  it('on a warm instance are the handling and the rest', () => {
    expect(splitCall(reported(120, { durationMs: 100 }), undefined)).toEqual({
      handlingMs: 100,
      otherMs: 20,
    });
  });

  it.each([
    ['its initialization', { initMs: 240 }],
    ['its restoration', { restoreMs: 240 }],
  ])('on a cold one count %s, too', (_, cold) => {
    expect(splitCall(reported(400, { durationMs: 100, ...cold }), undefined)).toEqual({
      initMs: 240,
      handlingMs: 100,
      otherMs: 60,
    });
  });

  it('do not count an initialization for which there was no time', () => {
    expect(splitCall(reported(130, { durationMs: 100, initMs: 240 }), undefined)).toEqual({
      initMs: 0,
      handlingMs: 100,
      otherMs: 30,
    });
  });

  it('count of a restoration no more than there was time for', () => {
    expect(splitCall(reported(200, { durationMs: 100, restoreMs: 240 }), undefined)).toEqual({
      initMs: 100,
      handlingMs: 100,
      otherMs: 0,
    });
  });

  it('are used if the clock is not known', () => {
    const says = { report: { durationMs: 101, initMs: 180 } };
    expect(splitCall(call({ ...COLD, says }), undefined)).toEqual({
      initMs: 180,
      handlingMs: 101,
      otherMs: 269,
    });
  });

  it('are unknown if there is none', () => {
    expect(splitCall(call(COLD), undefined)).toBeUndefined();
    expect(splitCall({ ...reported(5, { durationMs: 1 }), served: {} }, 0)).toBeUndefined();
  });
});

describe('wasPreInitialized', () => {
  it.each([
    ['the call waited', COLD, false],
    ['it was ready before', { ...COLD, init: [-300, -1] }, true],
    ['it was under way', { ...COLD, init: [-300, 1] }, false],
    ['it was ready as the call left', { ...COLD, init: [-300, 0] }, false],
    ['the instance was warm', { ...COLD, cold: false, init: [-300, -1] }, undefined],
    ['nothing tells', { cold: true, from: 320, to: 420 }, undefined],
  ] as const)("by the instance's own times: %s", (_, declared, expected) => {
    expect(wasPreInitialized(call(declared), SERVER_CLOCK)).toBe(expected);
  });

  it.each([
    ['the call waited', 400, { initMs: 240 }, false],
    ['there was no time for it', 339, { initMs: 240 }, true],
    ['there was just time for it', 340, { initMs: 240 }, false],
    ['a restoration is never ahead of a call', 101, { restoreMs: 240 }, undefined],
    ['the instance was warm', 101, {}, undefined],
  ])('by the report alone: %s', (_, received, cold, expected) => {
    const said = reported(received, { durationMs: 100, ...cold });
    expect(wasPreInitialized(said, undefined)).toBe(expected);
  });
});

const ms = fc.nat({ max: 2_000 });

/** Sent, initialised, handled, received in this order; what was ahead of the call is, too. */
const consistent = fc
  .record({
    sent: ms,
    ahead: fc.option(ms, { nil: undefined }),
    wait: ms,
    init: ms,
    between: ms,
    handling: ms,
    back: ms,
    tells: fc.boolean(),
    reportMs: fc.option(ms, { nil: undefined }),
    cold: fc.boolean(),
  })
  .map(({ sent, ahead, wait, init, between, handling, back, tells, reportMs, cold }) => {
    const began = ahead === undefined ? sent + wait : sent - ahead;
    const from = Math.max(sent, began + init) + between;
    const report = { durationMs: handling, ...(cold && reportMs ? { initMs: reportMs } : {}) };
    const to = from + handling;
    return call({
      sent,
      from,
      to,
      received: to + back,
      cold,
      ...(tells ? { init: [began, began + init] as const } : {}),
      says: { report },
    });
  });

describe('any call', () => {
  it('is as long as its parts together, none of which is negative', () => {
    fc.assert(
      fc.property(consistent, fc.constantFrom(SERVER_CLOCK, undefined), (one, offsetMs) => {
        const split = splitCall(one, offsetMs);
        expect(split).toBeDefined();
        for (const part of Object.values(split ?? {})) expect(part).toBeGreaterThanOrEqual(0);
        expect(split === undefined ? 0 : total(split)).toBeCloseTo(durationMs(one), 6);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is also split if the clock is off, and never has a negative part', () => {
    fc.assert(
      fc.property(consistent, fc.integer({ min: -5_000, max: 5_000 }), (one, offMs) => {
        const split = splitCall(one, SERVER_CLOCK + offMs);
        for (const part of Object.values(split ?? {})) expect(part).toBeGreaterThanOrEqual(0);
        expect(split === undefined ? 0 : total(split)).toBeCloseTo(durationMs(one), 6);
      }),
    );
  });

  it('that says it was handled longer than it was out has no rest', () => {
    const longer = call({ from: 0, to: 500, received: 400 });
    expect(splitCall(longer, SERVER_CLOCK)).toEqual({ waitedMs: 0, handlingMs: 500, otherMs: 0 });
    expect(splitCall(reported(400, { durationMs: 500, initMs: 10 }), undefined)).toEqual({
      initMs: 0,
      handlingMs: 500,
      otherMs: 0,
    });
  });
});
