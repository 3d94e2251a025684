import { LambdaClient } from '@aws-sdk/client-lambda';
import { codeOf, messageOf, TargetError } from '../../errors.ts';

/** What AWS is to be asked with; all else comes from the environment and the profile, as ever. */
export interface AwsSettings {
  /** Where the environment and the profile name none: as in serverless.yml. */
  readonly fallbackRegion: string;
  readonly signal: AbortSignal;
}

/** A call that was refused is a result, and is not tried again behind the measurement's back. */
const ONE_ATTEMPT = { maxAttempts: 1 };

export async function lambdaClient(
  settings: AwsSettings,
  region?: string,
): Promise<{ client: LambdaClient; region: string }> {
  const client = new LambdaClient({
    ...ONE_ATTEMPT,
    ...(region === undefined ? {} : { region }),
  });
  const found = await client.config.region().catch(() => undefined);
  if (found !== undefined) return { client, region: found };
  const { fallbackRegion } = settings;
  return {
    client: new LambdaClient({ ...ONE_ATTEMPT, region: fallbackRegion }),
    region: fallbackRegion,
  };
}

/** @throws TargetError where there are none: before anything else is asked of AWS. */
export async function requireCredentials({ config }: LambdaClient): Promise<void> {
  await config.credentials().catch((error: unknown) => {
    throw new TargetError(
      `no AWS credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or log in (aws sso login); ${oneLine(error)}`,
      { cause: error },
    );
  });
}

const EXPIRED = ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'];
const REFUSED = [
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'IncompleteSignature',
  'AuthFailure',
];
const FORBIDDEN = ['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation'];

/** What went wrong with a request to AWS, in one line that says what to do. */
export function awsProblem(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  const said = oneLine(error);
  if (EXPIRED.includes(name)) return `the AWS credentials have expired; renew them (${name})`;
  if (REFUSED.includes(name)) {
    return `AWS does not accept the credentials: check the key, its secret and the clock of this machine (${name}: ${said})`;
  }
  if (FORBIDDEN.includes(name)) {
    return `no permission: ${said}; deploy/deployer-policy.json has what is needed`;
  }
  return unreachable(error, said) ?? (name === '' || name === 'Error' ? said : `${name}: ${said}`);
}

/** Where it is not AWS that was reached, or nobody. */
function unreachable(error: unknown, said: string): string | undefined {
  const code = codeOf(error);
  if (code === 'ERR_INVALID_URL') {
    return 'AWS_ENDPOINT_URL is no address; expected one such as http://127.0.0.1:4566';
  }
  if (code !== undefined && /^E[A-Z_]+$/.test(code)) {
    return `AWS cannot be reached (${said || code}); check the network, the region and AWS_ENDPOINT_URL`;
  }
  return said.includes('{error}.$response')
    ? 'what answers there is not AWS; check AWS_ENDPOINT_URL and the region'
    : undefined;
}

function oneLine(error: unknown): string {
  return messageOf(error).replaceAll(/\s+/g, ' ').trim();
}
