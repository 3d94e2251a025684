import process from 'node:process';
import { reportError } from '../src/cli/main.ts';
import type { Host } from '../src/cli/host.ts';
import { clock, thisClient } from '../src/machine.ts';
import { describeFileError, OutputError } from '../src/errors.ts';

/** This process as the command sees it. */
export function processHost(): Host {
  const host: Host = {
    version: thisClient().version,
    clock,
    env: process.env,
    stdout: streamOf(process.stdout),
    stderr: streamOf(process.stderr),
    signals: {
      on: (signal, listener) => process.on(signal, listener),
      onExit: (listener) => process.once('exit', listener),
      exit: (status) => process.exit(status),
    },
  };
  mindClosedStreams(host);
  return host;
}

function streamOf(stream: NodeJS.WriteStream): Host['stdout'] {
  return {
    write: (text) => void stream.write(text),
    isTTY: stream.isTTY,
    columns: stream.columns,
  };
}

function mindClosedStreams(host: Host): void {
  // If nobody reads standard error any more, the exit status still says what happened.
  process.stderr.on('error', () => {});

  // A reader that closes the pipe early, such as `head`, is not an error. Files are written in any case.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.exitCode = reportError(
      new OutputError(`standard output: ${describeFileError(error)}`),
      host,
    );
  });
}
