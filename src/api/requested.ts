import { defined } from '../core/defined.ts';
import type { Hooks } from '../create-context.ts';
import type { Arguments } from '../options/arguments.ts';
import { readRequest, type Request } from '../options/requests.ts';
import { findPort } from '../options/server-options.ts';
import type { CheckOptions } from './check-options.ts';

/**
 * What the options of a public function ask for, with a free port for `{port}`.
 * @throws UsageError if an option is wrong
 * @throws the reason of the signal, if it has aborted
 */
export async function requested(args: Arguments, signal?: AbortSignal): Promise<Request> {
  signal?.throwIfAborted();
  return readRequest(args, await findPort([...args.targets, ...(args.command ?? [])]));
}

/** How the caller of a public function follows it, and stops it. */
export function hooksOf({
  signal,
  onProgress,
  onNotice,
  region,
}: Pick<CheckOptions, 'signal' | 'onProgress' | 'onNotice' | 'region'>): Hooks {
  return defined({ signal, onProgress, onNotice, onLeftover: onNotice, region });
}
