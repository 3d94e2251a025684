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
  /** Called with the port once it takes calls. */
  readonly onListening: (port: number) => void;
}

/**
 * Answers each call after its delay, however many are in flight, and records when calls come and end. Stops
 * when no call has been in flight for some seconds after the first, or when the signal aborts.
 * @throws UsageError if the port is in use, or is not allowed.
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
  EACCES: 'permission denied; choose a port from 1024 up, or leave it out for a free one',
};
