import { isAnswered } from '../../../src/core/invocation.ts';
import { buildProfile, type Profile } from '../../../src/core/judge/timing/profile.ts';
import { isNonEmpty } from '../../../src/core/statistics.ts';
import { took } from './bursts.ts';

/** A burst of calls that were sent together and took so long, beside such solo calls. */
export function profileOf(durations: readonly number[], solo: readonly number[]): Profile {
  const answered = took(...durations).filter(isAnswered);
  if (!isNonEmpty(answered) || !isNonEmpty(solo)) {
    throw new Error('expected a burst and solo calls');
  }
  return buildProfile(answered, solo);
}
