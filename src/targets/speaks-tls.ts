import { connect } from 'node:tls';
import type { Endpoint } from './connector.ts';

/** How long a handshake may take on a machine that is busy with the start of a server, ms. */
const PATIENCE_MS = 1_000;

/** Whether a server shakes hands over TLS. Its certificate does not matter. */
export function speaksTls(endpoint: Endpoint): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...endpoint, rejectUnauthorized: false, timeout: PATIENCE_MS });
    const settle = (speaks: boolean) => (): void => {
      socket.destroy();
      resolve(speaks);
    };
    socket
      .once('secureConnect', settle(true))
      .once('error', settle(false))
      .once('timeout', settle(false))
      .once('close', settle(false));
  });
}
