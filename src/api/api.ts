import { defined } from '../core/defined.ts';
import { diffRuns } from '../core/diff/diff-runs.ts';
import { judge as judgeRecording, type Run as JudgedRun } from '../core/run.ts';
import { UsageError } from '../errors.ts';
import { diffFile, renderJson } from '../reporters/json.ts';
import { runCheck } from '../run-requests.ts';
import { assertNoChoice, readSavedContent, readSavedText, type Saved } from '../saved-run.ts';
import type { CheckOptions } from './check-options.ts';
import { readChoice } from './own-options.ts';
import { hooksOf, requested } from './requested.ts';
import type { Diagnosis, Recording, Run, RunDiff } from './run-file.ts';
import { toArguments } from './to-arguments.ts';

/**
 * Fires calls at a target and judges them, as the command does. It does not read the command line, write to
 * the terminal, or exit.
 * @returns the run as the run file has it: what was measured, and the verdict
 * @throws {UsageError} if an option is wrong, before anything is fired. The message names options as the command
 * line does.
 * @throws {TargetError} if the target cannot be called or does not start
 * @throws the reason of the signal, if it aborts before a burst has finished
 */
export async function check(options: CheckOptions): Promise<Run> {
  const request = await requested(toArguments(options), options.signal);
  if (request.do !== 'check') throw new UsageError('expected one target');
  const plan = { ...request.plan, ...defined({ why: options.why }) };
  const run = await runCheck({ ...request, plan }, hooksOf(options));
  if (run.interrupted && run.bursts.length === 0) options.signal?.throwIfAborted();
  return toFile(run);
}

/**
 * Which request to judge, if another program recorded several. Without a choice, it is the one with the largest
 * burst.
 */
export interface JudgeOptions {
  /** Its address, with or without the query; its path; or the name that a k6 script gave it. */
  readonly target?: string | URL;
  /** Its HTTP method. */
  readonly request?: string;
}

/**
 * Judges what was measured, just now or long ago: the same recording always gets the same verdict.
 * @param recording a run from `check` or `--json`, whose verdict and cause are ignored; or the text of a file that
 * `--from` reads: such a run, or what a browser (HAR), k6 or oha recorded
 * @throws {UsageError} if the recording is malformed, or lacks the request that was chosen; the message says where,
 * or which requests there are
 * @throws {NoRunError} if another program made the recording, and no calls in it were in flight together
 */
export function judge(recording: Recording | string, options: JudgeOptions = {}): Run {
  const choice = readChoice(options);
  if (typeof recording === 'string') {
    return toFile(
      judgedRun(readSavedText(recording, { origin: ORIGIN, choice, mustChoose: true })),
    );
  }
  const saved = readSavedContent(recording, ORIGIN);
  assertNoChoice(saved, ORIGIN, choice);
  return toFile(judgedRun(saved));
}

/** What messages call a recording. */
const ORIGIN = 'recording';

/**
 * Finds out why calls waited, from what the run recorded. A run with `why` recorded more about that.
 * @returns the cause, or those that remain possible; `undefined` if no call waited, or if nothing shows why
 * @throws {UsageError} if `run` is not a run
 */
export function diagnose(run: Recording): Diagnosis | undefined {
  return judge(run).why;
}

/**
 * Compares two runs of the same calls: did the change help?
 * @throws {UsageError} if one of them is not a run
 */
export function diff(before: Recording, after: Recording): RunDiff {
  const change: RunDiff = JSON.parse(
    JSON.stringify(diffFile(diffRuns(judged(before), judged(after)))),
  );
  return change;
}

/**
 * Reads and judges a run that a public function was called with.
 * @throws UsageError if it is not a run
 */
export function judged(recording: Recording): JudgedRun {
  return judgedRun(readSavedContent(recording, ORIGIN));
}

function judgedRun(saved: Saved): JudgedRun {
  if (saved.kind === 'run') return judgeRecording(saved.recording);
  throw new UsageError(`${ORIGIN}: expected a run, received a ${saved.kind}`);
}

/** A run as the run file has it: what has a code also has its words. */
function toFile(run: JudgedRun): Run {
  const file: Run = JSON.parse(renderJson(run));
  return file;
}
