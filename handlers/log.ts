import type { Visit } from './instance.ts';

export interface LoggedCall extends Visit {
  readonly route: string;
  readonly requestId?: string;
}

/**
 * One log record. Where Lambda writes JSON it is handed an object, which it embeds as it is; a
 * string would be encoded a second time. Elsewhere a person reads it.
 */
export function say(word: 'Hello' | 'Goodbye', call: LoggedCall): void {
  if (process.env['AWS_LAMBDA_LOG_FORMAT']?.toUpperCase() === 'JSON') {
    console.log({ say: word, ...call });
    return;
  }
  const { route, instance, nth, cold, requestId = '-' } = call;
  const temperature = cold ? 'cold' : 'warm';
  console.log(
    `${word.padEnd(7)}  ${route}  instance ${instance}  call ${nth} (${temperature})  request ${requestId}`,
  );
}
