import { SERVERLESS } from './package.ts';
import { freePort, startServer, type Server } from './servers.ts';

/** serverless-offline with both of its servers. */
export interface Offline extends Omit<Server, 'port'> {
  /** Of the HTTP API. */
  readonly httpPort: number;
  /** Of Lambda's Invoke API. */
  readonly lambdaPort: number;
}

/** Starts the service under serverless-offline, with all calls in one process, so many are cheap. */
export async function startOffline(): Promise<Offline> {
  const lambdaPort = await freePort();
  const { port: httpPort, stop } = await startServer((port) => ({
    command: process.execPath,
    args: [
      SERVERLESS,
      'offline',
      'start',
      '--useInProcess',
      '--noTimeout',
      '--host=127.0.0.1',
      `--httpPort=${port}`,
      `--lambdaPort=${lambdaPort}`,
    ],
    ready: { says: 'Server ready', times: 1 },
  }));
  return { httpPort, lambdaPort, stop };
}
