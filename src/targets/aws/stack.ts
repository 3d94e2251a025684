import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  type Stack as StackDescription,
} from '@aws-sdk/client-cloudformation';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { messageOf, TargetError } from '../../errors.ts';
import { describeAwsError } from './aws-client.ts';

/** The name of the service in serverless.yml, which begins the names of its stacks. */
export const SERVICE = 'concurrency-check';

/** A CloudFormation stack that `sls deploy` created. */
export interface Stack {
  readonly name: string;
  readonly outputs: ReadonlyMap<string, string>;
  /** The names of its Lambda functions. */
  readonly functions: readonly string[];
}

/** Where to look for a stack, and with whose credentials. */
interface Lookup {
  readonly lambda: LambdaClient;
  readonly region: string;
  readonly signal: AbortSignal;
  /** What to do if there is no such stack, for the message. */
  readonly advice: string;
}

/**
 * Looks up the stack of a stage of our service.
 * @throws TargetError if it is not deployed, or if AWS cannot be asked.
 * @throws the reason of the signal if it aborts.
 */
export async function findOwnStack(stage: string, lookup: Omit<Lookup, 'advice'>): Promise<Stack> {
  const options = stage === 'dev' ? '' : ` --stage ${stage}`;
  const advice = `Deploy it (npx sls deploy${options}), or set AWS_REGION and AWS_PROFILE to where it is`;
  return findStack(`${SERVICE}-${stage}`, { ...lookup, advice });
}

/**
 * Looks up a stack in `region`, with the credentials of `lambda`.
 * @throws TargetError if there is no such stack, or if AWS cannot be asked.
 * @throws the reason of the signal if it aborts.
 */
export async function findStack(name: string, lookup: Lookup): Promise<Stack> {
  const { lambda, region, signal } = lookup;
  const client = new CloudFormationClient({
    region,
    credentials: lambda.config.credentials,
    maxAttempts: 2,
  });
  const options = { abortSignal: signal };
  try {
    const StackName = name;
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }), options);
    const { StackResources = [] } = await client.send(
      new DescribeStackResourcesCommand({ StackName }),
      options,
    );
    const functions = StackResources.flatMap(({ ResourceType, PhysicalResourceId }) =>
      ResourceType === 'AWS::Lambda::Function' ? (PhysicalResourceId ?? []) : [],
    );
    return { name, outputs: outputsOf(Stacks?.[0]), functions };
  } catch (error) {
    signal.throwIfAborted();
    throw new TargetError(describeStackError(error, name, lookup), { cause: error });
  } finally {
    client.destroy();
  }
}

function outputsOf(stack: StackDescription | undefined): Map<string, string> {
  return new Map(
    (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
}

function describeStackError(error: unknown, name: string, { region, advice }: Lookup): string {
  // CloudFormation has no error class for a missing stack, only this text of a ValidationError.
  const missing = error instanceof Error && error.name === 'ValidationError';
  if (missing && /does not exist/.test(messageOf(error))) {
    return `there is no stack ${name} in ${region}. ${advice}`;
  }
  return `cannot look up the stack ${name} in ${region}: ${describeAwsError(error)}`;
}
