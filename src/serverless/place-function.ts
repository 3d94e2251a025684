import { UsageError } from '../errors.ts';
import { readApiUrl } from '../options/target-options.ts';
import type {
  DeployedFunction,
  FunctionTargetSpec,
  OfflineFunction,
} from '../targets/target-spec.ts';
import { STARTED_BY_US, type PluginInput, type Serverless, type SlsOptions } from './framework.ts';
import type { FunctionCall } from './function-call.ts';
import { deployCommand, serviceWords, textOf } from './words.ts';

/**
 * Where a function runs: under serverless-offline with `--local`, else on AWS.
 * @throws UsageError if an option does not apply there, or if the service lacks serverless-offline.
 */
export function placeFunction(
  call: FunctionCall,
  input: PluginInput,
  env: NodeJS.ProcessEnv,
): FunctionTargetSpec['runs'] {
  const { options } = input;
  if (options['local'] === true) return runsOffline(call, input, env);
  if (options['in-process'] === true)
    throw new UsageError('--in-process applies only with --local');
  return runsOnAws(call, input.serverless, options);
}

function runsOffline(
  { route }: FunctionCall,
  { serverless, options, sls, folder }: PluginInput,
  env: NodeJS.ProcessEnv,
): OfflineFunction {
  const { service, pluginManager } = serverless;
  if (options['api-url'] !== undefined) throw new UsageError('--api-url does not apply to --local');
  if (pluginManager.commands['offline'] === undefined) {
    throw new UsageError(
      `--local needs serverless-offline, which is not among the plugins of ${service.service}: install it (npm install --save-dev serverless-offline) and add it to plugins in serverless.yml`,
    );
  }
  const inProcess =
    options['in-process'] === true || isOn(offlineSettings(serverless)['useInProcess']);
  return {
    by: 'offline',
    mode: inProcess ? 'one-process' : 'instance-per-call',
    service: {
      name: 'serverless-offline',
      folder,
      sls,
      arguments: [...serviceWords(options), ...(inProcess ? ['--useInProcess'] : [])],
      env: { ...env, [STARTED_BY_US]: '1' },
      hasHttp: route !== undefined,
    },
  };
}

/** The path under serverless-offline, which puts a REST API below its stage. */
export function offlinePath({ route, path }: FunctionCall, serverless: Serverless): string {
  const { noPrependStageInUrl, prefix } = offlineSettings(serverless);
  const stage = serverless.getProvider('aws').getStage();
  const isBelowStage = route?.api === 'http' && !isOn(noPrependStageInUrl);
  return `${typeof prefix === 'string' ? `/${prefix}` : ''}${isBelowStage ? `/${stage}` : ''}${path}`;
}

function offlineSettings({ service }: Serverless): Readonly<Record<string, unknown>> {
  const settings = service.custom?.['serverless-offline'];
  return typeof settings === 'object' && settings !== null ? { ...settings } : {};
}

function isOn(setting: unknown): boolean {
  return setting === true || setting === 'true';
}

/** The outputs of a stack that have the addresses of its APIs. */
const ADDRESS_OUTPUTS = { httpApi: 'HttpApiUrl', http: 'ServiceEndpoint' };

function runsOnAws(
  { key, name, route }: FunctionCall,
  serverless: Serverless,
  options: SlsOptions,
): DeployedFunction {
  const provider = serverless.getProvider('aws');
  const apiUrl = textOf(options, 'api-url');
  if (apiUrl !== undefined && route === undefined) {
    throw new UsageError(`--api-url applies only to functions with an HTTP route; ${key} has none`);
  }
  return {
    by: 'stack',
    stack: provider.naming.getStackName(),
    region: provider.getRegion(),
    functionName: name,
    ...(route === undefined ? {} : { addressOutput: ADDRESS_OUTPUTS[route.api] }),
    ...(apiUrl === undefined ? {} : { apiUrl: readApiUrl(apiUrl) }),
    deployCommand: deployCommand(options),
  };
}
