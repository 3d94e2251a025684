import type { Serverless, SlsOptions } from './framework.ts';

/**
 * The AWS profile that the command line or the service names, which only the framework knows.
 * `undefined` if neither names one, or if the environment overrides that of the service.
 */
export function profileOf(
  { service }: Serverless,
  { 'aws-profile': given }: SlsOptions,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (typeof given === 'string') return given;
  const overridden = env['AWS_PROFILE'] ?? env['AWS_ACCESS_KEY_ID'];
  return overridden === undefined ? service.provider.profile : undefined;
}
