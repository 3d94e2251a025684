import { defined } from '../core/defined.ts';
import { diffRuns } from '../core/diff/diff-runs.ts';
import { judge as judgeRecording, type Run as JudgedRun } from '../core/run.ts';
import { UsageError } from '../errors.ts';
import { readRequest } from '../options/requests.ts';
import { findPort } from '../options/server-options.ts';
import { diffFile, renderJson } from '../reporters/json.ts';
import { runCheck } from '../run-requests.ts';
import { readSavedContent } from '../saved-run.ts';
import type { CheckOptions } from './check-options.ts';
import type { Diagnosis, Recording, Run, RunDiff } from './run-file.ts';
import { toArguments } from './to-arguments.ts';

/**
 * Fires calls at a target and judges them: the same as the command does. It neither writes to the terminal
 * nor exits, and reads nothing of the command line.
 * @returns what was measured, and what was made of it, as in the run file
 * @throws {UsageError} if an option is wrong: nothing was fired. Its message names options as the command line
 * does.
 * @throws {TargetError} if the target cannot be called, or does not start
 * @throws the reason of the signal, if it aborts before a burst has finished
 */
export async function check(options: CheckOptions): Promise<Run> {
  const args = toArguments(options);
  const { signal, onProgress, onNotice, region } = options;
  signal?.throwIfAborted();
  const port = await findPort([...args.targets, ...(args.command ?? [])]);
  const request = readRequest(args, port);
  if (request.do !== 'check') throw new UsageError('expected one target');
  const hooks = defined({ signal, onProgress, onNotice, onLeftover: onNotice, region });
  const plan = { ...request.plan, ...defined({ why: options.why }) };
  const run = await runCheck({ ...request, plan }, hooks);
  if (run.interrupted && run.bursts.length === 0) signal?.throwIfAborted();
  return toFile(run);
}

/**
 * Judges what was measured, just now or long ago: the same recording always gets the same verdict.
 * @param recording what `check` resolved to, or what `--json` wrote; what it says of verdict and cause is not read
 * @throws {UsageError} that says where in it something is not as expected
 */
export function judge(recording: Recording): Run {
  return toFile(judged(recording));
}

/**
 * Why calls waited, judged again from what the run recorded. For more than what is seen in passing, the run has
 * to be one with `why`.
 * @returns the cause, or those that are left; `undefined` if no call waited, or nothing was seen of why
 * @throws {UsageError} if this is no run
 */
export function diagnose(run: Recording): Diagnosis | undefined {
  return judge(run).why;
}

/**
 * Compares two runs of the same calls: did the change help?
 * @throws {UsageError} if one of them is no run
 */
export function diff(before: Recording, after: Recording): RunDiff {
  const change: RunDiff = JSON.parse(
    JSON.stringify(diffFile(diffRuns(judged(before), judged(after)))),
  );
  return change;
}

/**
 * Reads and judges a run as the public functions take it.
 * @throws UsageError if it is none
 */
export function judged(recording: Recording): JudgedRun {
  const saved = readSavedContent(recording, 'recording');
  if (saved.kind === 'run') return judgeRecording(saved.recording);
  throw new UsageError(`recording: expected a run, received a ${saved.kind}`);
}

/** A run as the run file has it, in which everything has its words. */
function toFile(run: JudgedRun): Run {
  const file: Run = JSON.parse(renderJson(run));
  return file;
}
