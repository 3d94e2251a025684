import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { connect as connectPlain, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectSecure } from 'node:tls';
import { callbackify } from 'node:util';
import { abortReason } from '../errors.ts';

/** Opens connections to one origin, TLS included; its name is looked up once. */
export interface Connector {
  readonly connect: (limits: Limits) => Promise<Socket>;
}

interface Limits {
  /** After so long a socket is handed over although it is still connecting; writes wait in it. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

export function connectorTo(url: URL): Connector {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const secure = url.protocol === 'https:';
  const address = {
    host,
    port: Number(url.port) || (secure ? 443 : 80),
    lookup: rememberedLookup(),
    noDelay: true,
  };
  const name = isIP(host) === 0 ? { servername: host } : {};
  return {
    connect: (limits) =>
      secure
        ? connected(
            connectSecure({ ...address, ...name, ALPNProtocols: ['http/1.1'] }),
            'secureConnect',
            limits,
          )
        : connected(connectPlain(address), 'connect', limits),
  };
}

function connected(
  socket: Socket,
  ready: 'connect' | 'secureConnect',
  limits: Limits,
): Promise<Socket> {
  const { patienceMs, signal } = limits;
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      settle();
      socket.on('error', () => {});
      socket.destroy();
      reject(error);
    };
    const abort = (): void => fail(abortReason(signal));
    const handOver = (): void => {
      settle();
      resolve(socket);
    };
    const timer = setTimeout(handOver, patienceMs);
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.off('error', fail);
      socket.off(ready, handOver);
    };
    signal.addEventListener('abort', abort, { once: true });
    socket.once('error', fail);
    socket.once(ready, handOver);
    if (signal.aborted) abort();
  });
}

/** A burst asks for the same name a thousand times, and the system looks up four at once. */
function rememberedLookup(): LookupFunction {
  let found: Promise<LookupAddress[]> | undefined;
  return (hostname, options, callback) => {
    found ??= lookup(hostname, { ...options, all: true });
    callbackify(() => found ?? Promise.resolve([]))(callback);
  };
}
