import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openWebSocket } from '../../../src/probes/stacks/websocket.ts';
import { closedPort, httpServer } from '../../helpers/loopback.ts';

/** A server that accepts any upgrade; `serve` gets the connection. */
async function upgrading(serve: (socket: Socket) => unknown): Promise<URL> {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  server.on('upgrade', (_, socket: Socket) => {
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    );
    socket.once('end', () => socket.end());
    serve(socket);
  });
  await once(server, 'listening');
  const address = server.address();
  return new URL(`ws://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/id`);
}

/** A text as a server sends it. */
function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, ...sizeOf(payload.length)]), payload]);
}

function sizeOf(length: number): number[] {
  if (length < 126) return [length];
  const bytes = length < 65_536 ? 2 : 8;
  const digits = Array.from({ length: bytes }, (_, at) => length / 256 ** (bytes - 1 - at));
  return [bytes === 2 ? 126 : 127, ...digits.map((digit) => Math.floor(digit) % 256)];
}

describe('a WebSocket', () => {
  it('passes on texts of any size, however they come', async () => {
    const sent = ['a', 'ö'.repeat(200), 'b'.repeat(70_000), ''];
    const bytes = Buffer.concat([...sent, 'end'].map(textFrame));
    const url = await upgrading(async (socket) => {
      for (const at of [0, 1, 3, 6, 100, 405, 407, 420, 40_000]) {
        const next = [0, 1, 3, 6, 100, 405, 407, 420, 40_000, bytes.length].find((one) => one > at);
        socket.write(bytes.subarray(at, next));
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      socket.end();
    });
    const texts: string[] = [];
    await new Promise<void>((closed) => {
      void openWebSocket(url, { text: (text) => texts.push(text), closed });
    });
    expect(texts).toEqual([...sent, 'end']);
  });

  it('sends texts masked, and says goodbye', async () => {
    const chunks: Buffer[] = [];
    const url = await upgrading((socket) =>
      socket.on('data', (chunk: Buffer) => chunks.push(chunk)),
    );
    const closing = new AbortController();
    const listener = { text: () => {}, closed: () => closing.abort() };
    const client = await openWebSocket(url, listener);
    client.send('{"id":1}');
    client.close();
    await once(closing.signal, 'abort');
    const bytes = Buffer.concat(chunks);
    expect(bytes.subarray(0, 8).toString('hex')).toBe('81fe000800000000');
    expect(bytes.subarray(8, 16).toString()).toBe('{"id":1}');
    expect(bytes.subarray(16).toString('hex')).toBe('88fe000000000000');
  });

  it('is refused by what is none', async () => {
    const { port } = await httpServer((_, response) => response.end('ok'));
    const listener = { text: () => {}, closed: () => {} };
    const open = (at: number) => openWebSocket(new URL(`ws://127.0.0.1:${at}/`), listener);
    await expect(open(port)).rejects.toThrow('no WebSocket');
    await expect(open(await closedPort())).rejects.toThrow('ECONNREFUSED');
  });
});
