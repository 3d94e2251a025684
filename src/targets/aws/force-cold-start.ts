import { setTimeout as wait } from 'node:timers/promises';
import {
  GetFunctionConfigurationCommand,
  PreconditionFailedException,
  ResourceConflictException,
  ResourceNotFoundException,
  UpdateFunctionConfigurationCommand,
  type EnvironmentError,
  type GetFunctionConfigurationCommandOutput,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { messageOf, TargetError } from '../../errors.ts';
import { describeAwsError, type AwsOptions } from './aws-client.ts';

/** The environment variable that is set to replace a function's instances, and then removed. */
const COLD_VARIABLE = 'CONCURRENCY_CHECK_COLD';

/** Replaces the instances of a function, and restores its configuration afterwards. */
export interface ColdStarter {
  /** Resolves once the change is in effect. Rejects with a TargetError if it fails. */
  readonly forceColdStart: (signal: AbortSignal) => Promise<void>;
  /** Never rejects: if it fails, `onLeftover` receives what is left and what to do by hand. */
  readonly restore: () => Promise<void>;
}

const POLL_MS = 200;
/** A change takes a few seconds. */
const IN_EFFECT_WITHIN_MS = 60_000;
/** Attempts to change a configuration while others change it, too. */
const CHANGE_ATTEMPTS = 5;

/**
 * Creates a ColdStarter for a function. A change of the environment variables replaces all instances;
 * a change of the description would not. Only our own variable is set and removed, and the update
 * names the revision that was read, so nobody else's change is lost. `notify` receives a line about
 * each change.
 */
export function coldStarterFor(
  client: LambdaClient,
  functionName: string,
  { notify, onLeftover }: Pick<AwsOptions, 'notify' | 'onLeftover'>,
): ColdStarter {
  const configuration = new Configuration(client, functionName);
  let changed = false;
  return {
    forceColdStart: async (signal) => {
      notify(
        `--cold: setting the environment variable ${COLD_VARIABLE} of ${functionName} to replace its instances; it is removed at the end`,
      );
      await configuration.change((variables) => {
        changed = true;
        return { ...variables, [COLD_VARIABLE]: newValue() };
      });
      await configuration.untilInEffect(signal);
    },
    restore: async () => {
      if (!changed) return;
      try {
        await configuration.change(withoutColdVariable);
        await configuration.untilInEffect();
        notify(`--cold: ${functionName} is restored`);
      } catch (error) {
        if (isGone(error)) {
          notify(`--cold: ${functionName} no longer exists, so there is nothing to restore`);
          return;
        }
        onLeftover(
          `--cold: the environment variable ${COLD_VARIABLE} of ${functionName} could not be removed; remove it by hand. ${messageOf(error)}`,
        );
      }
    },
  };
}

type Variables = Record<string, string>;

class Configuration {
  readonly #client: LambdaClient;
  readonly #functionName: string;

  constructor(client: LambdaClient, functionName: string) {
    this.#client = client;
    this.#functionName = functionName;
  }

  /**
   * Tries again if another change was made in between or is not yet in effect. Changes nothing if `to`
   * returns nothing.
   */
  async change(to: (variables: Variables) => Variables | undefined): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      await this.untilInEffect();
      const { Environment, RevisionId } = await this.#read();
      if (Environment?.Error !== undefined)
        throw unreadableError(this.#functionName, Environment.Error);
      const Variables = to(Environment?.Variables ?? {});
      if (Variables === undefined) return;
      const command = new UpdateFunctionConfigurationCommand({
        FunctionName: this.#functionName,
        RevisionId,
        Environment: { Variables },
      });
      const error: unknown = await this.#client.send(command).then(
        () => undefined,
        (problem: unknown) => problem,
      );
      if (error === undefined) return;
      if (attempt === CHANGE_ATTEMPTS || !isConflict(error)) return this.#fail(error);
    }
  }

  /** Waits until a change is in effect. Until then the old instances go on answering. */
  async untilInEffect(signal?: AbortSignal): Promise<void> {
    for (let waitedMs = 0; waitedMs < IN_EFFECT_WITHIN_MS; waitedMs += POLL_MS) {
      signal?.throwIfAborted();
      const {
        State,
        LastUpdateStatus,
        LastUpdateStatusReason = 'no reason given',
      } = await this.#read();
      if (LastUpdateStatus === 'Failed')
        throw updateFailed(this.#functionName, LastUpdateStatusReason);
      if (LastUpdateStatus !== 'InProgress' && State !== 'Pending') return;
      await wait(POLL_MS, undefined, signal === undefined ? {} : { signal });
    }
    throw new TargetError(
      `--cold: the configuration change of ${this.#functionName} was not in effect within ${IN_EFFECT_WITHIN_MS / 1000} s`,
    );
  }

  async #read(): Promise<GetFunctionConfigurationCommandOutput> {
    const command = new GetFunctionConfigurationCommand({ FunctionName: this.#functionName });
    return this.#client.send(command).catch(this.#fail);
  }

  readonly #fail = (error: unknown): never => {
    throw new TargetError(`--cold: ${this.#functionName}: ${describeAwsError(error)}`, {
      cause: error,
    });
  };
}

/** `undefined` if it is not there, as after a change that was refused. */
function withoutColdVariable(variables: Variables): Variables | undefined {
  if (variables[COLD_VARIABLE] === undefined) return undefined;
  return Object.fromEntries(Object.entries(variables).filter(([name]) => name !== COLD_VARIABLE));
}

/** The error of the SDK is the cause of ours. */
function isGone(error: unknown): boolean {
  return error instanceof TargetError && error.cause instanceof ResourceNotFoundException;
}

function isConflict(error: unknown): boolean {
  return error instanceof ResourceConflictException || error instanceof PreconditionFailedException;
}

function updateFailed(functionName: string, reason: string): TargetError {
  return new TargetError(`--cold: the configuration change of ${functionName} failed: ${reason}`);
}

function unreadableError(functionName: string, { Message = '' }: EnvironmentError): TargetError {
  return new TargetError(
    `--cold: the environment variables of ${functionName} cannot be read, so they were not changed: ${Message}`,
  );
}

/** Differs from the last value; with the same one, nothing would change. */
function newValue(): string {
  return Date.now().toString(36);
}
