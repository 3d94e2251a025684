import { type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { httpApiEvent } from '../events.ts';
import { closeServer, startHttpServer } from './runtime-api.ts';
import {
  peakMemoryMb,
  startEnvironment,
  type Answered,
  type Code,
  type Environment,
} from './runtime-client.ts';
import { logTail, type Measured } from './runtime-log.ts';

/** A function with a fixed number of running environments. */
export interface LambdaFunction {
  readonly environments: readonly Environment[];
  /** Invokes the function once an environment is free. Lambda would start another environment instead. */
  readonly invoke: (payload: string) => Promise<{ answered: Answered; measured: Measured }>;
  readonly logsJson: boolean;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a function's environments and waits until all are initialized.
 * @throws if an environment fails to initialize
 */
export async function startFunction(
  code: Code,
  options: { readonly environments?: number; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<LambdaFunction> {
  const env: NodeJS.ProcessEnv = { ...code.env, ...options.env };
  // The runtime client accepts any number of calls at once; Lambda limits how many it hands out.
  const atOnce = Number(env['AWS_LAMBDA_MAX_CONCURRENCY'] ?? 1);
  const { environments: count = 1 } = options;
  const environments = await Promise.all(
    Array.from({ length: count }, () => startEnvironment(code, { env })),
  );
  const stop = async (): Promise<void> => {
    await Promise.all(environments.map((environment) => environment.stop()));
  };
  const initialized = await Promise.all(environments.map(({ initMs }) => initMs)).catch(
    async (error: unknown) => {
      await stop();
      throw error;
    },
  );
  const hosts = environments.map((environment, nth) => ({
    environment,
    initMs: initialized[nth],
    inFlight: 0,
    calls: 0,
  }));
  const queue: (() => void)[] = [];
  const idlest = (): (typeof hosts)[number] | undefined =>
    hosts.filter(({ inFlight }) => inFlight < atOnce).toSorted(byInFlight)[0];

  return {
    environments,
    logsJson: env['AWS_LAMBDA_LOG_FORMAT'] === 'JSON',
    stop,
    invoke: async (payload) => {
      let host = idlest();
      while (host === undefined) {
        await new Promise<void>((resolve) => queue.push(resolve));
        host = idlest();
      }
      host.inFlight += 1;
      host.calls += 1;
      const { environment, initMs } = host;
      const isFirst = host.calls === 1;
      const answered = await environment.invoke(payload);
      host.inFlight -= 1;
      queue.shift()?.();
      return {
        answered,
        measured: {
          requestId: answered.requestId,
          durationMs: answered.answeredAt - answered.handedOutAt,
          memoryMb: code.memoryMb,
          maxMemoryMb: peakMemoryMb(environment.pid),
          ...(isFirst && initMs !== undefined ? { initMs } : {}),
        },
      };
    },
  };
}

function byInFlight(one: { inFlight: number }, other: { inFlight: number }): number {
  return one.inFlight - other.inFlight;
}

/** Functions by name. `ping-blocking` is also served at `GET /ping/blocking`. */
export type Functions = Readonly<Record<string, LambdaFunction>>;

/** Running front ends of Lambda. */
export interface Service {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Serves functions through an Invoke API and an HTTP API, both on one port. */
export async function serveFunctions(functions: Functions): Promise<Service> {
  const { server, address } = await startHttpServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://lambda');
    const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(url.pathname) ?? [];
    if (request.method === 'POST' && name !== undefined) {
      await invokeApi(functions[decodeURIComponent(name)], request, response);
    } else {
      await httpApi(functions[url.pathname.slice(1).replaceAll('/', '-')], request, response, url);
    }
  });
  return { url: `http://${address}`, stop: () => closeServer(server) };
}

/** A failed handler is a 200 with a header (AWS Lambda API Reference, "Invoke"). */
async function invokeApi(
  invoked: LambdaFunction | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const payload = (await text(request)) || '{}';
  const reject = (status: number, type: string, Message: string): void =>
    void response
      .writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type })
      .end(JSON.stringify({ Type: 'User', Message }));
  if (invoked === undefined) {
    return reject(404, 'ResourceNotFoundException', 'Function not found');
  }
  if (!isJson(payload)) {
    return reject(400, 'InvalidRequestContentException', 'Could not parse request body into json');
  }
  const { answered, measured } = await invoked.invoke(payload);
  const wantsLog = request.headers['x-amz-log-type'] === 'Tail';
  response
    .writeHead(200, {
      'content-type': 'application/json',
      'x-amzn-requestid': answered.requestId,
      'x-amz-executed-version': '$LATEST',
      ...(answered.failed ? { 'x-amz-function-error': 'Unhandled' } : {}),
      ...(wantsLog ? { 'x-amz-log-result': logTail(answered, measured, invoked.logsJson) } : {}),
    })
    .end(answered.payload);
}

/**
 * Calls with payload format 2.0 (Amazon API Gateway Developer Guide, "Create AWS Lambda proxy
 * integrations for HTTP APIs").
 */
async function httpApi(
  invoked: LambdaFunction | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const respond = (status: number, message: string): void =>
    void response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify({ message }));
  if (request.method !== 'GET' || invoked === undefined) return respond(404, 'Not Found');
  const query = url.search === '' ? undefined : Object.fromEntries(url.searchParams);
  const event = {
    ...httpApiEvent(query),
    routeKey: `GET ${url.pathname}`,
    rawPath: url.pathname,
    headers: request.headers,
  };
  const { answered } = await invoked.invoke(JSON.stringify(event));
  if (answered.failed) return respond(500, 'Internal Server Error');
  const { statusCode, headers, body }: HttpAnswer = JSON.parse(answered.payload);
  response.writeHead(statusCode, headers).end(body);
}

interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function isJson(given: string): boolean {
  try {
    JSON.parse(given);
    return true;
  } catch {
    return false;
  }
}
