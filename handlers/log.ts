import type { Visit } from './instance.ts';

export interface LoggedCall extends Visit {
  readonly route: string;
  readonly requestId?: string;
}

/**
 * One log record. Where Lambda writes JSON it is handed an object, which it embeds as it is; a
 * string would be encoded a second time; on Managed Instances it always does. Elsewhere a person
 * reads it.
 */
export function say(word: 'Hello' | 'Goodbye', call: LoggedCall): void {
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
