import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Socket } from 'node:net';

/** A connection that carries texts, as the inspector of Node.js speaks it. */
export interface WebSocketClient {
  readonly send: (text: string) => void;
  readonly close: () => void;
}

/** What to do with what comes. */
export interface Listener {
  readonly text: (text: string) => void;
  /** Called once, whichever side closes it. */
  readonly closed: () => void;
}

const TEXT = 0x81;
const CLOSE = 0x88;

/**
 * Connects to a WebSocket (RFC 6455). Node 20 has no client for it without a flag, and this is all that
 * the inspector needs: texts in one frame each.
 * @throws if it is refused
 */
export function openWebSocket(url: URL, listener: Listener): Promise<WebSocketClient> {
  const { hostname, port, pathname } = url;
  const headers = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
  };
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path: pathname, headers, timeout: 2_000 });
    asked.once('timeout', () => asked.destroy(new Error('no answer in time')));
    asked.once('error', reject);
    asked.once('response', () => reject(new Error('it is no WebSocket')));
    asked.once('upgrade', (_, socket: Socket, head: Buffer) => {
      socket.setTimeout(0);
      socket.on('error', () => {}); // then it closes
      socket.once('close', listener.closed);
      readFrames(socket, head, listener.text);
      resolve({
        send: (text) => void socket.write(frame(TEXT, Buffer.from(text))),
        // A process that has stopped would never close its end.
        close: () => void socket.end(frame(CLOSE, Buffer.alloc(0))).unref(),
      });
    });
    asked.end();
  });
}

/** A whole message. What a client sends is masked; the mask 0 changes nothing. */
function frame(kind: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt8(kind, 0);
  // Masked, and its length follows as 16 bits: no message of ours is longer than that.
  header.writeUInt8(0x80 | 126, 1);
  header.writeUInt16BE(payload.length, 2);
  return Buffer.concat([header, payload]);
}

function readFrames(socket: Socket, head: Buffer, onText: (text: string) => void): void {
  let chunks = [head];
  let [held, needed] = [head.length, 2];
  const take = (chunk: Buffer): void => {
    chunks.push(chunk);
    held += chunk.length;
    while (held >= needed) {
      const all = Buffer.concat(chunks);
      const { start, end } = bounds(all);
      const isWhole = all.length >= end;
      if (isWhole && all[0] === TEXT) onText(all.toString('utf8', start, end));
      if (isWhole && all[0] === CLOSE) socket.end();
      const rest = isWhole ? all.subarray(end) : all;
      [chunks, held, needed] = [[rest], rest.length, isWhole ? 2 : end];
    }
  };
  socket.on('data', take);
  take(Buffer.alloc(0));
}

/** Where the payload of the first frame begins and ends, as far as its header has come. */
function bounds(bytes: Buffer): { readonly start: number; readonly end: number } {
  const short = (bytes[1] ?? 0) & 0x7f;
  if (short < 126) return { start: 2, end: 2 + short };
  const start = short === 126 ? 4 : 10;
  if (bytes.length < start) return { start, end: start };
  const length = short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  return { start, end: start + length };
}
