import { defined } from '../core/defined.ts';
import { diffRuns } from '../core/diff/diff-runs.ts';
import { judge as judgeRecording, type Run as JudgedRun } from '../core/run.ts';
import { UsageError } from '../errors.ts';
import { diffFile, renderJson } from '../reporters/json.ts';
import { runCheck } from '../run-requests.ts';
import { readSavedContent } from '../saved-run.ts';
import type { CheckOptions } from './check-options.ts';
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
 * Judges what was measured, just now or long ago: the same recording always gets the same verdict.
 * @param recording a run from `check` or `--json`; its verdict and its cause are ignored
 * @throws {UsageError} if the recording is malformed; the message says where
 */
export function judge(recording: Recording): Run {
  return toFile(judged(recording));
}

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
  const saved = readSavedContent(recording, 'recording');
  if (saved.kind === 'run') return judgeRecording(saved.recording);
  throw new UsageError(`recording: expected a run, received a ${saved.kind}`);
}

/** A run as the run file has it: what has a code also has its words. */
function toFile(run: JudgedRun): Run {
  const file: Run = JSON.parse(renderJson(run));
  return file;
}
