import { defined } from '../core/defined.ts';
import type { Arrival, HttpVersion } from '../core/listen/arrival.ts';
import type { Request, Response } from './callers-server.ts';

/** The server takes calls only from programs on this machine. */
export const LOOPBACK = '127.0.0.1';

/** After this long without a call in flight, no more calls are expected, ms. */
const REST_MS = 3_000;

/** This many calls are enough to judge any client. More would only take memory. */
const MOST_CALLS = 20_000;

/** The longest delay, ms: the same as that of our service. */
const MOST_DELAY_MS = 25_000;

/** What browsers ask for by themselves. */
const UNASKED: readonly string[] = [
  '/favicon.ico',
  '/.well-known/appspecific/com.chrome.devtools.json',
];

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** How to answer, and whom to notify. */
export interface RecorderOptions {
  /** How long to wait before an answer, ms, unless the call asks for another delay. */
  readonly delayMs: number;
  /** A monotonic clock, ms. */
  readonly now: () => number;
  /** Called when a call comes or ends. */
  readonly onCalls: (calls: CallCount) => void;
}

/** How many calls have come, and how many of them are in flight. */
export interface CallCount {
  readonly seen: number;
  readonly inFlight: number;
}

/** Answers calls, and records them. */
export class Recorder {
  readonly arrivals: Mutable<Arrival>[] = [];
  /** Resolves when no more calls are expected. */
  readonly rest: Promise<void>;
  readonly #options: RecorderOptions;
  readonly #connections = new Map<object, number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #inFlight = 0;
  #stopped = false;
  #resting: NodeJS.Timeout | undefined;
  #onRest = (): void => {};

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.rest = new Promise((resolve) => (this.#onRest = resolve));
  }

  take(request: Request, response: Response, socket: object): void {
    const arrivedAt = this.#options.now();
    request.resume();
    response.on('error', () => {}); // the caller hung up
    allowOtherOrigins(request, response);
    // Not parsed as a URL: clients may send any path, and // is not a URL.
    const [path = '', query] = (request.url ?? '').split('?');
    if (request.method === 'OPTIONS' || UNASKED.includes(path)) {
      response.statusCode = request.method === 'OPTIONS' ? 204 : 404;
      response.end();
      return;
    }
    const arrival = this.#record(request, socket, arrivedAt);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#end(arrival);
      answer(response, this.arrivals.length);
    }, this.#delayOf(query));
    this.#timers.add(timer);
    response.once('close', () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
      if (this.#stopped || arrival.endedAt !== undefined) return;
      arrival.hungUp = true;
      this.#end(arrival);
    });
  }

  /** Stops recording: calls that are in flight stay so, even when their connections close. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#resting);
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #record(request: Request, socket: object, arrivedAt: number): Mutable<Arrival> {
    const connection = this.#connections.get(socket) ?? this.#connections.size + 1;
    this.#connections.set(socket, connection);
    const arrival: Mutable<Arrival> = {
      arrivedAt,
      connection,
      address: request.socket.remoteAddress ?? LOOPBACK,
      request: `${request.method} ${request.url}`,
      http: versionOf(request),
      ...defined({ userAgent: request.headers['user-agent'] }),
    };
    this.arrivals.push(arrival);
    this.#inFlight += 1;
    clearTimeout(this.#resting);
    this.#show();
    return arrival;
  }

  #end(arrival: Mutable<Arrival>): void {
    arrival.endedAt = this.#options.now();
    this.#inFlight -= 1;
    this.#show();
    if (this.arrivals.length >= MOST_CALLS) this.#onRest();
    if (this.#inFlight === 0) this.#resting = setTimeout(this.#onRest, REST_MS);
  }

  #show(): void {
    this.#options.onCalls({ seen: this.arrivals.length, inFlight: this.#inFlight });
  }

  #delayOf(query: string | undefined): number {
    const given = new URLSearchParams(query).get('delay') ?? '';
    if (!/^\d{1,6}$/.test(given)) return this.#options.delayMs;
    return Math.min(MOST_DELAY_MS, Number(given));
  }
}

/** Lets pages of any origin call, such as the live page. */
function allowOtherOrigins({ headers }: Request, response: Response): void {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('cache-control', 'no-store');
  const asked = headers['access-control-request-headers'];
  if (asked === undefined) return;
  response.setHeader('access-control-allow-headers', asked);
  response.setHeader('access-control-allow-methods', '*');
}

function answer(response: Response, calls: number): void {
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end(`${JSON.stringify({ PING: 'PONG!', calls })}\n`);
}

function versionOf({ httpVersion }: Request): HttpVersion {
  if (httpVersion.startsWith('2')) return '2';
  return httpVersion === '1.0' ? '1.0' : '1.1';
}
