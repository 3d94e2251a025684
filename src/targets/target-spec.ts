import type { FunctionName } from './aws/function-name.ts';
import type { HttpMessage } from './http-target.ts';
import type { Mode } from './local-service.ts';

// What can be called, as the command line names it.

export interface LocalTargetSpec {
  readonly kind: 'local';
  /** With its query. */
  readonly path: string;
  readonly mode: Mode;
}

export interface HttpTargetSpec {
  readonly kind: 'http';
  readonly url: URL;
  readonly message: HttpMessage;
  /** The response header that names the instance. */
  readonly instanceHeader?: string;
}

/** Whether instances are made cold first; the name where somebody repeated it. */
export type Cold = boolean | string;

export interface DeployedTargetSpec {
  readonly kind: 'deployed';
  readonly stage: string;
  /** With its query. */
  readonly path: string;
  /** Where the API is to be called instead of at the stack's address. */
  readonly apiUrl?: URL;
  readonly cold: Cold;
}

export interface LambdaTargetSpec {
  readonly kind: 'lambda';
  readonly function: FunctionName;
  /** JSON. */
  readonly event: string;
  readonly cold: Cold;
}

export type TargetSpec = LocalTargetSpec | HttpTargetSpec | DeployedTargetSpec | LambdaTargetSpec;
