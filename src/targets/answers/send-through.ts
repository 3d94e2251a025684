import { request as openRequest, type IncomingMessage } from 'node:http';
import type { Answer } from '../../core/answers/answer.ts';
import type { HeldConnection } from '../held-connection.ts';
import type { WireRequest } from '../prepare-calls.ts';
import { BodyReader } from './body-reader.ts';

/**
 * Node's HTTP client writes the request and parses the answer; `connection` decides when. At most
 * `mostBytes` of the body are kept.
 */
export function sendThrough(
  connection: HeldConnection,
  wire: WireRequest,
  mostBytes: number,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = openRequest(
      {
        path: wire.path,
        method: wire.method,
        headers: { ...wire.headers, ...lengthOf(wire), connection: 'close' },
        createConnection: () => connection,
      },
      (incoming) => {
        const reader = new BodyReader(incoming, mostBytes);
        const answered = (): void => resolve({ ...headOf(incoming), ...reader.read() });
        reader
          .ended()
          .then(answered, (error: unknown) => (connection.cutOff ? answered() : reject(error)));
      },
    );
    // After 101, and after any answer to CONNECT, the connection no longer speaks HTTP.
    const hasNoBody = (incoming: IncomingMessage): void =>
      resolve({ ...headOf(incoming), body: '' });
    outgoing.on('upgrade', hasNoBody).on('connect', hasNoBody).on('error', reject);
    outgoing.end(wire.body);
  });
}

/** Node leaves the length of a body out if the method is GET, DELETE or OPTIONS, so servers would not read it. */
function lengthOf({ headers, body = '' }: WireRequest): Record<string, string> {
  const isGiven = 'content-length' in headers || 'transfer-encoding' in headers;
  return isGiven || body.length === 0 ? {} : { 'content-length': `${Buffer.byteLength(body)}` };
}

function headOf({ statusCode = 0, headers }: IncomingMessage): Pick<Answer, 'status' | 'headers'> {
  return { status: statusCode, headers };
}
