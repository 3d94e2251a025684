import type { TargetDescription } from '../../core/target-description.ts';
import { TargetError } from '../../errors.ts';
import { describeSpec, type DeployedFunction, type FunctionTargetSpec } from '../target-spec.ts';
import { showPlaceholders } from '../requests/call-values.ts';
import { placeCall } from '../service/place-call.ts';
import { assertCredentials, createLambdaClient, type AwsOptions } from './aws-client.ts';
import { readFunctionLimits } from './function-limits.ts';
import { findStack } from './stack.ts';

/** Where a deployed function is called. */
export interface LocatedFunction {
  readonly call: FunctionTargetSpec['call'];
  readonly description: TargetDescription;
}

/**
 * Finds a function of any service on AWS.
 * @throws TargetError if there are no credentials, no such stack, or no address in it.
 */
export async function locateFunction(
  spec: FunctionTargetSpec,
  place: DeployedFunction,
  options: AwsOptions,
): Promise<LocatedFunction> {
  const { stack: name, region, functionName, deployCommand } = place;
  const { client: lambda } = await createLambdaClient(options, { region });
  try {
    await assertCredentials(lambda);
    const { signal } = options;
    const advice = `Deploy it (${deployCommand}), or say where it is with --stage, --region and --aws-profile`;
    const stack = await findStack(name, { lambda, region, signal, advice });
    const description = describeSpec(spec);
    const { call } = spec;
    if (call.kind === 'lambda') {
      return { description, call: { ...call, function: { ...call.function, region } } };
    }
    const placed = placeCall(call, place.apiUrl ?? addressOf(stack.outputs, place));
    const limits = await readFunctionLimits(lambda, functionName, signal);
    signal.throwIfAborted();
    const url = showPlaceholders(placed.url.href);
    return { call: placed, description: { ...description, url, ...limits } };
  } finally {
    lambda.destroy();
  }
}

function addressOf(
  outputs: ReadonlyMap<string, string>,
  { stack, addressOutput = '', deployCommand }: DeployedFunction,
): URL {
  const address = outputs.get(addressOutput);
  if (address !== undefined && URL.canParse(address)) return new URL(address);
  throw new TargetError(
    `the stack ${stack} has no output ${addressOutput}, so the address of its API is unknown. Deploy it again (${deployCommand}), or give the address with --api-url`,
  );
}
