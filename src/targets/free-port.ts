import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/**
 * Free ports of the loopback interface. All are kept open until all are known; otherwise the system
 * might return the same one twice.
 */
export async function findFreePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listenOn(0)));
  const ports = servers.map(portOf);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** Whether a program listens on any of these ports. */
export async function isAnyTaken(ports: readonly number[]): Promise<boolean> {
  const tries = await Promise.allSettled(ports.map(listenOn));
  const opened = tries.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  await Promise.all(opened.map((server) => once(server.close(), 'close')));
  return opened.length < ports.length;
}

async function listenOn(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
