import { LambdaClient } from '@aws-sdk/client-lambda';
import { defined } from '../../core/defined.ts';
import type { Clock } from '../../core/fire.ts';
import { codeOf, messageOf, TargetError } from '../../errors.ts';

/** Settings for calls to AWS, beyond those that the SDK reads from the environment and the profile. */
export interface AwsSettings {
  /** The region if the environment and the profile name none; the same default as serverless.yml. */
  readonly fallbackRegion: string;
  readonly signal: AbortSignal;
}

/** What calls to AWS need from the process that runs them. */
export interface AwsOptions extends AwsSettings {
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Receives a line about each change of something that belongs to the user. */
  readonly notify: (notice: string) => void;
  /** Receives a line about something that was changed and could not be restored. */
  readonly onLeftover: (notice: string) => void;
}

/** A refused call is a result. A hidden retry by the SDK would falsify it. */
const ONE_ATTEMPT = { maxAttempts: 1 };

/** An emulator accepts any credentials, so those of the user need not be looked up. */
const ANY_CREDENTIALS = { accessKeyId: 'any', secretAccessKey: 'any' };

/** Where a client's requests go. */
interface Place {
  readonly region?: string;
  /** Instead of AWS. */
  readonly emulator?: URL;
}

/** Creates a client and determines its region: `region`, else that of the settings. */
export async function createLambdaClient(
  { fallbackRegion }: AwsSettings,
  { region, emulator }: Place = {},
): Promise<{ client: LambdaClient; region: string }> {
  const emulated = emulator && { endpoint: emulator.href, credentials: ANY_CREDENTIALS };
  const client = new LambdaClient({ ...ONE_ATTEMPT, ...emulated, ...defined({ region }) });
  const configured = await client.config.region().catch(() => undefined);
  if (configured !== undefined) return { client, region: configured };
  return {
    client: new LambdaClient({ ...ONE_ATTEMPT, ...emulated, region: fallbackRegion }),
    region: fallbackRegion,
  };
}

/**
 * Checks that there are credentials, before anything else is asked of AWS.
 * @throws TargetError if there are none.
 */
export async function assertCredentials({ config }: LambdaClient): Promise<void> {
  await config.credentials().catch((error: unknown) => {
    throw new TargetError(
      `no AWS credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or log in (aws sso login). The SDK says: ${oneLineMessage(error)}`,
      { cause: error },
    );
  });
}

const EXPIRED_ERRORS = ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'];
const INVALID_CREDENTIALS_ERRORS = [
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'IncompleteSignature',
  'AuthFailure',
];
const PERMISSION_ERRORS = ['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation'];

/** Says in one line why a request to AWS failed, and what to do. */
export function describeAwsError(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  const message = oneLineMessage(error);
  if (EXPIRED_ERRORS.includes(name))
    return `the AWS credentials have expired; renew them (${name})`;
  if (INVALID_CREDENTIALS_ERRORS.includes(name)) {
    return `AWS does not accept the credentials: check the key, the secret and the clock of this machine (${name}: ${message})`;
  }
  if (PERMISSION_ERRORS.includes(name)) {
    return `no permission: ${message}; deploy/deployer-policy.json lists the permissions that are needed`;
  }
  const isNamed = name !== '' && name !== 'Error';
  return describeUnreachable(error, message) ?? (isNamed ? `${name}: ${message}` : message);
}

/** For errors that do not come from AWS: nothing answered, or something else did. */
function describeUnreachable(error: unknown, message: string): string | undefined {
  const code = codeOf(error);
  if (code === 'ERR_INVALID_URL') {
    return 'AWS_ENDPOINT_URL: expected an address such as http://127.0.0.1:4566';
  }
  if (code !== undefined && /^E[A-Z_]+$/.test(code)) {
    return `AWS cannot be reached (${message || code}); check the network, the region and AWS_ENDPOINT_URL`;
  }
  // The SDK has no error class for an answer that it cannot parse, only this text.
  return message.includes('{error}.$response')
    ? 'the server that answers is not AWS; check AWS_ENDPOINT_URL and the region'
    : undefined;
}

function oneLineMessage(error: unknown): string {
  return messageOf(error).replaceAll(/\s+/g, ' ').trim();
}
