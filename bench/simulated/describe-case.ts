import { durationMs, isAnswered, type Invocation } from '../../src/core/invocation.ts';
import type { Assessed } from './run-case.ts';

/** A case in lines: the server, what was measured, what came of it, and how to run it again. */
export function describeCase(
  { server, run, truth, grade }: Assessed,
  about: {
    readonly shape: string;
    readonly mode: string;
    readonly seed: number;
    readonly nth: number;
  },
): string[] {
  const { shape, mode, seed, nth } = about;
  const bursts = run?.bursts ?? [];
  return [
    `${grade}: npm run bench:verdict -- 1 ${seed} --row '${shape}' --mode ${mode} --case ${nth}`,
    `  server   ${JSON.stringify(server.parameters)}`,
    `  truth    ${truth.kinds.join(' or ')}, from ${truth.low} or less to ${truth.high} or more`,
    `  verdict  ${JSON.stringify(run?.verdict)}`,
    `  solo     ${describeCalls(run?.solo ?? [])}, after: ${describeCalls(run?.soloAfter ?? [])}`,
    ...bursts.flatMap(({ invocations, verdict }) => [
      `  burst    ${describeCalls(invocations)}`,
      `           ${JSON.stringify(verdict)}`,
    ]),
    '',
  ];
}

/** How long each call took, ms, in the order sent; `x` if it failed, `-` if it was refused. */
function describeCalls(invocations: readonly Invocation[]): string {
  const calls = invocations.map((call) => {
    if (isAnswered(call)) return durationMs(call).toFixed(0);
    return call.outcome === 'failed' ? 'x' : '-';
  });
  return calls.join(' ');
}
