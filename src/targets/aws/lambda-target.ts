import {
  LambdaServiceException,
  TooManyRequestsException,
  type InvokeCommandOutput,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { tooLarge, type Answer } from '../../core/answers/answer.ts';
import { fillIn } from '../requests/call-values.ts';
import type { Clock } from '../../core/fire.ts';
import { readLambdaAnswer } from '../../core/answers/lambda-answer.ts';
import type { TargetDescription } from '../../core/target-description.ts';
import { describeAwsError } from './aws-client.ts';
import { connectorTo } from '../connector.ts';
import type { FunctionName } from './function-name.ts';
import { numberCalls } from '../requests/fill-request.ts';
import { prepareCalls, type Outcome } from '../prepare-calls.ts';
import { prepareInvoke } from './invoke-requests.ts';
import type { Target } from '../target.ts';

/** What a Lambda target is made from. */
export interface LambdaOptions {
  readonly client: LambdaClient;
  readonly function: FunctionName;
  /** The event, as JSON; `{n}` and `{line}` stand for values of each call. */
  readonly event: string;
  /** What `{line}` stands for, in turn. */
  readonly lines?: readonly string[] | undefined;
  /** Where the requests of the client go. */
  readonly origin: URL;
  readonly description: TargetDescription;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** A target for a Lambda function, called through the Invoke API. */
export function lambdaTarget(options: LambdaOptions): Target {
  const { client, event, origin, description, timeoutMs, clock } = options;
  const functionName = options.function.full;
  const nextValues = numberCalls(options.lines);
  const connector = connectorTo(origin);
  return {
    description,
    prepare: async (prepareOptions) => {
      const prepared = await Promise.all(
        Array.from({ length: prepareOptions.calls }, () =>
          prepareInvoke(client, { functionName, event: fillIn(event, nextValues()) }),
        ),
      );
      const requests = prepared.map(({ wire, read }) => ({
        wire,
        read: (answer: Answer) => readInvokeOutcome(read(answer), answer),
      }));
      return prepareCalls({ connector, requests, timeoutMs, clock }, prepareOptions);
    },
  };
}

async function readInvokeOutcome(
  output: Promise<InvokeCommandOutput>,
  answer: Answer,
): Promise<Outcome> {
  if (answer.keptBytes !== undefined) {
    const [code, message] = tooLarge(answer.keptBytes);
    return { outcome: 'failed', status: answer.status, error: { code, message } };
  }
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
    return describeRefusal(error, answer);
  }
}

/** Errors of the Invoke API (AWS Lambda API reference, "Invoke", Errors), with what to do. */
const REFUSALS: Readonly<Record<string, string>> = {
  ResourceNotFoundException:
    'no such function, version or alias; check the name, the region and the account',
  RequestTooLargeException: 'the event is too large; expected at most 6 MB',
  RequestEntityTooLargeException: 'the event is too large; expected at most 6 MB',
  InvalidRequestContentException: 'the event is not JSON; give JSON with -d',
  EC2ThrottledException: 'AWS throttles the network interfaces of its VPC; try again later',
  ResourceNotReadyException:
    'the function was inactive and is being restored; try again in a minute',
  ResourceConflictException: 'the function is being updated; try again in a minute',
};

function describeRefusal(error: unknown, { status }: Answer): Outcome {
  if (error instanceof TooManyRequestsException || status === 429) {
    const reason = error instanceof TooManyRequestsException ? error.Reason : undefined;
    const detail = reason ?? describeAwsError(error);
    return {
      outcome: 'throttled',
      status,
      error: { code: reason ?? 'status-429', message: `Lambda refused the call: ${detail}` },
    };
  }
  const { name } = error instanceof LambdaServiceException ? error : { name: 'failed' };
  const known = Object.hasOwn(REFUSALS, name) ? REFUSALS[name] : undefined;
  const message = known === undefined ? describeAwsError(error) : `${known} (${name})`;
  return { outcome: 'failed', status, error: { code: name, message } };
}
