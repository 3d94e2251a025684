import { UsageError } from '../../errors.ts';

/** `[1-3]`, `[a-z:2]` or `{a,b}`. What this command replaces itself, such as `{n}`, has no comma. */
const GLOB = /\[(?:\d+-\d+|[a-z]-[a-z])(?::\d+)?\]|\{[^{}]*,[^{}]*\}/i;

/** @throws UsageError if curl would expand the address to several. */
export function assertOneAddress(url: string): void {
  const [glob] = GLOB.exec(url) ?? [];
  if (glob === undefined) return;
  throw new UsageError(
    `curl would send a request for each address of ${glob}: write {n} for a number that differs in each call, give the addresses as several TARGETs without the word curl, or add -g to send ${glob} as it is`,
  );
}
