import type { HttpTargetSpec, LocalTargetSpec, TargetSpec } from './target-spec.ts';
import { httpTarget } from './http-target.ts';
import { startLocalService } from './local-service.ts';
import { localTarget } from './local-target.ts';
import type { AwsOptions } from './aws/open-aws.ts';
import type { OpenTarget } from './target.ts';

/** Makes what the command line names callable. */
export async function openTarget(request: TargetSpec, options: AwsOptions): Promise<OpenTarget> {
  switch (request.kind) {
    case 'http':
      return openHttp(request, options);
    case 'local':
      return openLocal(request, options);
    case 'deployed':
      return (await import('./aws/open-aws.ts')).openDeployed(request, options);
    case 'lambda':
      return (await import('./aws/open-aws.ts')).openLambda(request, options);
  }
}

function openHttp(
  { kind, url, message, instanceHeader }: HttpTargetSpec,
  options: AwsOptions,
): OpenTarget {
  const target = httpTarget({
    ...options,
    url,
    message,
    instanceHeader,
    description: { kind, method: message.method, url: url.href },
    pongExpected: false,
  });
  return { target, close: () => Promise.resolve() };
}

async function openLocal(request: LocalTargetSpec, options: AwsOptions): Promise<OpenTarget> {
  const service = await startLocalService(request.mode, options.signal);
  return { target: localTarget({ ...options, ...request, service }), close: service.stop };
}
