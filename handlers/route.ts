import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { environment } from './environment.ts';
import { inMicrosecondSteps, initialization, visit, wallClock } from './instance.ts';
import { say } from './log.ts';
import type { Pong } from './pong.ts';
import { readParameter, type BadParameter, type Parameter } from './request.ts';

export type Handler = (
  event: unknown,
  context?: Partial<Context>,
) => Promise<APIGatewayProxyStructuredResultV2>;

/** A handler that says Hello, does `work` by the amount that was asked for, says Goodbye and answers PONG!. */
export function route(options: {
  readonly path: string;
  readonly parameter: Parameter;
  readonly work: (amount: number) => void | Promise<void>;
}): Handler {
  return async (event, context) => {
    const startedAt = wallClock();
    const begun = performance.now();
    const reading = readParameter(event, options.parameter);
    if (!reading.ok) return badRequest(reading.problem);

    const requestId = context?.awsRequestId;
    const call = {
      route: options.path,
      ...visit(),
      ...(requestId === undefined ? {} : { requestId }),
    };
    say('Hello', call);
    await options.work(reading.value);
    say('Goodbye', call);

    const { route: _, ...known } = call;
    return answer(200, {
      PING: 'PONG!',
      ...known,
      startedAt,
      // Not the wall clock again: it may have been corrected, and would make the call longer.
      endedAt: startedAt + inMicrosecondSteps(performance.now() - begun),
      ...(call.cold ? initialization : {}),
      ...environment(),
    });
  };
}

function badRequest(problem: BadParameter): APIGatewayProxyStructuredResultV2 {
  const { parameter, received, expected } = problem;
  const message = `${parameter}: expected ${expected}, received ${received}`;
  return answer(400, { error: { ...problem, message } });
}

function answer(statusCode: number, body: Pong | object): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}
