import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { environment } from './environment.ts';
import { countCall, inMicrosecondSteps, initialization, wallClock } from './instance.ts';
import { logCall } from './log.ts';
import type { Pong } from './pong.ts';
import { readParameter, type BadParameter, type Parameter } from './request.ts';

/** A Lambda handler that answers an HTTP API or a direct invocation. */
export type Handler = (
  event: unknown,
  context?: Partial<Context>,
) => Promise<APIGatewayProxyStructuredResultV2>;

/**
 * Makes the handler of a route. It logs Hello, does `work` with the amount that the caller asks for,
 * logs Goodbye and answers PONG!. It answers 400 if the parameter is not valid.
 */
export function route(options: {
  readonly path: string;
  readonly parameter: Parameter;
  readonly work: (amount: number) => void | Promise<void>;
}): Handler {
  return async (event, context) => {
    const startedAt = wallClock();
    const startedMs = performance.now();
    const reading = readParameter(event, options.parameter);
    if (!reading.ok) return badRequest(reading.problem);

    const requestId = context?.awsRequestId;
    const call = {
      route: options.path,
      ...countCall(),
      ...(requestId === undefined ? {} : { requestId }),
    };
    logCall('Hello', call);
    await options.work(reading.value);
    logCall('Goodbye', call);

    const { route: _, ...identity } = call;
    return respond(200, {
      PING: 'PONG!',
      ...identity,
      startedAt,
      // The wall clock may have been corrected since, which would change the duration.
      endedAt: startedAt + inMicrosecondSteps(performance.now() - startedMs),
      ...(call.cold ? initialization : {}),
      ...environment(),
    });
  };
}

function badRequest(problem: BadParameter): APIGatewayProxyStructuredResultV2 {
  const { parameter, received, expected } = problem;
  const message = `${parameter}: expected ${expected}, received ${received}`;
  return respond(400, { error: { ...problem, message } });
}

function respond(statusCode: number, body: Pong | object): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    // So a shell prompt after curl starts on its own line.
    body: `${JSON.stringify(body)}\n`,
  };
}
