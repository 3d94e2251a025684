import { setMaxListeners } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { defined } from '../core/defined.ts';
import { fire, type Clock } from '../core/fire.ts';
import type { Invocation } from '../core/invocation.ts';
import { printedWord } from '../core/timeline/server-report.ts';
import { roundToMicroseconds } from '../core/statistics.ts';
import { abortReason, codeOf, messageOf, TargetError } from '../errors.ts';
import { endpointOf, type ConnectOptions } from './connector.ts';
import {
  endingWords,
  errorOutput,
  GATEWAY_STATUSES,
  lastOutput,
  notReadyWords,
  type Try,
} from './describe-server.ts';
import { startGroup, type ProcessGroup } from './process-group.ts';
import { ServerOutput } from './server-output.ts';
import { speaksTls } from './speaks-tls.ts';
import type { OpenTarget, StartedServer, Target } from './target.ts';
import type { ServerSpec } from './target-spec.ts';

/** Between two tries to call a server that starts. */
const TRY_AGAIN_MS = 100;
/** Servers print while their workers come up; the first answer needs only one of them. */
const UP = { quietMs: 500, mostMs: 5_000 };
/** A handler may print its Goodbye just after its answer. */
const PRINTED = { quietMs: 50, mostMs: 500 };
/** Lines that a report of the server keeps. */
const KEPT_LINES = 20;

interface Start {
  readonly url: URL;
  readonly connection: ConnectOptions;
  readonly server: ServerSpec;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** What the output of the server must not show. */
  readonly secrets: readonly string[];
}

/**
 * Starts the server of a target and waits until it answers. The caller has to close it.
 * @throws TargetError if its port is taken, or if it does not start or does not answer in time.
 * @throws the reason of the signal if it aborts.
 */
export async function startServer(target: Target, start: Start): Promise<OpenTarget> {
  const { server, clock, signal, secrets } = start;
  signal.throwIfAborted();
  await assertNothingListens(start);
  signal.throwIfAborted();
  const group = startGroup(server.command);
  const output = new ServerOutput(group.streams, clock, secrets);
  const startedAt = clock.now();
  try {
    await untilReady(target, { ...start, group, output });
    const readyAfterMs = clock.now() - startedAt;
    await output.quiet(UP.quietMs, UP.mostMs, signal);
    output.forgetStart();
    const about = { command: server.shownCommand, readyAfterMs, clock };
    const started = describeStarted(group, output, about);
    return { target: { ...target, server: started }, close: group.stop };
  } catch (error) {
    await group.stop();
    throw signal.aborted ? abortReason(signal) : error;
  }
}

interface About {
  readonly command: readonly string[];
  readonly readyAfterMs: number;
  readonly clock: Clock;
}

function describeStarted(
  group: ProcessGroup,
  output: ServerOutput,
  { command, readyAfterMs, clock }: About,
): StartedServer {
  return {
    wordsSince: async (epoch) => {
      await output.quiet(PRINTED.quietMs, PRINTED.mostMs);
      const words = output.take().flatMap(({ at, text }) => {
        const word = at < epoch ? undefined : printedWord(text);
        return word === undefined ? [] : [{ at: roundToMicroseconds(at - epoch), word }];
      });
      return words.length === 0 ? undefined : words;
    },
    measureUsage: () => group.measureUsage(clock.now),
    report: () =>
      defined({
        command: [...command],
        readyAfterMs,
        ended: group.ending(),
        lastLines: output.last(KEPT_LINES),
      }),
    explain: () => {
      const ending = group.ending();
      const lines = output.last(KEPT_LINES);
      if (ending === undefined) return lastOutput(lines, "The server's");
      return `. The server ended (${endingWords(ending)})${errorOutput(lines)}`;
    },
  };
}

/** If something else listens there, its answers would be taken for those of the server. */
async function assertNothingListens({ url, connection, server }: Start): Promise<void> {
  const endpoint = endpointOf(url, connection);
  const taken = await new Promise<boolean>((resolve) => {
    const socket = connect({ ...endpoint, timeout: 1_000 });
    const settle = (isTaken: boolean) => (): void => {
      socket.destroy();
      resolve(isTaken);
    };
    socket
      .once('connect', settle(true))
      .once('error', settle(false))
      .once('timeout', settle(false));
  });
  if (!taken) return;
  const name = 'path' in endpoint ? endpoint.path : `port ${endpoint.port} of ${endpoint.host}`;
  throw new TargetError(
    `${name} is already in use, so ${server.shownCommand[0]} was not started. Stop what is listening there, or use another port ({port} in the address and in the command is a free one)`,
  );
}

