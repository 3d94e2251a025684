import { Readable } from 'node:stream';
import { InvokeCommand, type InvokeCommandOutput, type LambdaClient } from '@aws-sdk/client-lambda';
import { HttpRequest, HttpResponse } from '@smithy/core/protocols';
import type { Answer } from '../../core/answers/answer.ts';
import { TargetError } from '../../errors.ts';
import { describeAwsError } from './aws-client.ts';
import type { WireRequest } from '../prepare-calls.ts';

/** An Invoke request that the SDK has written and signed, but not sent. */
export interface InvokeRequest {
  readonly wire: WireRequest;
  /** Where to send it. */
  readonly origin: URL;
  /** Lets the SDK read the answer. Rejects with the errors of the SDK. */
  readonly read: (answer: Answer) => Promise<InvokeCommandOutput>;
}

/**
 * Has the SDK write and sign a request and intercepts it there. We send it ourselves, on a connection
 * that is already open, because the SDK would sign after the release and open at most 50 sockets. The
 * SDK reads the answer again, so errors have its classes.
 * @throws TargetError if the SDK cannot write the request.
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
        const answer = await new Promise<Answer>((resolveAnswer) => {
          const read = (received: Answer): Promise<InvokeCommandOutput> => {
            resolveAnswer(received);
            return output;
          };
          resolve({ wire: toWireRequest(request), origin: originOf(request), read });
        });
        return { response: toHttpResponse(answer) };
      },
      { step: 'deserialize', priority: 'low', name: 'interceptRequest' },
    );
    const output = client.send(command);
    // Has no effect once the promise has resolved with a request.
    output.catch((error: unknown) =>
      reject(
        new TargetError(`cannot call ${functionName}: ${describeAwsError(error)}`, {
          cause: error,
        }),
      ),
    );
  });
}

function originOf({ protocol, hostname, port }: HttpRequest): URL {
  return new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`);
}

function toWireRequest({ method, path, headers, body }: HttpRequest): WireRequest {
  const bytes: unknown = body;
  return {
    method,
    path,
    headers: { host: headers['host'] ?? '', ...headers },
    body: bytes instanceof Uint8Array ? bytes : undefined,
  };
}

function toHttpResponse({ status, headers, body }: Answer): HttpResponse {
  const joined = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
  );
  return new HttpResponse({
    statusCode: status,
    headers: Object.fromEntries(joined),
    body: Readable.from([Buffer.from(body)]),
  });
}
