import { defined } from '../core/defined.ts';
import { UNIX_SOCKET, type TargetDescription, type Until } from '../core/target-description.ts';
import type { FunctionName } from './aws/function-name.ts';
import type { ConnectOptions } from './connector.ts';
import { isTemplate } from './requests/fill-request.ts';
import { sameForAll } from './requests/same-for-all.ts';
import type { HttpMessage } from './http-target.ts';
import type { Mode } from './local-service.ts';
import type { OfflineService } from './service/offline.ts';

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
  /** Over HTTP/2, on at least this many connections. */
  readonly http2?: { readonly connections: number };
  /** What is asked for while calls wait, with --why. */
  readonly bystanderPath?: string;
  /** The server to start first. */
  readonly server?: ServerSpec;
  /** How many calls an instance takes at a time, if the platform guarantees it. */
  readonly callsPerInstance?: number;
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
  /** The address of an emulator of Lambda, which accepts any credentials. */
  readonly emulator?: URL;
}

/** A function of any service with a serverless.yml. */
export interface FunctionTargetSpec {
  readonly kind: 'function';
  /** How it is called: by its route or, if it has none, through the Invoke API. The host is not known yet. */
  readonly call: HttpTargetSpec | LambdaTargetSpec;
  readonly runs: OfflineFunction | DeployedFunction;
}

/** A function that the service's own serverless-offline runs. */
export interface OfflineFunction {
  readonly by: 'offline';
  readonly mode: Mode;
  readonly service: OfflineService;
}

/** A function that was deployed to AWS. */
export interface DeployedFunction {
  readonly by: 'stack';
  readonly stack: string;
  readonly region: string;
  readonly functionName: string;
  /** The output of the stack that has the address of the API; absent if the function has no route. */
  readonly addressOutput?: string;
  /** The address of the API, instead of that output. */
  readonly apiUrl?: URL;
  /** What deploys it. */
  readonly deployCommand: string;
}

/** Any target that the command line, or the serverless command, can specify. */
export type TargetSpec =
  | LocalTargetSpec
  | HttpTargetSpec
  | DeployedTargetSpec
  | LambdaTargetSpec
  | FunctionTargetSpec;

/** What is known of a target before it is opened. */
export function describeSpec(spec: TargetSpec): TargetDescription {
  const { kind } = spec;
  switch (kind) {
    case 'local':
      return { kind, method: 'GET', path: spec.path, mode: spec.mode };
    case 'http': {
      const { shownUrl, message, instanceHeader, connection, until, http2, callsPerInstance } =
        spec;
      const requestsDiffer = isTemplate({ ...message, path: shownUrl }) || undefined;
      const same = sameForAll(spec);
      const more = defined({
        instanceHeader,
        requestsDiffer,
        sameForAll: same.length === 0 ? undefined : same,
        until,
        http2,
        callsPerInstance,
        connectedTo: placeOf(connection),
      });
      return { kind, method: message.method, url: shownUrl, ...more };
    }
    case 'deployed':
      return { kind, method: 'GET', path: spec.path };
    case 'lambda':
      return { kind, name: spec.function.full };
    case 'function':
      return describeFunction(spec);
  }
}

/** With what is known of the API's address: `{port}` for its port, or no host. */
function describeFunction({ call, runs }: FunctionTargetSpec): TargetDescription {
  const called = describeSpec(call);
  if (runs.by === 'offline') {
    const callsPerInstance = runs.mode === 'one-process' ? undefined : 1;
    return { ...called, ...defined({ callsPerInstance }), url: withAnyPort(called.url) };
  }
  const { region, stack: name } = runs;
  if (call.kind === 'lambda') return { ...called, region };
  const { method, requestsDiffer } = called;
  const path = afterHost(call.shownUrl);
  return { kind: 'deployed', name, region, path, ...defined({ method, requestsDiffer }) };
}

/** The same address for every run, so runs can be compared. */
function withAnyPort(url = LOCAL_HOST): string {
  return url.replace(LOCAL_HOST, `${LOCAL_HOST}:{port}`);
}

/** Where serverless-offline listens, without its port, which each run chooses. */
export const LOCAL_HOST = 'http://127.0.0.1';

function afterHost(url: string): string {
  return url.replace(/^\w+:\/\/[^/]*/, '');
}

/** Where connections go if not to the host of the address; `undefined` if they do. */
function placeOf({ socketPath, address }: ConnectOptions): string | undefined {
  if (socketPath !== undefined) return `${UNIX_SOCKET}${socketPath}`;
  if (address === undefined) return undefined;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `${host}:${address.port}`;
}
