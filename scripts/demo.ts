import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { modeWords } from '../src/reporters/shared/phrases.ts';
import { messageOf, TargetError } from '../src/errors.ts';
import { startLocalService, type Mode } from '../src/targets/local-service.ts';

const USAGE = `Runs the service and its live page on this machine until Ctrl-C.

Usage: npm run demo -- [--in-process]

      --in-process       run all calls in one process, not one instance per call
`;

/** Runs the service until it is interrupted, and returns the exit status. */
async function main(argv: readonly string[]): Promise<number> {
  const mode = readMode(argv);
  if (mode === 'help' || typeof mode === 'object') {
    const stream = mode === 'help' ? process.stdout : process.stderr;
    stream.write(mode === 'help' ? USAGE : `demo: ${mode.problem}\n\n${USAGE}`);
    return mode === 'help' ? 0 : 2;
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

function readMode(argv: readonly string[]): Mode | 'help' | { readonly problem: string } {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { 'in-process': { type: 'boolean' }, help: { type: 'boolean' } },
    });
    if (values.help === true) return 'help';
    return values['in-process'] === true ? 'one-process' : 'instance-per-call';
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => stopping.abort());
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof TargetError)) throw error;
  process.stderr.write(`demo: ${error.message}\n`);
  return 3;
});
