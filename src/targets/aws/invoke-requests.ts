import { Readable } from 'node:stream';
import { InvokeCommand, type InvokeCommandOutput, type LambdaClient } from '@aws-sdk/client-lambda';
import { HttpRequest, HttpResponse } from '@smithy/core/protocols';
import type { Answer } from '../../core/answers/answer.ts';
import { TargetError } from '../../errors.ts';
import { awsProblem } from './aws-client.ts';
import type { WireRequest } from '../prepare-calls.ts';

/** An Invoke request, written and signed by the SDK, that waits for its answer. */
export interface InvokeRequest {
  readonly wire: WireRequest;
  /** Where it is to be sent. */
  readonly origin: URL;
  /** Hands the SDK the answer and takes what it reads from it. Rejects as the SDK does. */
  readonly read: (answer: Answer) => Promise<InvokeCommandOutput>;
}

/**
 * Has the SDK write and sign a request, and stops it there: the sending is ours, on a connection that
 * is open already, and all at the same moment. The SDK would sign after the release, and open 50
 * sockets at most. What comes back it reads again, so that errors are its own.
 * @throws TargetError where it comes to no request.
 */
export function prepareInvoke(
  client: LambdaClient,
  { functionName, event }: { readonly functionName: string; readonly event: string },
): Promise<InvokeRequest> {
  const command = new InvokeCommand({
    FunctionName: functionName,
    Payload: new TextEncoder().encode(event),
    LogType: 'Tail',
  });
  return new Promise((resolve, reject) => {
    command.middlewareStack.add(
      (next) => async (args) => {
        if (!HttpRequest.isInstance(args.request)) return next(args);
        const { request } = args;
        const answer = await new Promise<Answer>((give) => {
          const read = (given: Answer): Promise<InvokeCommandOutput> => {
            give(given);
            return output;
          };
          resolve({ wire: wireOf(request), origin: originOf(request), read });
        });
        return { response: responseOf(answer) };
      },
      { step: 'deserialize', priority: 'low', name: 'heldBack' },
    );
    const output = client.send(command);
    // Counts only where it never came to a request.
    output.catch((error: unknown) =>
      reject(
        new TargetError(`cannot call ${functionName}: ${awsProblem(error)}`, { cause: error }),
      ),
    );
  });
}

function originOf({ protocol, hostname, port }: HttpRequest): URL {
  return new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`);
}

function wireOf({ method, path, headers, body }: HttpRequest): WireRequest {
  const bytes: unknown = body;
  return {
    method,
    path,
    headers: { host: headers['host'] ?? '', ...headers },
    body: bytes instanceof Uint8Array ? bytes : undefined,
  };
}

function responseOf({ status, headers, body }: Answer): HttpResponse {
  const single = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
  );
  return new HttpResponse({
    statusCode: status,
    headers: Object.fromEntries(single),
    body: Readable.from([Buffer.from(body)]),
  });
}
