import * as v from 'valibot';
import { count, text } from './schemas.ts';
import { defined } from './defined.ts';
import { maskSecrets } from './secrets/secrets.ts';

const limitsSchema = v.object({
  accountConcurrency: v.exactOptional(
    count('Concurrent executions of all functions of the AWS account in the region together'),
  ),
  reservedConcurrency: v.exactOptional(
    count('Concurrent executions reserved for the function, which are also its limit'),
  ),
  stageBurst: v.exactOptional(count('Calls that the stage of the API takes at once')),
  stageRate: v.exactOptional(
    v.pipe(
      v.number(),
      v.description('Calls per second that the stage of the API takes after that'),
    ),
  ),
});

/** What of an answer a call is judged by, if not by its end: when it begins. */
export const UNTIL = 'first-byte';
/** What of an answer a call is judged by, if not by its end. */
export type Until = typeof UNTIL;

const SAME_FOR_ALL = ['url', 'path', 'query', 'body', 'cookie', 'credentials', 'address'] as const;
/** A part of a request that may name a user or a thing. */
export type SameForAll = (typeof SAME_FOR_ALL)[number];

/** What was called, and the limits that are known of it. */
export const targetSchema = v.looseObject({
  kind: text('local, http, deployed or lambda'),
  name: v.exactOptional(text('Name of the Lambda function or of the stack')),
  method: v.exactOptional(text('HTTP method')),
  url: v.exactOptional(text('Address, without credentials')),
  connectedTo: v.exactOptional(
    text(
      'Where calls went instead of the host in the address: HOST:PORT, or unix: and the path of a socket',
    ),
  ),
  path: v.exactOptional(text('Path with its query, of a route of our own service')),
  region: v.exactOptional(text('AWS region')),
  mode: v.exactOptional(
    v.pipe(
      v.picklist(['one-process', 'instance-per-call']),
      v.description(
        'How the local service runs: all calls in one process, or one instance for each call in flight',
      ),
    ),
  ),
  instanceHeader: v.exactOptional(text('Response header that names the instance')),
  instanceHeaderCandidates: v.exactOptional(
    v.pipe(
      v.array(v.string()),
      v.description('Headers that might name the instance, if answers lack that one'),
    ),
  ),
  callsPerInstance: v.exactOptional(
    v.pipe(
      count('Calls that an instance takes at a time, if the platform guarantees a number'),
      v.minValue(1),
    ),
  ),
  madeCold: v.exactOptional(
    v.pipe(
      v.boolean(),
      v.description('Whether all instances were replaced before the first burst'),
    ),
  ),
  requestsDiffer: v.exactOptional(
    v.pipe(
      v.boolean(),
      v.description('Whether calls have different numbers or lines, by {n} or {line}'),
    ),
  ),
  sameForAll: v.exactOptional(
    v.pipe(
      v.array(v.picklist(SAME_FOR_ALL)),
      v.description(
        'What all calls have in common that may name a user or a thing, so a lock for each of these looks like one for all. A path counts beside the URL if it has several parts, and address is that of the client',
      ),
    ),
  ),
  http2: v.exactOptional(
    v.pipe(
      v.object({
        connections: v.exactOptional(count('Connections of the largest burst')),
        streamLimit: v.exactOptional(
          count('Streams that the server allows at a time on a connection, if it has a limit'),
        ),
      }),
      v.description('Set if calls went over HTTP/2, as streams that share connections'),
    ),
  ),
  until: v.exactOptional(
    v.pipe(
      v.literal(UNTIL),
      v.description('Set if calls are judged by when their answers begin, not by when they end'),
    ),
  ),
  limits: v.exactOptional(v.pipe(limitsSchema, v.description('Limits that are known in advance'))),
});

/** The description without credentials and without query values that may be secrets. */
export function maskTarget(target: TargetDescription): TargetDescription {
  const { url, path } = target;
  return {
    ...target,
    ...defined({ url: url && maskSecrets(url), path: path && maskSecrets(path) }),
  };
}

/** What was called, and the limits that are known of it. */
export type TargetDescription = v.InferOutput<typeof targetSchema>;

/** Whether the target runs on this machine: our local service, a Unix socket, or an address of the loopback interface. */
export function runsHere({ kind, url, connectedTo }: TargetDescription): boolean {
  if (kind === 'local' || connectedTo?.startsWith(UNIX_SOCKET) === true) return true;
  const address = connectedTo === undefined ? url?.replace(':{port}', '') : `http://${connectedTo}`;
  if (address === undefined || !URL.canParse(address)) return false;
  return LOOPBACK.test(new URL(address).hostname);
}

/** The prefix of a Unix socket's path. */
export const UNIX_SOCKET = 'unix:';

/** RFC 6761 for the name; 127.0.0.0/8 and ::1 for the addresses. */
const LOOPBACK = /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/;
