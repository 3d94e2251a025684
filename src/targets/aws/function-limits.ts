import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import type { TargetDescription } from '../../core/target-description.ts';

/**
 * What Lambda tells of how many calls a function may run at a time. Asked for beforehand, since it is
 * to name the limit that a burst meets; what may not be asked, or what an emulator does not know, is
 * left out.
 */
export async function describeLimits(
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
  const accountConcurrency = fulfilled(account)?.AccountLimit?.ConcurrentExecutions;
  const reservedConcurrency = fulfilled(concurrency)?.ReservedConcurrentExecutions;
  const limits = {
    ...(accountConcurrency === undefined ? {} : { accountConcurrency }),
    ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }),
  };
  const { FunctionArn, CapacityProviderConfig } = fulfilled(configuration) ?? {};
  const ordinary = FunctionArn !== undefined && CapacityProviderConfig === undefined;
  return {
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
    // On Managed Instances, which have a capacity provider, an environment takes many.
    ...(ordinary ? { callsPerInstance: 1 } : {}),
  };
}

function fulfilled<Value>(result: PromiseSettledResult<Value>): Value | undefined {
  return result.status === 'fulfilled' ? result.value : undefined;
}
