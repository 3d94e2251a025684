import { groupBy } from '../../core/group-by.ts';
import { isAnswered, type Invocation } from '../../core/invocation.ts';
import { sanitizeLine } from '../../core/sanitize.ts';
import { counted } from '../shared/format.ts';
import { clip, glyphsOf, paletteOf, type TerminalStyle } from './style.ts';

/** More calls than this for the same reason are listed by their number only. */
const MOST_LISTED = 3;

/** The calls of a burst that were throttled or failed, a row for each status and reason, throttled ones first. */
export function unansweredRows(
  invocations: readonly Invocation[],
  { style, label }: { readonly style: TerminalStyle; readonly label: number },
): string[] {
  const { bad } = paletteOf(style);
  const { more } = glyphsOf(style);
  const unanswered = invocations
    .filter((call) => !isAnswered(call))
    .toSorted((a, b) => b.outcome.localeCompare(a.outcome) || a.call - b.call);
  const alike = groupBy(unanswered, ({ outcome, status, error }) =>
    JSON.stringify([outcome, status, error?.message]),
  );
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const calls = clip(numbersOf(group), label - 2, more).padStart(label - 2);
    const why = clip(reasonOf(first), Math.max(1, style.columns - label), more);
    return [`${calls}  ${bad(why)}`];
  });
}

function numbersOf(calls: readonly Invocation[]): string {
  if (calls.length > MOST_LISTED) return counted(calls.length, 'call');
  return calls.map(({ call }) => call + 1).join(', ');
}

/** `throttled: status 429: refused`, `failed: socket hang up`. */
function reasonOf({ outcome, status, error }: Invocation): string {
  const message = error?.message ?? 'no answer';
  const isNamed = status === undefined || message.includes(`status ${status}`);
  return sanitizeLine(`${outcome}: ${isNamed ? '' : `status ${status}: `}${message}`);
}
