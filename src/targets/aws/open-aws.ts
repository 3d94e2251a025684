import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { Clock } from '../../core/fire.ts';
import { TargetError, UsageError } from '../../errors.ts';
import type { DeployedTargetSpec, LambdaTargetSpec } from '../target-spec.ts';
import { lambdaClient, requireCredentials, type AwsSettings } from './aws-client.ts';
import { deployedTarget, functionOf, routesOf } from './deployed-target.ts';
import { describeLimits } from './function-limits.ts';
import type { FunctionName } from './function-name.ts';
import { prepareInvoke } from './invoke-requests.ts';
import { lambdaTarget } from './lambda-target.ts';
import { coldStarterFor, type ColdStarter } from './force-cold-start.ts';
import { findStack, SERVICE, stackName } from './stack.ts';
import type { OpenTarget } from '../target.ts';

export interface AwsOptions extends AwsSettings {
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** What is about to happen to something of the user's. */
  readonly notify: (notice: string) => void;
}

// This module, and with it the AWS SDK, is only loaded where AWS is to be called.

export async function openLambda(
  request: LambdaTargetSpec,
  options: AwsOptions,
): Promise<OpenTarget> {
  const { function: called, event, cold } = request;
  const { client, region } = await lambdaClient(options, called.region);
  await requireCredentials(client);
  const limits = await describeLimits(client, called.unqualified, options.signal);
  options.signal.throwIfAborted();
  if (cold !== false) await assertOwnFunction({ called, cold }, { client, region }, options);
  const { origin } = await prepareInvoke(client, { functionName: called.full, event });
  const target = lambdaTarget({
    ...options,
    client,
    event,
    origin,
    function: called,
    description: { kind: 'lambda', name: called.full, region, ...elsewhere(origin), ...limits },
  });
  const coldStarter =
    cold === false ? undefined : coldStarterFor(client, called.unqualified, options.notify);
  return opened(target, coldStarter, client);
}

export async function openDeployed(
  request: DeployedTargetSpec,
  options: AwsOptions,
): Promise<OpenTarget> {
  const { stage, path, apiUrl, cold } = request;
  const { client, region } = await lambdaClient(options);
  await requireCredentials(client);
  const { signal } = options;
  const stack = await findStack(stackName(stage), { lambda: client, region, signal });
  const served = functionOf(stack, path);
  if (served === undefined) {
    throw new TargetError(
      `${stack.name} has no route ${path.split('?')[0]} to check; it has ${routesOf(stack).join(', ') || 'none'}`,
    );
  }
  if (typeof cold === 'string' && cold !== served) {
    throw new UsageError(`--cold=${cold}: the function that is called is ${served}`);
  }
  const { limits } = await describeLimits(client, served, signal);
  signal.throwIfAborted();
  const target = deployedTarget({
    ...options,
    stack,
    path,
    apiUrl,
    lambda: client,
    region,
    limits,
  });
  const coldStarter = cold === false ? undefined : coldStarterFor(client, served, options.notify);
  return opened(target, coldStarter, client);
}

/** An address that is not AWS's own is told: what answers there is an emulator, or a proxy. */
function elsewhere(origin: URL): { url?: string } {
  return /\.amazonaws\.com(\.cn)?$/.test(origin.hostname) ? {} : { url: origin.origin };
}

function opened(
  target: OpenTarget['target'],
  coldStarter: ColdStarter | undefined,
  client: LambdaClient,
): OpenTarget {
  return {
    target:
      coldStarter === undefined
        ? target
        : { ...target, forceColdStart: coldStarter.forceColdStart },
    close: async () => {
      await coldStarter?.putBack();
      client.destroy();
    },
  };
}

/** Of other people's functions nothing is changed unless the name was given twice. */
async function assertOwnFunction(
  { called, cold }: { called: FunctionName; cold: true | string },
  { client, region }: { client: LambdaClient; region: string },
  { signal }: AwsSettings,
): Promise<void> {
  if (cold === called.full || cold === called.name) return;
  if (cold !== true) {
    throw new UsageError(`--cold=${cold}: the function that is called is ${called.name}`);
  }
  const stage = new RegExp(`^${SERVICE}-(.+?)-ping(-blocking|-cpu)?$`).exec(called.name)?.[1];
  const stack =
    stage === undefined
      ? undefined
      : await findStack(stackName(stage), { lambda: client, region, signal });
  if (stack?.functions.includes(called.name) === true) return;
  throw new UsageError(
    `--cold changes the configuration of ${called.name}, which is not of this project's stack; if that is meant, repeat its name: --cold=${called.name}`,
  );
}
