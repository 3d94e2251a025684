import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { findFreePorts, isAnyTaken } from '../../src/targets/free-port.ts';

it('isAnyTaken finds a port on which a program listens, and frees the others again', async () => {
  const [one = 0, other = 0] = await findFreePorts(2);
  expect(await isAnyTaken([one, other])).toBe(false);
  const server = createServer().listen(other, '127.0.0.1');
  await once(server, 'listening');
  expect(await isAnyTaken([one, other])).toBe(true);
  expect(await isAnyTaken([one])).toBe(false);
  await once(server.close(), 'close');
});
