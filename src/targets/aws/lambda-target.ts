import {
  LambdaServiceException,
  TooManyRequestsException,
  type InvokeCommandOutput,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import type { Answer } from '../../core/answers/answer.ts';
import type { Clock } from '../../core/fire.ts';
import { readLambdaAnswer } from '../../core/answers/lambda-answer.ts';
import type { TargetDescription } from '../../core/target-description.ts';
import { awsProblem } from './aws-client.ts';
import { connectorTo } from '../connector.ts';
import type { FunctionName } from './function-name.ts';
import { prepareCalls, type Outcome } from '../prepare-calls.ts';
import { prepareInvoke } from './invoke-requests.ts';
import type { Target } from '../target.ts';

export interface LambdaOptions {
  readonly client: LambdaClient;
  readonly function: FunctionName;
  /** JSON. */
  readonly event: string;
  /** Where the client's requests are to be sent. */
  readonly origin: URL;
  readonly description: TargetDescription;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** A Lambda function, through the Invoke API. */
export function lambdaTarget(options: LambdaOptions): Target {
  const { client, event, origin, description, timeoutMs, clock } = options;
  const invocation = { functionName: options.function.full, event };
  const connector = connectorTo(origin);
  return {
    description,
    prepare: async (prepareOptions) => {
      const prepared = await Promise.all(
        Array.from({ length: prepareOptions.calls }, () => prepareInvoke(client, invocation)),
      );
      const requests = prepared.map(({ wire, read }) => ({
        wire,
        read: (answer: Answer) => outcomeOf(read(answer), answer),
      }));
      return prepareCalls({ connector, requests, timeoutMs, clock }, prepareOptions);
    },
  };
}

async function outcomeOf(output: Promise<InvokeCommandOutput>, answer: Answer): Promise<Outcome> {
  try {
    const { $metadata, StatusCode, Payload, FunctionError, LogResult } = await output;
    return readLambdaAnswer({
      status: StatusCode ?? answer.status,
      payload: Payload === undefined ? '' : Buffer.from(Payload).toString('utf8'),
      functionError: FunctionError,
      log: LogResult === undefined ? undefined : Buffer.from(LogResult, 'base64').toString('utf8'),
      requestId: $metadata.requestId,
    });
  } catch (error) {
    return refusal(error, answer);
  }
}

/** Lambda's refusals by name (AWS Lambda API reference, "Invoke", Errors), with what to do about them. */
const REFUSALS: Readonly<Record<string, string>> = {
  ResourceNotFoundException:
    'there is no such function, version or alias here; check the name, the region and the account',
  RequestTooLargeException: 'the event is too large; an invocation takes 6 MB at most',
  RequestEntityTooLargeException: 'the event is too large; an invocation takes 6 MB at most',
  InvalidRequestContentException: 'the event is no JSON; give JSON with -d',
  EC2ThrottledException: 'the network interfaces of its VPC are throttled; try again later',
  ResourceNotReadyException: 'the function is inactive and being made ready; try again in a minute',
  ResourceConflictException: 'the function is being changed; try again in a minute',
};

function refusal(error: unknown, { status }: Answer): Outcome {
  if (error instanceof TooManyRequestsException || status === 429) {
    const reason = error instanceof TooManyRequestsException ? error.Reason : undefined;
    const said = reason ?? awsProblem(error);
    return {
      outcome: 'throttled',
      status,
      error: { code: reason ?? 'status-429', message: `refused: ${said}` },
    };
  }
  const { name } = error instanceof LambdaServiceException ? error : { name: 'failed' };
  const known = Object.hasOwn(REFUSALS, name) ? REFUSALS[name] : undefined;
  const message = known === undefined ? awsProblem(error) : `${known} (${name})`;
  return { outcome: 'failed', status, error: { code: name, message } };
}
