import { availableParallelism } from 'node:os';
import { main, reportError } from '../src/cli/main.ts';
import type { Host } from '../src/cli/host.ts';
import { OutputError } from '../src/errors.ts';
import { EXIT } from '../src/output/exit-status.ts';

declare const PACKAGE_VERSION: string;

const host: Host = {
  client: {
    version: PACKAGE_VERSION,
    platform: `${process.platform} ${process.arch}`,
    cores: availableParallelism(),
    node: process.versions.node,
  },
  clock: {
    now: () => performance.now(),
    wall: () => performance.timeOrigin + performance.now(),
  },
  env: process.env,
  stdout: streamOf(process.stdout),
  stderr: streamOf(process.stderr),
  signals: {
    on: (signal, listener) => process.on(signal, listener),
    exit: (status) => process.exit(status),
  },
  machine: { freeMemoryBytes: () => process.availableMemory(), openFiles },
};

function streamOf(stream: NodeJS.WriteStream): Host['stdout'] {
  return {
    write: (text) => void stream.write(text),
    isTTY: stream.isTTY,
    columns: stream.columns,
  };
}

function openFiles(): number | undefined {
  const { userLimits } = process.report.getReport() as {
    userLimits?: { open_files?: { soft: number | string } };
  };
  const limit = Number(userLimits?.open_files?.soft);
  return Number.isFinite(limit) ? limit : undefined;
}

// If nobody reads standard error any more, the exit status still says what happened.
process.stderr.on('error', () => {});

// A reader that closes the pipe early, such as `head`, is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE')
    reportError(new OutputError(`standard output: ${error.message}`), host);
  process.exit(error.code === 'EPIPE' ? undefined : EXIT.noVerdict);
});

process.exitCode = await main(process.argv.slice(2), host);
