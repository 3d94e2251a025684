import type { Pong } from './pong.ts';

/** What Lambda tells an execution environment about itself; nothing elsewhere. */
export function environment(): Pick<Pong, 'initializationType' | 'environment' | 'maxConcurrency'> {
  const initializationType = process.env['AWS_LAMBDA_INITIALIZATION_TYPE'];
  return {
    ...(initializationType === undefined ? {} : { initializationType }),
    ...sharedEnvironment(),
  };
}

/**
 * On Managed Instances one environment serves several calls at a time, on several worker threads.
 * Each thread loads the code by itself, and so is an instance; the log stream they have in common.
 */
function sharedEnvironment(): Pick<Pong, 'environment' | 'maxConcurrency'> {
  const most = process.env['AWS_LAMBDA_MAX_CONCURRENCY'];
  const name = process.env['AWS_LAMBDA_LOG_STREAM_NAME'];
  if (most === undefined) return {};
  return {
    ...(/^[1-9]\d{0,5}$/.test(most) ? { maxConcurrency: Number(most) } : {}),
    ...(name ? { environment: name } : {}),
  };
}
