import { describe, expect, it } from 'vitest';
import { defined } from '../../../src/core/defined.ts';
import { nameProcesses } from '../../../src/core/observed/name-processes.ts';
import type { Sighting } from '../../../src/core/observed/observed.ts';
import { buildTimeline } from '../../../src/core/timeline/timeline.ts';
import { decline } from '../../../src/core/verdict.ts';
import { diagnose } from '../../../src/core/why/diagnose.ts';
import type { FoundCause } from '../../../src/core/why/diagnosis.ts';
import { soloCalls, withoutServed } from '../../helpers/runs/bursts.ts';

// A worker that takes one call at a time, and stays busy after it has answered. Without that, a call takes 100 ms.

interface After {
  /** For how long the worker is busy after each answer, ms. */
  readonly afterMs?: (call: number) => number;
  readonly calls?: number;
  readonly soloMs?: number;
  readonly program?: string;
  readonly unread?: number;
  readonly did?: Partial<Sighting['processes'][number]>;
  /** What the looks missed. */
  readonly isUnseen?: true;
}

const EACH_MS = 100;

/** When the calls were accepted and answered. */
function served({ calls = 12, afterMs = () => 200 }: After): { from: number; to: number }[] {
  let free = 0;
  return Array.from({ length: calls }, (_, call) => {
    const from = free;
    free = from + EACH_MS + afterMs(call);
    return { from, to: from + EACH_MS };
  });
}

function causeOf(after: After): FoundCause | undefined {
  const { soloMs = 100, program = 'gunicorn', unread = 0, did, isUnseen } = after;
  const spans = served(after);
  const invocations = spans.map(({ to }, call) => ({
    call,
    outcome: 'answered' as const,
    sentAt: 0,
    receivedAt: to,
    status: 200,
  }));
  const named = nameProcesses(
    invocations,
    spans.map(() => 'pid 1'),
  );
  // No model fits, since solo calls that follow each other wait for the work after an answer, too.
  const verdict = decline(
    { code: 'busy-or-limited', busyAfterMs: 200 },
    { code: 'look-after-answers' },
  );
  const why = diagnose({
    observed: { processes: [{ pid: 1, program, command: program }] },
    verdict,
    bursts: [
      {
        timeline: buildTimeline(named, soloCalls(soloMs).map(withoutServed)),
        verdict,
        observed: {
          looks: 40,
          overMs: spans.at(-1)?.to ?? 0,
          waiting: [{ at: 0, notAccepted: spans.length - 1, unread, accepted: 1 }],
          ...defined({
            outside: isUnseen
              ? undefined
              : spans.map(({ from }, call) => ({ call, notAcceptedUntil: from })),
          }),
          processes: [
            { pid: 1, calls: spans.length, cores: 0.02, mainThread: 0.02, threads: 1, ...did },
          ],
        },
      },
    ],
  });
  return why?.cause === undefined ? undefined : why;
}

describe('a worker that stays busy after it has answered', () => {
  it('takes one call at a time, which shows without a verdict', () => {
    expect(causeOf({})).toMatchObject({
      cause: 'one-call-per-worker',
      certainty: 'sure',
      seen: [{ code: 'busy-after-answers', ms: 200 }],
    });
  });

  it.each([
    ['49 ms after each answer', { afterMs: () => 49 }, undefined],
    ['51 ms after each answer', { afterMs: () => 51 }, 'sure'],
    ['less than a fifth of a solo call', { afterMs: () => 190, soloMs: 1_000 }, undefined],
    ['more than a fifth of a solo call', { afterMs: () => 210, soloMs: 1_000 }, 'sure'],
    ['after 4 calls', { calls: 5 }, undefined],
    ['after 5 calls', { calls: 6 }, 'sure'],
    ['after 7 of 10 calls', { calls: 11, afterMs: (call) => (call < 3 ? 0 : 200) }, undefined],
    ['after 8 of 10 calls', { calls: 11, afterMs: (call) => (call < 2 ? 0 : 200) }, 'sure'],
    ['with a second thread', { did: { threads: 2 } }, 'likely'],
    ['while it lacked a core', { did: { cores: 0.1, mainThread: 0.31 } }, undefined],
    ['while it computed', { did: { cores: 0.5, mainThread: 0.69 } }, 'sure'],
    ['and left requests unread', { unread: 2 }, undefined],
    ['though it is an event loop', { program: 'uvicorn' }, undefined],
    ['though no look showed that', { isUnseen: true }, undefined],
  ] satisfies [string, After, string | undefined][])('%s: %#', (_, after, certainty) => {
    expect(causeOf(after)?.certainty).toBe(certainty);
  });
});
