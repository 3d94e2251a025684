import { sanitizeLine } from '../core/sanitize.ts';
import {
  Interruption,
  messageOf,
  NoRunError,
  OutputError,
  TargetError,
  UsageError,
} from '../errors.ts';
import { EXIT, type ExitStatus } from '../output/exit-status.ts';
import { writeNotice } from '../output/notice.ts';
import { openOutputs, STANDARD_OUTPUT } from '../output/output-files.ts';
import type { Output } from '../output/output-options.ts';
import type { Result } from '../output/result.ts';
import type { TargetSpec } from '../targets/target-spec.ts';
import { OPTIONS } from '../options/arguments.ts';
import { HELP } from './help.ts';
import type { Host } from './host.ts';
import { listenToCallers, type ListenCommand } from './listen-command.ts';
import { assertPassedOn } from './npm.ts';
import { readOptions, type Command } from './options.ts';
import { proxyWarning } from './request/proxy-warning.ts';
import { OWN_SCRIPT } from './rerun.ts';
import { fireCheck, fireComparison, fireScan, judgeSaved } from './run-command.ts';
import { findPort } from '../options/server-options.ts';

/**
 * Runs the command and returns its exit status. An error in the command line, the target or the
 * output is printed.
 * @throws any other error, which is a bug.
 */
export async function main(argv: readonly string[], host: Host): Promise<ExitStatus> {
  return runCommand(async () => {
    assertPassedOn(host.env, { script: OWN_SCRIPT, names: Object.keys(OPTIONS) });
    return readOptions(argv, await findPort(argv));
  }, host);
}

/** The same for a command that does not come from our own command line. */
export async function runCommand(
  read: () => Command | Promise<Command>,
  host: Host,
): Promise<ExitStatus> {
  try {
    return await follow(await read(), host);
  } catch (error) {
    return reportError(error, host);
  }
}

function follow(command: Command, host: Host): ExitStatus | Promise<ExitStatus> {
  switch (command.do) {
    case 'help':
      host.stdout.write(HELP);
      return EXIT.reached;
    case 'version':
      host.stdout.write(`${host.version}\n`);
      return EXIT.reached;
    case 'judge':
      return deliver(command.output, host, () => judgeSaved(command, host));
    case 'listen':
      return reportCallers(command, host);
    case 'check':
      warnOfProxy(command.target, host);
      return deliver(command.output, host, () => fireCheck(command, host));
    case 'scan':
      return deliver(command.output, host, () => fireScan(command, host));
    case 'compare':
      return deliver(command.output, host, () => fireComparison(command, host));
  }
}

async function reportCallers(command: ListenCommand, host: Host): Promise<ExitStatus> {
  const { report, status } = await listenToCallers(command, host);
  host.stdout.write(report);
  return status;
}

function warnOfProxy(target: TargetSpec, { env, stderr }: Host): void {
  const warning = proxyWarning(target, env);
  if (warning !== undefined) writeNotice(`warning: ${sanitizeLine(warning)}`, stderr);
}

/** Opens the output files, produces the result, and writes it. Nothing else writes results. */
async function deliver(
  output: Output,
  host: Host,
  produce: () => Promise<Result>,
): Promise<ExitStatus> {
  const { stdout, stderr } = host;
  const files = openOutputs(output.files);
  // A second Ctrl-C leaves no empty files behind.
  host.signals.onExit(files.discard);
  const result = await produce().catch((error: unknown) => {
    files.discard();
    throw error;
  });
  const [onStdout] = [...output.files].find(([, file]) => file === STANDARD_OUTPUT) ?? [];
  stdout.write(onStdout === undefined ? result.report : await result.documents[onStdout]());
  if (result.error !== undefined) reportError(result.error, host);
  for (const warning of result.warnings) writeNotice(`warning: ${sanitizeLine(warning)}`, stderr);
  for (const line of result.missed ?? []) {
    writeNotice(`concurrency-check: ${sanitizeLine(line)}`, stderr);
  }
  if (result.empty === true) files.discard();
  else await files.write(result.documents);
  return result.status;
}

/**
 * Prints an error and returns the exit status for it.
 * @throws the error itself if it is not one of ours.
 */
export function reportError(error: unknown, { stderr }: Pick<Host, 'stderr'>): ExitStatus {
  const status = statusOf(error);
  if (status === undefined) throw error;
  writeNotice(`concurrency-check: ${messageOf(error)}`, stderr);
  return status;
}

/** Errors that leave no verdict. */
const NO_VERDICT = [TargetError, OutputError, NoRunError] as const;

function statusOf(error: unknown): ExitStatus | undefined {
  if (error instanceof UsageError) return EXIT.usage;
  if (NO_VERDICT.some((kind) => error instanceof kind)) return EXIT.noVerdict;
  return error instanceof Interruption ? EXIT.interrupted : undefined;
}
