import { get, type IncomingMessage, type RequestOptions } from 'node:http';
import { connect, type ClientHttp2Session } from 'node:http2';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

// Calls that prove what is true of a server, without the command under test.

/** One call. */
export interface Call {
  readonly path: string;
  readonly cookie?: string;
  readonly authorization?: string;
  /** The source address. */
  readonly from?: string;
  /** Goes over HTTP/2, on the connection with this name. */
  readonly connection?: string;
}

/** Calls that are made at the same time, and what comes of them. */
export interface Experiment {
  readonly calls: readonly Call[];
  /** How many times as long as one call they take: exactly so, or from the first to the second. */
  readonly takes?: number | readonly [number, number];
  /** The time from one start to the next, in ms, if they start at a pace. */
  readonly everyMs?: number;
  /** How many of them are refused; by default none. */
  readonly refused?: number;
  /** How many get another body than one call alone, or from the first number to the second, if that matters. */
  readonly otherwise?: number | readonly [number, number];
  /** What a call to a path that does not exist does when the calls are made once more. */
  readonly bystander?: 'waits' | 'at-once';
}

/** The same call so many times. */
export function same(times: number, path: string, cookie?: string): Call[] {
  return Array.from({ length: times }, () => ({ path, ...(cookie && { cookie }) }));
}

/** Calls that differ in all that tells callers apart: query, session and source address. */
export function different(times: number, path: string): Call[] {
  const calls = [differentUrls, differentSessions, differentClients].map((make) =>
    make(times, path),
  );
  return Array.from({ length: times }, (_, nth) =>
    Object.assign({}, ...calls.map((of) => of[nth])),
  );
}

/** Calls whose queries differ. */
export function differentUrls(times: number, path: string): Call[] {
  const mark = path.includes('?') ? '&' : '?';
  return numbered(times, (nth) => ({ path: `${path}${mark}one=${nth}` }));
}

/** Calls whose session cookies differ. */
export function differentSessions(times: number, path: string): Call[] {
  return numbered(times, (nth) => ({
    path,
    cookie: `sid=session${nth}; PHPSESSID=session${nth}`,
  }));
}

/** Calls from different source addresses. */
export function differentClients(times: number, path: string): Call[] {
  return numbered(times, (nth) => ({ path, from: `127.0.0.${2 + nth}` }));
}

/** Calls that share a connection over HTTP/2, or have one each. */
export function onConnections(times: number, path: string, how: 'shared' | 'own'): Call[] {
  return numbered(times, (nth) => ({ path, connection: how === 'shared' ? how : `${nth}` }));
}

/** What is not as it should be; empty if all is. */
export async function tryOut(port: number, experiment: Experiment): Promise<string[]> {
  const [call] = experiment.calls;
  if (call === undefined) throw new Error('expected a call');
  const solo = [...(await callAll(port, [call])), ...(await callAll(port, [call]))];
  const soloMs = Math.min(...solo.map(({ ms }) => ms));
  return [
    ...(await burstComplaints(port, experiment, { soloMs, soloBody: solo[0]?.body })),
    ...(await bystanderComplaints(port, experiment, soloMs)),
  ];
}

/** Machines are busy: what takes one and a half calls' time may have been one or two. */
const SLACK = 0.5;
/** Whatever takes long is delayed more often. */
const DELAYED = 1.2;
const PACE_SLACK = 0.2;

async function burstComplaints(
  port: number,
  experiment: Experiment,
  { soloMs, soloBody }: { readonly soloMs: number; readonly soloBody: string | undefined },
): Promise<string[]> {
  const { calls, takes = [0, Infinity], everyMs } = experiment;
  const started = performance.now();
  const answers = await callAll(port, calls);
  const tookMs = performance.now() - started;
  const ratio = tookMs / soloMs;
  const [low, high] = rangeOf(takes);
  const pacedMs = everyMs === undefined ? tookMs : soloMs + (calls.length - 1) * everyMs;
  return [
    ...(low - SLACK <= ratio && ratio <= high * DELAYED + SLACK
      ? []
      : [`took as long as ${ratio} calls`]),
    ...(Math.abs(tookMs - pacedMs) < PACE_SLACK * pacedMs ? [] : [`${tookMs} ms, not ${pacedMs}`]),
    ...answerComplaints(answers, experiment, soloBody),
  ];
}

function answerComplaints(
  answers: readonly Answer[],
  { refused = 0, otherwise = [0, Infinity] }: Experiment,
  soloBody: string | undefined,
): string[] {
  const refusals = answers.filter(({ status }) => status >= 400).length;
  const [fewest, most] = rangeOf(otherwise);
  const others = answers.filter(({ body }) => body !== soloBody).length;
  return [
    ...(refusals === refused ? [] : [`${refusals} refused`]),
    ...(fewest <= others && others <= most ? [] : [`${others} answered otherwise`]),
  ];
}

function rangeOf(range: number | readonly [number, number]): readonly [number, number] {
  return typeof range === 'number' ? [range, range] : range;
}

/** When the bystander is sent, after the calls. */
const AFTER_MS = 50;

async function bystanderComplaints(
  port: number,
  { calls, bystander }: Experiment,
  soloMs: number,
): Promise<string[]> {
  if (bystander === undefined) return [];
  const other = { path: '/no-such-path' };
  const alone = await timed(port, other);
  const answers = callAll(port, calls);
  await sleep(AFTER_MS);
  const meanwhile = await timed(port, other);
  await answers;
  const waitedMs = meanwhile.ms - alone.ms;
  const asExpected = waitedMs > soloMs / 2 === (bystander === 'waits');
  return asExpected ? [] : [`the other call waited for ${waitedMs} ms; one takes ${soloMs}`];
}

interface Answer {
  readonly ms: number;
  readonly status: number;
  readonly body: string;
}

async function callAll(port: number, calls: readonly Call[]): Promise<Answer[]> {
  const sessions = new Map<string, ClientHttp2Session>();
  const names = new Set(calls.flatMap(({ connection }) => connection ?? []));
  for (const name of names) sessions.set(name, connect(`http://127.0.0.1:${port}`));
  try {
    return await Promise.all(
      calls.map((call) => {
        const session = sessions.get(call.connection ?? '');
        return session === undefined ? timed(port, call) : timedOn(session, call);
      }),
    );
  } finally {
    for (const session of sessions.values()) session.close();
  }
}

async function timedOn(session: ClientHttp2Session, { path }: Call): Promise<Answer> {
  const started = performance.now();
  const stream = session.request({ ':path': path });
  let status = 0;
  stream.once('response', ({ ':status': received }) => {
    status = received ?? 0;
  });
  const body = await text(stream);
  return { ms: performance.now() - started, status, body };
}

async function timed(port: number, { path, cookie, authorization, from }: Call): Promise<Answer> {
  const options: RequestOptions = {
    port,
    path,
    host: '127.0.0.1',
    agent: false,
    headers: { ...(cookie && { cookie }), ...(authorization && { authorization }) },
    ...(from && { localAddress: from }),
  };
  const started = performance.now();
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(options, resolve).once('error', reject);
  });
  const body = await text(response);
  return { ms: performance.now() - started, status: response.statusCode ?? 0, body };
}

function numbered(times: number, make: (nth: number) => Call): Call[] {
  return Array.from({ length: times }, (_, nth) => make(nth));
}
