import * as fc from 'fast-check';
import type { Invocation } from '../../../src/core/invocation.ts';
import { soloCalls, unansweredCalls, served, together } from './bursts.ts';

const ms = (max: number): fc.Arbitrary<number> => fc.nat({ max });

/** Answered calls of one server clock, each with a wait, a handler span and a way back. */
const answered = fc
  .array(
    fc
      .record({
        sent: ms(60),
        wait: ms(400),
        tookMs: fc.integer({ min: 3, max: 400 }),
        back: ms(60),
        on: fc.constantFrom('a', 'b', 'c', 'd'),
        cold: fc.option(fc.boolean(), { nil: undefined }),
      })
      .map(({ sent, wait, tookMs, back, on, cold }) => {
        const from = sent + wait;
        const to = from + tookMs;
        const temperature = cold === undefined ? {} : { cold };
        return { sent, from, to, received: to + back, on, ...temperature };
      }),
    { maxLength: 12 },
  )
  .map(served);

/** A burst in which some calls may have failed or been throttled. */
export const anyBurst: fc.Arbitrary<Invocation[]> = fc
  .tuple(answered, fc.nat({ max: 3 }), fc.nat({ max: 3 }))
  .map(([calls, failed, throttled]) =>
    together(calls, unansweredCalls('failed', failed), unansweredCalls('throttled', throttled)),
  );

/** Up to three solo calls, all cold or all warm. */
export const anySolo: fc.Arbitrary<Invocation[]> = fc
  .record({
    eachMs: fc.integer({ min: 3, max: 400 }),
    calls: fc.nat({ max: 3 }),
    cold: fc.boolean(),
  })
  .map(({ eachMs, ...rest }) => soloCalls(eachMs, rest));

/** The same items in another order. */
export function shuffled<Item>(items: readonly Item[]): fc.Arbitrary<Item[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length });
}
