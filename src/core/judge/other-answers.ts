import { durationMs, type Answered, type Invocation } from '../invocation.ts';
import type { AnswerTrait } from '../reason.ts';
import { isNonEmpty, median, smallest } from '../statistics.ts';
import { warmSolo, type Timeline } from '../timeline/timeline.ts';
import { decline, type Declined } from '../verdict.ts';

/** The server accepted the request, and works on it after the answer (RFC 9110, section 15.3.3). */
const ACCEPTED = 202;

/** Answers differ by up to this many bytes through names, numbers and dates alone. */
const USUAL_DIFFERENCE_BYTES = 64;

/** An answer of another size did other work if it took less than this share of the fastest solo call. */
const SOONER = 0.6;

/** Whether a size is less than half or more than twice the usual one. */
export function isUnusualSize(bytes: number, usual: number): boolean {
  return bytes > 2 * usual + USUAL_DIFFERENCE_BYTES || 2 * bytes + USUAL_DIFFERENCE_BYTES < usual;
}

/**
 * Declines a burst whose answers do not come from the work that the solo calls measured: tickets for
 * work that is done later, error pages, and refusals with a normal status.
 */
export function declineOtherAnswers(
  { answered }: Pick<Timeline, 'answered'>,
  solo: readonly Invocation[],
): Declined | undefined {
  const baseline = warmSolo(solo);
  if (!isNonEmpty(baseline)) return undefined;
  const tickets = answered.filter(({ status }) => status === ACCEPTED).length;
  if (tickets > 0 && tickets === answered.length) {
    return decline({ code: 'tickets', calls: tickets }, { code: 'call-the-work-itself' });
  }
  for (const [trait, isOther] of traitsUnlike(baseline)) {
    const other = answered.filter(isOther).length;
    if (other > 0) {
      return decline(
        { code: 'other-answers', trait, other, calls: answered.length },
        { code: 'inspect-answers' },
      );
    }
  }
  return undefined;
}

/** Tells by what a call differs from every solo call, if by anything. */
export function otherTraitOf(
  baseline: readonly Answered[],
): (call: Answered) => AnswerTrait | undefined {
  const traits = traitsUnlike(baseline);
  return (call) => traits.find(([, isOther]) => isOther(call))?.[0];
}

type Trait = [AnswerTrait, (call: Answered) => boolean];

/** By what a call is seen to differ from every solo call. */
function traitsUnlike(baseline: readonly Answered[]): Trait[] {
  const [statuses, types, keys] = [
    new Set(baseline.map(({ status }) => status)),
    new Set(baseline.map(({ contentType }) => contentType)),
    new Set(baseline.map(({ bodyKeys }) => bodyKeys)),
  ];
  const usual = median(baseline.flatMap(({ bodyBytes }) => bodyBytes ?? []));
  const soonMs = SOONER * (smallest(baseline.map(durationMs)) ?? 0);
  const isSoon = (call: Answered): boolean => durationMs(call) < soonMs;
  return [
    ['status', ({ status }) => !statuses.has(status)],
    ['type', ({ contentType }) => !types.has(contentType)],
    // Fields may come and go in answers that did the same work.
    ['keys', (call) => isSoon(call) && !keys.has(call.bodyKeys)],
    [
      'size',
      (call) =>
        isSoon(call) && usual !== undefined && isUnusualSize(call.bodyBytes ?? usual, usual),
    ],
  ];
}
