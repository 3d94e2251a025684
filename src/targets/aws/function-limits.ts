import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { defined } from '../../core/defined.ts';
import type { TargetDescription } from '../../core/target-description.ts';

/**
 * Reads from Lambda how many calls a function may run at a time, so a verdict can name the limit that
 * a burst hits. Leaves out what there is no permission to read or what an emulator does not know.
 */
export async function readFunctionLimits(
  client: LambdaClient,
  unqualified: string,
  abortSignal: AbortSignal,
): Promise<Pick<TargetDescription, 'limits' | 'callsPerInstance'>> {
  const options = { abortSignal };
  const FunctionName = unqualified;
  const [account, concurrency, configuration] = await Promise.allSettled([
    client.send(new GetAccountSettingsCommand({}), options),
    client.send(new GetFunctionConcurrencyCommand({ FunctionName }), options),
    client.send(new GetFunctionConfigurationCommand({ FunctionName }), options),
  ]);
  const accountConcurrency = fulfilledValue(account)?.AccountLimit?.ConcurrentExecutions;
  const reservedConcurrency = fulfilledValue(concurrency)?.ReservedConcurrentExecutions;
  const limits = defined({ accountConcurrency, reservedConcurrency });
  const { FunctionArn, CapacityProviderConfig } = fulfilledValue(configuration) ?? {};
  const ordinary = FunctionArn !== undefined && CapacityProviderConfig === undefined;
  return defined({
    limits: Object.keys(limits).length > 0 ? limits : undefined,
    // With a capacity provider (Managed Instances) an environment takes several calls at a time.
    callsPerInstance: ordinary ? 1 : undefined,
  });
}

function fulfilledValue<Value>(result: PromiseSettledResult<Value>): Value | undefined {
  return result.status === 'fulfilled' ? result.value : undefined;
}
