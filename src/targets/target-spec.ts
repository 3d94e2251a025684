import { defined } from '../core/defined.ts';
import { UNIX_SOCKET, type TargetDescription, type Until } from '../core/target-description.ts';
import type { FunctionName } from './aws/function-name.ts';
import type { ConnectOptions } from './connector.ts';
import { isTemplate } from './fill-request.ts';
import type { HttpMessage } from './http-target.ts';
import type { Mode } from './local-service.ts';

// Targets as the command line specifies them.

/** A route of the local service. */
export interface LocalTargetSpec {
  readonly kind: 'local';
  /** With its query. */
  readonly path: string;
  readonly mode: Mode;
}

/** An HTTP or HTTPS address. */
export interface HttpTargetSpec {
  readonly kind: 'http';
  readonly url: URL;
  /** The address as reports show it, with `{port}`, `{n}` and `{line}` as they were typed. */
  readonly shownUrl: string;
  readonly message: HttpMessage;
  /** How to reach the host of the address. */
  readonly connection: ConnectOptions;
  /** What `{line}` stands for, in turn. */
  readonly lines?: readonly string[];
  /** The response header that names the instance. */
  readonly instanceHeader?: string;
  /** Whether calls are judged by when their answers begin. */
  readonly until?: Until;
  /** Over HTTP/2, on so many connections at least. */
  readonly http2?: { readonly connections: number };
  /** What is asked for while calls wait, with --why. */
  readonly bystanderPath?: string;
  /** The server to start first. */
  readonly server?: ServerSpec;
}

/** A server to start before the run and to end after it. */
export interface ServerSpec {
  /** The command and its arguments. */
  readonly command: readonly string[];
  /** The same as reports show it: with `{port}` as it was typed, and without secrets. */
  readonly shownCommand: readonly string[];
  /** How long it may take until it answers, ms. */
  readonly readyMs: number;
}

/** Whether to replace all instances first. A string repeats the function's name as a confirmation. */
export type Cold = boolean | string;

/** A route of our service on AWS. */
export interface DeployedTargetSpec {
  readonly kind: 'deployed';
  readonly stage: string;
  /** With its query. */
  readonly path: string;
  /** The address of the API, instead of the one in the outputs of the stack. */
  readonly apiUrl?: URL;
  readonly cold: Cold;
}

/** A Lambda function, called through the Invoke API. */
export interface LambdaTargetSpec {
  readonly kind: 'lambda';
  readonly function: FunctionName;
  /** The event, as JSON. */
  readonly event: string;
  /** What `{line}` stands for in the event, in turn. */
  readonly lines?: readonly string[];
  readonly cold: Cold;
}

/** Any target that the command line can specify. */
export type TargetSpec = LocalTargetSpec | HttpTargetSpec | DeployedTargetSpec | LambdaTargetSpec;

/** What is known of a target before it is opened. */
export function describeSpec(spec: TargetSpec): TargetDescription {
  const { kind } = spec;
  switch (kind) {
    case 'local':
      return { kind, method: 'GET', path: spec.path, mode: spec.mode };
    case 'http': {
      const { shownUrl, message, instanceHeader, connection, until, http2 } = spec;
      const requestsDiffer = isTemplate({ ...message, path: shownUrl }) || undefined;
      const more = defined({
        instanceHeader,
        requestsDiffer,
        until,
        http2,
        connectedTo: placeOf(connection),
      });
      return { kind, method: message.method, url: shownUrl, ...more };
    }
    case 'deployed':
      return { kind, method: 'GET', path: spec.path };
    case 'lambda':
      return { kind, name: spec.function.full };
  }
}

/** Where connections go if not to the host of the address; `undefined` if they do. */
function placeOf({ socketPath, address }: ConnectOptions): string | undefined {
  if (socketPath !== undefined) return `${UNIX_SOCKET}${socketPath}`;
  if (address === undefined) return undefined;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `${host}:${address.port}`;
}
