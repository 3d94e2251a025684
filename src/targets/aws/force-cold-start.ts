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
import { awsProblem } from './aws-client.ts';

/** What is added to a function's environment, and taken out again. */
const COLD_VARIABLE = 'CONCURRENCY_CHECK_COLD';

/** Makes instances cold, and puts back what it changed for that. */
export interface ColdStarter {
  readonly forceColdStart: (signal: AbortSignal) => Promise<void>;
  readonly putBack: () => Promise<void>;
}

const POLL_MS = 200;
const UPDATED_WITHIN_MS = 60_000;
const CHANGE_ATTEMPTS = 5;

/**
 * A change of the environment variables replaces every instance, one of the description would not. Only
 * our own variable is set and removed; everything else is written back as it was read, and the
 * revision that was read has to be the one that is changed, so that nobody's change is lost.
 */
export function coldStarterFor(
  client: LambdaClient,
  functionName: string,
  notify: (notice: string) => void,
): ColdStarter {
  const configuration = new Configuration(client, functionName);
  let changed = false;
  return {
    forceColdStart: async (signal) => {
      notify(
        `--cold: sets the environment variable ${COLD_VARIABLE} of ${functionName}, so that its instances are replaced, and removes it at the end`,
      );
      await configuration.change((variables) => {
        changed = true;
        return { ...variables, [COLD_VARIABLE]: token() };
      });
      await configuration.settle(signal);
    },
    putBack: async () => {
      if (!changed) return;
      try {
        await configuration.change(withoutOurs);
        await configuration.settle();
        notify(`--cold: ${functionName} is as it was`);
      } catch (error) {
        if (isGone(error)) {
          notify(`--cold: ${functionName} is no longer there, and needs nothing put back`);
          return;
        }
        notify(
          `--cold: ${functionName} could not be put back, remove its environment variable ${COLD_VARIABLE} yourself: ${messageOf(error)}`,
        );
      }
    },
  };
}

type Variables = Readonly<Record<string, string>>;

class Configuration {
  readonly #client: LambdaClient;
  readonly #functionName: string;

  constructor(client: LambdaClient, functionName: string) {
    this.#client = client;
    this.#functionName = functionName;
  }

  /** While another change is coming into force, or where one came in between, it is tried again. */
  async change(to: (variables: Variables) => Variables): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      await this.settle();
      const { Environment, RevisionId } = await this.#read();
      if (Environment?.Error !== undefined) throw unreadable(this.#functionName, Environment.Error);
      const command = new UpdateFunctionConfigurationCommand({
        FunctionName: this.#functionName,
        RevisionId,
        Environment: { Variables: { ...to(Environment?.Variables ?? {}) } },
      });
      const error: unknown = await this.#client.send(command).then(
        () => undefined,
        (problem: unknown) => problem,
      );
      if (error === undefined) return;
      if (attempt === CHANGE_ATTEMPTS || !isConflict(error)) return this.#fail(error);
    }
  }

  /** Waits until a change has come into force: until then the old instances go on answering. */
  async settle(signal?: AbortSignal): Promise<void> {
    for (let waitedMs = 0; waitedMs < UPDATED_WITHIN_MS; waitedMs += POLL_MS) {
      signal?.throwIfAborted();
      const { State, LastUpdateStatus } = await this.#read();
      if (LastUpdateStatus === 'Failed') break;
      if (LastUpdateStatus !== 'InProgress' && State !== 'Pending') return;
      await wait(POLL_MS, undefined, signal === undefined ? {} : { signal });
    }
    throw new TargetError(`--cold: the change of ${this.#functionName} did not come into force`);
  }

  async #read(): Promise<GetFunctionConfigurationCommandOutput> {
    const command = new GetFunctionConfigurationCommand({ FunctionName: this.#functionName });
    return this.#client.send(command).catch(this.#fail);
  }

  readonly #fail = (error: unknown): never => {
    throw new TargetError(`--cold: ${this.#functionName}: ${awsProblem(error)}`, { cause: error });
  };
}

function withoutOurs(variables: Variables): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => name !== COLD_VARIABLE));
}

/** What is wrong with a request stands behind our words for it. */
function isGone(error: unknown): boolean {
  return error instanceof TargetError && error.cause instanceof ResourceNotFoundException;
}

function isConflict(error: unknown): boolean {
  return error instanceof ResourceConflictException || error instanceof PreconditionFailedException;
}

function unreadable(functionName: string, { Message = '' }: EnvironmentError): TargetError {
  return new TargetError(
    `--cold: the environment variables of ${functionName} cannot be read, and are not changed: ${Message}`,
  );
}

/** Other than the last one, or nothing would change. */
function token(): string {
  return Date.now().toString(36);
}
