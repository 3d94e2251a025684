import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { text } from 'node:stream/consumers';

/** How a call ended. Times are in ms on the monotonic clock. */
export interface Ended {
  readonly requestId: string;
  /** The handler's answer, or its error, as JSON. */
  readonly payload: string;
  readonly failed: boolean;
  readonly handedOutAt: number;
  readonly answeredAt: number;
}

/** The Runtime API of one environment (AWS Lambda Developer Guide, "Using the Lambda runtime API"). */
export interface RuntimeApi {
  /** Host and port, as in `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string;
  /** When the runtime first requested a call, so its init had ended. */
  readonly firstPoll: Promise<number>;
  readonly initErrors: readonly string[];
  /** How many requests for a call are open now, and how many were open at most. */
  readonly polls: () => { readonly open: number; readonly most: number };
  readonly invoke: (payload: string) => Promise<Ended>;
  /** Ends every unanswered call with an error, because the runtime has exited. */
  readonly abandon: (error: { readonly errorType: string; readonly errorMessage: string }) => void;
  readonly close: () => Promise<void>;
}

interface Call {
  readonly requestId: string;
  readonly payload: string;
  readonly end: (ended: Pick<Ended, 'payload' | 'failed'>) => void;
  handedOutAt: number;
}

const FUNCTION_TIMEOUT_MS = 29_000;
const VERSION = '/2018-06-01/runtime';

/** Starts a Runtime API on loopback. */
export async function startRuntimeApi(): Promise<RuntimeApi> {
  const polls: ServerResponse[] = [];
  const waiting: Call[] = [];
  const handedOut = new Map<string, Call>();
  const initErrors: string[] = [];
  let most = 0;
  let polledFirst: ((at: number) => void) | undefined;
  const firstPoll = new Promise<number>((resolve) => (polledFirst = resolve));

  const handOut = (): void => {
    for (let poll = polls[0]; poll !== undefined; poll = polls[0]) {
      const call = waiting.shift();
      if (call === undefined) return;
      polls.shift();
      call.handedOutAt = performance.now();
      handedOut.set(call.requestId, call);
      poll.writeHead(200, headersOf(call)).end(call.payload);
    }
  };
  const next = (response: ServerResponse): void => {
    polledFirst?.(performance.now());
    polls.push(response);
    most = Math.max(most, polls.length);
    response.once('close', () => {
      const at = polls.indexOf(response);
      if (at >= 0) polls.splice(at, 1);
    });
    handOut();
  };
  const answered = async (requestId: string, request: IncomingMessage): Promise<number> => {
    const payload = await text(request);
    const call = handedOut.get(requestId);
    if (call === undefined) return 400;
    handedOut.delete(requestId);
    call.end({ payload, failed: request.url?.endsWith('/error') === true });
    return 202;
  };
  const { server, address } = await startHttpServer(async (request, response) => {
    const { method, url = '' } = request;
    if (method === 'GET' && url === `${VERSION}/invocation/next`) return next(response);
    const [, requestId] = /\/invocation\/([^/]+)\/(?:response|error)$/.exec(url) ?? [];
    const isInitError = url === `${VERSION}/init/error`;
    if (isInitError) initErrors.push(await text(request));
    const status =
      requestId === undefined ? (isInitError ? 202 : 404) : await answered(requestId, request);
    response.writeHead(status, { 'content-type': 'application/json' }).end('{"status":"OK"}');
  });

  return {
    address,
    firstPoll,
    initErrors,
    polls: () => ({ open: polls.length, most }),
    invoke: (payload) =>
      new Promise((resolve) => {
        const requestId = randomUUID();
        const end: Call['end'] = ({ payload: answer, failed }) =>
          resolve({
            requestId,
            payload: answer,
            failed,
            handedOutAt: call.handedOutAt,
            answeredAt: performance.now(),
          });
        const call: Call = { requestId, payload, end, handedOutAt: performance.now() };
        waiting.push(call);
        handOut();
      }),
    abandon: (error) => {
      const calls = [...handedOut.values(), ...waiting.splice(0)];
      handedOut.clear();
      for (const call of calls) call.end({ payload: JSON.stringify(error), failed: true });
    },
    close: () => closeServer(server),
  };
}

/** Starts an HTTP server on a free loopback port. */
export async function startHttpServer(
  answer: (...given: Parameters<RequestListener>) => void | Promise<void>,
): Promise<{ server: Server; port: number; address: string }> {
  const server = createServer((request, response) => {
    Promise.resolve(answer(request, response)).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 0; // a runtime may be idle for longer than Node's default of 5 s
  server.listen(0, '127.0.0.1', 1_024);
  await once(server, 'listening');
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Error('expected the server to have a port');
  return { server, port: at.port, address: `127.0.0.1:${at.port}` };
}

/** Closes a server and all its connections. */
export async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

function headersOf({ requestId }: Call): Record<string, string> {
  return {
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': requestId,
    'lambda-runtime-deadline-ms': String(Date.now() + FUNCTION_TIMEOUT_MS),
    'lambda-runtime-invoked-function-arn':
      'arn:aws:lambda:us-east-1:123456789012:function:concurrency-check',
    'lambda-runtime-trace-id': 'Root=1-00000000-000000000000000000000000;Parent=0;Sampled=0',
  };
}
