import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { modeWords } from '../src/reporters/shared/phrases.ts';
import { assertPassedOn } from '../src/cli/npm.ts';
import { TargetError, UsageError } from '../src/errors.ts';
import { EXIT } from '../src/output/exit-status.ts';
import { startLocalService, type Mode } from '../src/targets/local-service.ts';

const USAGE = `Runs the service and its live page on this machine until Ctrl-C.

Usage: npm run demo -- [--in-process]

      --in-process       run all calls in one process, not one instance per call
`;

/** Runs the service until it is interrupted, and returns the exit status. */
async function main(argv: readonly string[]): Promise<number> {
  const mode = readMode(argv);
  if (mode === 'help') {
    process.stdout.write(USAGE);
    return EXIT.reached;
  }
  const { signal } = stopping;
  process.stderr.write('starting the service...\n');
  try {
    const service = await startLocalService(mode, signal);
    process.stdout.write(
      `Open ${service.origin.href} in a browser (${modeWords(mode)}). Press Ctrl-C to stop.\n`,
    );
    if (!signal.aborted) await once(signal, 'abort');
    await service.stop();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return 0;
}

const stopping = new AbortController();

/** @throws UsageError if there is anything but its options. */
function readMode(argv: readonly string[]): Mode | 'help' {
  assertPassedOn(process.env, { script: 'demo', names: ['in-process'] });
  const options = { 'in-process': { type: 'boolean' }, help: { type: 'boolean' } } as const;
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, tokens: true });
  const given = new Set<string>();
  for (const token of tokens) {
    if (token.kind === 'positional') {
      throw new UsageError(`expected no argument, received ${token.value}`);
    }
    if (token.kind !== 'option') continue;
    if (!Object.hasOwn(options, token.name)) {
      throw new UsageError(`unknown option ${token.rawName}, expected --in-process or --help`);
    }
    if (token.value !== undefined) throw new UsageError(`${token.rawName} takes no value`);
    given.add(token.name);
  }
  if (given.has('help')) return 'help';
  return given.has('in-process') ? 'one-process' : 'instance-per-call';
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => stopping.abort());
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof TargetError || error instanceof UsageError)) throw error;
  process.stderr.write(`demo: ${error.message}\n`);
  return error instanceof UsageError ? EXIT.usage : EXIT.noVerdict;
});
