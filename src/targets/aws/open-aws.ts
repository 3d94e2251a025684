import type { LambdaClient } from '@aws-sdk/client-lambda';
import { defined } from '../../core/defined.ts';
import { TargetError, UsageError } from '../../errors.ts';
import type { DeployedTargetSpec, LambdaTargetSpec } from '../target-spec.ts';
import {
  createLambdaClient,
  assertCredentials,
  type AwsOptions,
  type AwsSettings,
} from './aws-client.ts';
import { deployedTarget, functionForPath, pingRoutes } from './deployed-target.ts';
import { readFunctionLimits } from './function-limits.ts';
import type { FunctionName } from './function-name.ts';
import { prepareInvoke } from './invoke-requests.ts';
import { lambdaTarget } from './lambda-target.ts';
import { coldStarterFor, type ColdStarter } from './force-cold-start.ts';
import { findOwnStack, SERVICE } from './stack.ts';
import type { OpenTarget } from '../target.ts';

// This module, and with it the AWS SDK, is imported only if AWS is called.

/**
 * Opens a Lambda function as a target.
 * @throws TargetError if there are no credentials, or if AWS cannot be asked.
 * @throws UsageError if `--cold` would change a function of another stack.
 */
export async function openLambda(spec: LambdaTargetSpec, options: AwsOptions): Promise<OpenTarget> {
  const { function: functionName, event, lines, cold, emulator } = spec;
  const place = defined({ region: functionName.region, emulator });
  const { client, region } = await createLambdaClient(options, place);
  await assertCredentials(client);
  const limits = await readFunctionLimits(client, functionName.unqualified, options.signal);
  options.signal.throwIfAborted();
  if (cold !== false) await assertOwnFunction({ functionName, cold }, { client, region }, options);
  const { origin } = await prepareInvoke(client, { functionName: functionName.full, event });
  const target = lambdaTarget({
    ...options,
    client,
    event,
    lines,
    origin,
    function: functionName,
    description: {
      kind: 'lambda',
      name: functionName.full,
      region,
      ...emulatorUrl(origin),
      ...limits,
    },
  });
  const coldStarter =
    cold === false ? undefined : coldStarterFor(client, functionName.unqualified, options);
  return toOpenTarget(target, coldStarter, client);
}

/**
 * Opens a route of our service on AWS as a target.
 * @throws TargetError if there are no credentials, no such stack, or no such route in it.
 * @throws UsageError if `--cold` names another function.
 */
export async function openDeployed(
  spec: DeployedTargetSpec,
  options: AwsOptions,
): Promise<OpenTarget> {
  const { stage, path, apiUrl, cold } = spec;
  const { client, region } = await createLambdaClient(options);
  await assertCredentials(client);
  const { signal } = options;
  const stack = await findOwnStack(stage, { lambda: client, region, signal });
  const served = functionForPath(stack, path);
  if (served === undefined) {
    throw new TargetError(
      `the stack ${stack.name} has no route ${path.split('?')[0]} to check; expected one of ${pingRoutes(stack).join(', ') || 'none'}`,
    );
  }
  if (typeof cold === 'string' && cold !== served) {
    throw new UsageError(
      `--cold=${cold}: expected the name of the function that is called, ${served}`,
    );
  }
  const { limits } = await readFunctionLimits(client, served, signal);
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
  const coldStarter = cold === false ? undefined : coldStarterFor(client, served, options);
  return toOpenTarget(target, coldStarter, client);
}

/** The address, if it is not AWS's own: then an emulator or a proxy answers. */
function emulatorUrl(origin: URL): { url?: string } {
  return /\.amazonaws\.com(\.cn)?$/.test(origin.hostname) ? {} : { url: origin.origin };
}

function toOpenTarget(
  target: OpenTarget['target'],
  coldStarter: ColdStarter | undefined,
  client: LambdaClient,
): OpenTarget {
  return {
    target: { ...target, ...defined({ forceColdStart: coldStarter?.forceColdStart }) },
    close: async () => {
      await coldStarter?.restore();
      client.destroy();
    },
  };
}

/** Changes a function of another stack only if its name is given twice. */
async function assertOwnFunction(
  { functionName, cold }: { functionName: FunctionName; cold: true | string },
  { client, region }: { client: LambdaClient; region: string },
  { signal }: AwsSettings,
): Promise<void> {
  if (cold === functionName.full || cold === functionName.name) return;
  if (cold !== true) {
    throw new UsageError(
      `--cold=${cold}: expected the name of the function that is called, ${functionName.name}`,
    );
  }
  const stage = new RegExp(`^${SERVICE}-(.+?)-ping(-blocking|-cpu)?$`).exec(functionName.name)?.[1];
  const lookup = { lambda: client, region, signal };
  const stack = stage === undefined ? undefined : await findOwnStack(stage, lookup);
  if (stack?.functions.includes(functionName.name) === true) return;
  const { name } = functionName;
  throw new UsageError(
    `--cold changes the configuration of ${name}, which is not part of this project's stack. If you mean that, repeat the name: --cold=${name}`,
  );
}
