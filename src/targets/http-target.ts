import { readAnswer, type Answer } from '../core/answers/answer.ts';
import type { Clock } from '../core/fire.ts';
import type { TargetDescription } from '../core/target-description.ts';
import { connectorTo } from './connector.ts';
import { prepareCalls, type Outcome, type WireRequest } from './prepare-calls.ts';
import type { Target } from './target.ts';

/** What is sent: as curl's -X, -H and -d say it. */
export interface HttpMessage {
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
}

/** Headers of every request, unless --header replaces or removes them. */
export const DEFAULT_HEADERS = { accept: '*/*', 'user-agent': 'concurrency-check' };

export interface HttpOptions {
  readonly url: URL;
  readonly message: HttpMessage;
  readonly description: TargetDescription;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Whether an answer that is no PONG! is a failure: of our own service it always is. */
  readonly pongExpected: boolean;
  /** The response header that names the instance, in lower case. */
  readonly instanceHeader?: string | undefined;
  /** Signs a request that is about to be sent, where only signed ones are let in. */
  readonly sign?: ((wire: WireRequest) => Promise<WireRequest>) | undefined;
}

/** An HTTP or HTTPS address. A target that has answered PONG! once has to go on doing so. */
export function httpTarget(options: HttpOptions): Target {
  const { url, message, instanceHeader, timeoutMs, clock, description } = options;
  const connector = connectorTo(url);
  const plain: WireRequest = {
    ...message,
    path: url.pathname + url.search,
    headers: { host: url.host, ...message.headers },
  };
  let { pongExpected } = options;
  return {
    description,
    prepare: async (prepareOptions) => {
      const wire = (await options.sign?.(plain)) ?? plain;
      const expected = pongExpected;
      const read = (answer: Answer): Outcome => {
        const said = readAnswer(answer, { pongExpected: expected, instanceHeader });
        pongExpected ||= said.served?.nth !== undefined;
        return said;
      };
      const requests = Array.from({ length: prepareOptions.calls }, () => ({ wire, read }));
      return prepareCalls({ connector, requests, timeoutMs, clock }, prepareOptions);
    },
  };
}
