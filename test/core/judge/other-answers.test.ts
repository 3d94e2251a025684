import { describe, expect, it } from 'vitest';
import { declineOtherAnswers, isUnusualSize } from '../../../src/core/judge/other-answers.ts';
import { isAnswered, type Invocation } from '../../../src/core/invocation.ts';

type Traits = Partial<Pick<Invocation, 'status' | 'contentType' | 'bodyKeys' | 'bodyBytes'>>;

const USUAL = { status: 200, contentType: 'text/html', bodyKeys: 'id,name', bodyBytes: 1_000 };

const calls = (count: number, ms: number, traits: Traits = {}): Invocation[] =>
  Array.from({ length: count }, (_, call) => ({
    call,
    outcome: 'answered',
    sentAt: 0,
    receivedAt: ms,
    ...USUAL,
    ...traits,
  }));

const SOLO = calls(3, 100);

function declined(burst: readonly Invocation[], solo: readonly Invocation[] = SOLO) {
  return declineOtherAnswers({ answered: burst.filter(isAnswered) }, solo)?.reasons[0];
}

describe('answers of other work', () => {
  it.each([
    ['status', { status: 203 }, 100],
    ['type', { contentType: 'application/json' }, 100],
    ['keys', { bodyKeys: 'error' }, 59],
    ['size', { bodyBytes: 300 }, 59],
    ['size', { bodyBytes: 2_100 }, 59],
  ])('are recognized by their %s', (trait, traits, ms) => {
    expect(declined([...calls(9, 100), ...calls(1, ms, traits)])).toEqual({
      code: 'other-answers',
      trait,
      other: 1,
      calls: 10,
    });
  });

  it.each([
    ['like the solo calls', {}, 100],
    ['with other fields that took as long', { bodyKeys: 'id,name,next' }, 61],
    ['of another size that took as long', { bodyBytes: 300 }, 61],
    ['of nearly the usual size', { bodyBytes: 600 }, 40],
  ])('are not those %s', (_, traits, ms) => {
    expect(declined([...calls(9, 100), ...calls(1, ms, traits)])).toBeUndefined();
  });

  it('need solo calls to compare with', () => {
    expect(declined(calls(4, 100, { status: 203 }), [])).toBeUndefined();
  });

  it('may be like any of the solo calls', () => {
    const solo = [...calls(1, 100, { status: 201 }), ...calls(2, 100)];
    expect(declined([...calls(9, 100), ...calls(1, 100, { status: 201 })], solo)).toBeUndefined();
  });
});

describe('tickets', () => {
  const accepted = { status: 202 };

  it('say nothing of the work', () => {
    expect(declined(calls(10, 100, accepted), calls(3, 100, accepted))).toEqual({
      code: 'tickets',
      calls: 10,
    });
  });

  it('are other work compared with answers that are none', () => {
    expect(declined([...calls(9, 100), ...calls(1, 100, accepted)])).toMatchObject({
      trait: 'status',
    });
  });
});

describe('a size', () => {
  it.each([
    [263, false],
    [265, true],
    [19, false],
    [17, true],
  ])('of %i bytes is unusual if 100 are usual, give or take 64: %s', (bytes, isUnusual) => {
    expect(isUnusualSize(bytes, 100)).toBe(isUnusual);
  });
});
