import type { InstanceCall } from './instance.ts';

/** A call as it is logged. */
export interface LoggedCall extends InstanceCall {
  readonly route: string;
  readonly requestId?: string;
}

/**
 * Writes one log record. If Lambda writes JSON, as it always does on Managed Instances, the record is
 * an object, which Lambda embeds; a string would be encoded twice. Elsewhere it is a line of text.
 */
export function logCall(word: 'Hello' | 'Goodbye', call: LoggedCall): void {
  if (writesJson(process.env)) {
    console.log({ say: word, ...call });
    return;
  }
  const { route, instance, nth, cold, requestId = '-' } = call;
  const temperature = cold ? 'cold' : 'warm';
  console.log(
    `${word.padEnd(7)}  ${route}  instance ${instance}  call ${nth} (${temperature})  request ${requestId}`,
  );
}

function writesJson(env: NodeJS.ProcessEnv): boolean {
  return (
    env['AWS_LAMBDA_LOG_FORMAT']?.toUpperCase() === 'JSON' ||
    env['AWS_LAMBDA_MAX_CONCURRENCY'] !== undefined
  );
}
