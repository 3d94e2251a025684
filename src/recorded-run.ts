import { choiceText, type Choice } from './core/recorded/choice.ts';
import { findRun, isRun } from './core/recorded/find-run.ts';
import { isRecorded } from './core/recorded/recorded-call.ts';
import { readRecorded } from './core/recorded/read-recorded.ts';
import type { Recording } from './core/recording.ts';
import { NoRunError, UsageError } from './errors.ts';
import { noRunWords, unreadableWords } from './reporters/shared/recorded.ts';

/**
 * The run in what another program recorded; `undefined` if the text is in none of the formats that are known.
 * @param origin the option and the file, for messages
 * @throws UsageError if the file is damaged, or lacks the times of single calls or the request that was chosen.
 * @throws NoRunError if it holds no calls that were in flight together.
 */
export function readRecordedRun(
  text: string,
  origin: string,
  choice: Choice = {},
): Recording | undefined {
  const recorded = readRecorded(text);
  if (recorded === undefined) return undefined;
  if (!isRecorded(recorded)) throw new UsageError(`${origin}: ${unreadableWords(recorded)}`);
  const found = findRun(recorded, choice);
  if (isRun(found)) return found;
  const words = noRunWords(found);
  if (found.code === 'no-such-request') throw new UsageError(`${origin}: ${words}`);
  throw new NoRunError(`${`${origin} ${choiceText(choice)}`.trim()}: ${words}`);
}
