import { commandSecrets } from '../core/secrets/command-secrets.ts';
import { requestSecrets } from '../core/secrets/request-secrets.ts';
import {
  describeSpec,
  type FunctionTargetSpec,
  type HttpTargetSpec,
  type LocalTargetSpec,
  type OfflineFunction,
  type TargetSpec,
} from './target-spec.ts';
import { startLocalService } from './local-service.ts';
import { localTarget } from './local-target.ts';
import { startOffline } from './service/offline.ts';
import { placeCall } from './service/place-call.ts';
import type { TargetDescription } from '../core/target-description.ts';
import type { AwsOptions } from './aws/aws-client.ts';
import type { OpenTarget } from './target.ts';
import { targetWithVariants } from './variants.ts';

/**
 * Opens the target that the command line names. The caller has to close it.
 * @throws TargetError if the target cannot be opened.
 * @throws UsageError if an option does not suit what is found on AWS.
 */
export async function openTarget(spec: TargetSpec, options: AwsOptions): Promise<OpenTarget> {
  switch (spec.kind) {
    case 'http':
      return openHttp(spec, options);
    case 'local':
      return openLocal(spec, options);
    case 'deployed':
      return (await import('./aws/open-aws.ts')).openDeployed(spec, options);
    case 'lambda':
      return (await import('./aws/open-aws.ts')).openLambda(spec, options);
    case 'function':
      return openFunction(spec, options);
  }
}

async function openFunction(spec: FunctionTargetSpec, options: AwsOptions): Promise<OpenTarget> {
  const { runs } = spec;
  if (runs.by === 'offline') return openOffline(spec, runs, options);
  const { locateFunction } = await import('./aws/locate-function.ts');
  const { description, call } = await locateFunction(spec, runs, options);
  return describedAs(description, await openTarget(call, options));
}

async function openOffline(
  spec: FunctionTargetSpec,
  { service }: OfflineFunction,
  options: AwsOptions,
): Promise<OpenTarget> {
  const { origin, lambdaOrigin, stop } = await startOffline(service, options.signal);
  const { call } = spec;
  try {
    const placed =
      call.kind === 'http' ? placeCall(call, origin) : { ...call, emulator: lambdaOrigin };
    const opened = await openTarget(placed, options);
    const close = async (): Promise<void> => {
      await opened.close();
      await stop();
    };
    return { ...describedAs(describeSpec(spec), opened), close };
  } catch (error) {
    await stop();
    throw error;
  }
}

function describedAs(
  description: Partial<TargetDescription>,
  { target, close }: OpenTarget,
): OpenTarget {
  return { target: { ...target, description: { ...target.description, ...description } }, close };
}

async function openHttp(spec: HttpTargetSpec, options: AwsOptions): Promise<OpenTarget> {
  const { url, server, connection, message, bystanderPath } = spec;
  const http = { ...options, ...spec, description: describeSpec(spec), pongExpected: false };
  const target = targetWithVariants(http, bystanderPath);
  if (server === undefined) return { target, close: () => Promise.resolve() };
  const { startServer } = await import('./started-server.ts');
  const secrets = [
    ...requestSecrets({ ...message, path: url.pathname + url.search }),
    ...commandSecrets(server.command),
  ];
  return startServer(target, { ...options, url, server, connection, secrets });
}

async function openLocal(spec: LocalTargetSpec, options: AwsOptions): Promise<OpenTarget> {
  const service = await startLocalService(spec.mode, options.signal);
  return { target: localTarget({ ...options, ...spec, service }), close: service.stop };
}
