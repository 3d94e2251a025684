import { once } from 'node:events';
import type { ListenRecord } from '../core/listen/arrival.ts';
import { codeOf, messageOf, UsageError } from '../errors.ts';
import { createCallersServer, type CallersServer } from './callers-server.ts';
import { LOOPBACK, Recorder, type RecorderOptions } from './recorder.ts';

/** Where to listen, and how to answer. */
export interface ListenOptions extends RecorderOptions {
  /** Absent for any free port. */
  readonly port?: number;
  /** Ends the recording. */
  readonly signal: AbortSignal;
  /** Called with the port once calls are taken. */
  readonly onListening: (port: number) => void;
}

/**
 * Answers every call after its delay, all at the same time, and records when calls come and end, until
 * there have been some and none is in flight for some seconds, or until the signal aborts.
 * @throws UsageError if the port is taken, or is not allowed.
 */
export async function listen(options: ListenOptions): Promise<ListenRecord> {
  const { signal, now, onListening } = options;
  const recorder = new Recorder(options);
  const callers = createCallersServer((request, response, socket) =>
    recorder.take(request, response, socket),
  );
  try {
    onListening(await open(callers, options.port));
    if (!signal.aborted) await Promise.race([recorder.rest, once(signal, 'abort')]);
    return { arrivals: recorder.arrivals, endedAt: now() };
  } finally {
    recorder.stop();
    await callers.close();
  }
}

async function open({ server }: CallersServer, port = 0): Promise<number> {
  try {
    server.listen({ port, host: LOOPBACK, backlog: 4_096 });
    await once(server, 'listening');
  } catch (error) {
    throw new UsageError(`--listen ${port}: ${openError(error)}`, { cause: error });
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('expected a TCP port');
  return address.port;
}

function openError(error: unknown): string {
  return OPEN_ERRORS[codeOf(error) ?? ''] ?? messageOf(error);
}

const OPEN_ERRORS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program uses this port; choose another, or leave it out for a free one',
  EACCES: 'this port needs more rights; choose one from 1024 on, or leave it out for a free one',
};