interface Starting extends Start {
  readonly group: ProcessGroup;
  readonly output: ServerOutput;
}

async function untilReady(target: Target, starting: Starting): Promise<void> {
  const { server, group, signal } = starting;
  const late = AbortSignal.timeout(server.readyMs);
  const giveUp = AbortSignal.any([signal, late, group.over]);
  setMaxListeners(0, giveUp); // each try adds some
  let last: Try = {};
  while (!giveUp.aborted) {
    const one = await callOnce(target, starting.clock, giveUp);
    if (one.call !== undefined && !giveUp.aborted && hasAnswered(one.call)) return;
    await assertNoTls(one, starting);
    if (one.call !== undefined || (one.connected && !isTelling(last))) last = one;
    await wait(TRY_AGAIN_MS, undefined, { signal: giveUp }).catch(() => {});
  }
  signal.throwIfAborted();
  if (group.over.aborted) throw new TargetError(endedEarly(starting));
  const output = lastOutput(starting.output.last(KEPT_LINES));
  const { connectedTo } = target.description;
  const called = { ...starting, ...defined({ connectedTo }) };
  throw new TargetError(`${notReadyWords(called, last)}${output}`);
}

/** A server that speaks TLS closes a connection on which it is sent plain HTTP, however long we wait. */
async function assertNoTls({ call }: Try, { url, connection, server }: Starting): Promise<void> {
  const isClosed = call?.error !== undefined && CLOSED_CODES.has(call.error.code);
  if (url.protocol !== 'http:' || !isClosed) return;
  if (!(await speaksTls(endpointOf(url, connection)))) return;
  throw new TargetError(
    `${server.shownCommand[0]} speaks TLS at ${url.host}, but the address begins with http://; use https:// instead`,
  );
}

const CLOSED_CODES: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'answer-incomplete']);

/** Whether a try says more than one that was cut off when the time was over. */
function isTelling({ connected = false, call }: Try): boolean {
  return call?.status !== undefined || (connected && call?.error?.code === 'timeout');
}

async function callOnce(target: Target, clock: Clock, signal: AbortSignal): Promise<Try> {
  let connected = false;
  const onConnected = (): Promise<void> => {
    connected = true;
    return Promise.resolve();
  };
  try {
    const prepared = await target.prepare({ calls: 1, signal, onConnected });
    const [call] = (await fire(prepared, clock)).invocations;
    return signal.aborted ? { connected } : defined({ connected, call });
  } catch (error) {
    if (signal.aborted) return { connected };
    throw error;
  }
}

/** What may go away when the server is up. Other failures are left to the first solo call. */
const STARTING_CODES: ReadonlySet<string> = new Set(
  'ECONNREFUSED ENOENT ECONNRESET EPIPE ENOTFOUND EAI_AGAIN answer-incomplete timeout'.split(' '),
);

function hasAnswered({ status, error }: Invocation): boolean {
  if (status !== undefined) return !GATEWAY_STATUSES.includes(status);
  return error === undefined || !STARTING_CODES.has(error.code);
}

function endedEarly({ server, group, output }: Starting): string {
  const [name = ''] = server.shownCommand;
  const problem = group.spawnError();
  if (problem !== undefined) return `cannot start ${name}: ${spawnProblem(name, problem)}`;
  const ending = group.ending() ?? {};
  const lines = output.last(KEPT_LINES);
  const why =
    ending.exitCode === 0
      ? `. Run it in the foreground: the check stops it after the run${lastOutput(lines)}`
      : errorOutput(lines);
  return `${name} ended before it answered (${endingWords(ending)})${why}`;
}

function spawnProblem(name: string, error: Error): string {
  if (codeOf(error) === 'EACCES') return 'it is not executable';
  if (codeOf(error) !== 'ENOENT') return messageOf(error);
  if (/^\w+=/.test(name)) return `to set a variable, use env: -- env ${name} COMMAND`;
  const words = / /.test(name) ? '; give the command and its arguments as separate words' : '';
  return `no such command${words || '. Install it, or give its path'}`;
}
