import type { Pong } from './pong.ts';

/** What Lambda's environment variables say about this execution environment; empty elsewhere. */
export function environment(): Pick<Pong, 'initializationType' | 'environment' | 'maxConcurrency'> {
  const initializationType = process.env['AWS_LAMBDA_INITIALIZATION_TYPE'];
  return {
    ...(initializationType === undefined ? {} : { initializationType }),
    ...sharedEnvironment(),
  };
}

/**
 * On Managed Instances, one environment serves several calls at a time on several worker threads.
 * Each thread loads the code itself, so each is an instance. They share the log stream, whose name
 * identifies the environment.
 */
function sharedEnvironment(): Pick<Pong, 'environment' | 'maxConcurrency'> {
  const maxConcurrency = process.env['AWS_LAMBDA_MAX_CONCURRENCY'];
  const logStream = process.env['AWS_LAMBDA_LOG_STREAM_NAME'];
  if (maxConcurrency === undefined) return {};
  return {
    ...(/^[1-9]\d{0,5}$/.test(maxConcurrency) ? { maxConcurrency: Number(maxConcurrency) } : {}),
    ...(logStream ? { environment: logStream } : {}),
  };
}
