import { readAnswer, type Answer } from '../core/answers/answer.ts';
import { instanceCandidates } from '../core/answers/instance-candidates.ts';
import type { Clock, PreparedCall } from '../core/fire.ts';
import type { TargetDescription, Until } from '../core/target-description.ts';
import { hideSecrets, requestSecrets } from '../core/secrets/request-secrets.ts';
import { connectorTo, type ConnectOptions } from './connector.ts';
import { requestMaker, signEach, type RequestTemplate } from './requests/fill-request.ts';
import { prepareStreams, type Spread } from './http2/prepare-streams.ts';
import { prepareCalls, type CallRequest, type Outcome, type WireRequest } from './prepare-calls.ts';
import type { PrepareOptions, Target } from './target.ts';

/** What is sent, as -X, -H and -d specify it. Header names are in lower case. */
export type HttpMessage = Omit<RequestTemplate, 'path'>;

/** Headers of every request, unless --header replaces or removes them. */
export const DEFAULT_HEADERS = { accept: '*/*', 'user-agent': 'concurrency-check' };

/** Enough answers to show which headers vary. */
const ENOUGH_ANSWERS = 100;

/** Statuses from here on are errors, whose messages quote the answer. */
const FIRST_ERROR = 400;

/** What an HTTP target is made from. */
export interface HttpOptions {
  readonly url: URL;
  readonly message: HttpMessage;
  /** How to reach the host of the address, if not simply by its name. */
  readonly connection?: ConnectOptions | undefined;
  readonly description: TargetDescription;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Whether an answer other than PONG! is a failure, as it is for our own service. */
  readonly pongExpected: boolean;
  /** The response header that names the instance, in lower case. */
  readonly instanceHeader?: string | undefined;
  /** What `{line}` stands for, in turn. */
  readonly lines?: readonly string[] | undefined;
  /** Whether calls are judged by when their answers begin. */
  readonly until?: Until | undefined;
  /** Over HTTP/2, on at least this many connections. */
  readonly http2?: { readonly connections: number } | undefined;
  /** Sees each answer as it came. */
  readonly onAnswer?: (answer: Answer) => void;
  /** Signs a request before it is sent, if the target accepts only signed ones. */
  readonly sign?: ((wire: WireRequest) => Promise<WireRequest>) | undefined;
}

/** A target at an HTTP or HTTPS address. Once it has answered PONG!, any other answer is a failure. */
export function httpTarget(options: HttpOptions): Target {
  const { url, message, instanceHeader, description } = options;
  const sender = senderTo(options);
  const unsigned: RequestTemplate = {
    ...message,
    path: url.pathname + url.search,
    headers: { host: url.host, ...message.headers },
  };
  const makeRequests = requestMaker(unsigned, options.lines);
  const secrets = requestSecrets(unsigned);
  let { pongExpected } = options;
  const withoutInstance: Answer['headers'][] = [];
  return {
    description,
    observed: () => ({
      ...sender.observed(),
      ...(withoutInstance.length === 0
        ? {}
        : { instanceHeaderCandidates: instanceCandidates(withoutInstance) }),
    }),
    prepare: async (prepareOptions) => {
      const made = makeRequests(prepareOptions.calls);
      const wires = options.sign === undefined ? made : await signEach(made, options.sign);
      const expected = pongExpected;
      const read = (answer: Answer): Outcome => {
        options.onAnswer?.(answer);
        const shown = answer.status < FIRST_ERROR ? answer : withoutSecrets(answer, secrets);
        const outcome = readAnswer(shown, { pongExpected: expected, instanceHeader });
        pongExpected ||= outcome.served?.nth !== undefined;
        const isMissing = instanceHeader !== undefined && outcome.served?.instance === undefined;
        if (isMissing && withoutInstance.length < ENOUGH_ANSWERS) {
          withoutInstance.push(answer.headers);
        }
        return outcome;
      };
      const requests = wires.map((wire) => ({ wire, read }));
      return sender.prepare(requests, prepareOptions);
    },
  };
}

/** How requests are sent: each on its own connection, or as streams that share connections. */
interface Sender {
  readonly prepare: (
    requests: readonly CallRequest[],
    options: PrepareOptions,
  ) => Promise<PreparedCall[]>;
  readonly observed: () => Pick<TargetDescription, 'http2'>;
}

function senderTo({ url, connection, http2, timeoutMs, clock, until }: HttpOptions): Sender {
  const protocol = http2 === undefined ? 'http/1.1' : 'h2';
  const connector = connectorTo(url, { ...connection, protocol });
  const input = { connector, timeoutMs, clock, until };
  if (http2 === undefined) {
    return {
      prepare: (requests, options) => prepareCalls({ ...input, requests }, options),
      observed: () => ({}),
    };
  }
  let most: Spread | undefined;
  return {
    prepare: async (requests, options) => {
      const streams = { ...input, ...http2, requests, origin: url };
      const { prepared, spread } = await prepareStreams(streams, options);
      if (spread.connections >= (most?.connections ?? 0)) most = spread;
      return prepared;
    },
    observed: () => (most === undefined ? {} : { http2: most }),
  };
}

/** Pages about errors may repeat the request. */
function withoutSecrets(answer: Answer, secrets: readonly string[]): Answer {
  return { ...answer, body: hideSecrets(answer.body, secrets) };
}
