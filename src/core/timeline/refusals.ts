import type { Refuser } from '../answers/refused-by.ts';
import type { Invocation } from '../invocation.ts';

/** How many calls a program refused itself, as its own error page shows. */
export interface RefusedBy {
  readonly program: Refuser;
  readonly calls: number;
}

/** The program that refused calls of a burst; `undefined` unless it refused all that got no answer. */
export function refusedByOf(invocations: readonly Invocation[]): RefusedBy | undefined {
  const refused = invocations.filter(({ outcome }) => outcome !== 'answered');
  const [program, ...others] = new Set(refused.map(({ error }) => error?.refusedBy));
  return program === undefined || others.length > 0
    ? undefined
    : { program, calls: refused.length };
}
