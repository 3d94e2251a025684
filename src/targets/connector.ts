import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { connect as connectPlain, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectSecure } from 'node:tls';
import { callbackify } from 'node:util';
import { abortReason } from '../errors.ts';

/** Opens connections to one origin, with TLS if it is HTTPS. Looks its name up only once. */
export interface Connector {
  /** Rejects if the connection fails, or if the signal aborts. */
  readonly connect: (limits: Limits) => Promise<Socket>;
}

interface Limits {
  /** After this time, ms, a socket is returned while it still connects. Writes wait in it. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

/** The connector for the scheme, host and port of a URL; `protocol` is what TLS asks for. */
export function connectorTo(url: URL, protocol: 'h2' | 'http/1.1' = 'http/1.1'): Connector {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const secure = url.protocol === 'https:';
  const address = {
    host,
    port: Number(url.port) || (secure ? 443 : 80),
    lookup: cachedLookup(),
    noDelay: true,
  };
  const name = isIP(host) === 0 ? { servername: host } : {};
  return {
    connect: (limits) =>
      secure
        ? untilConnected(
            connectSecure({ ...address, ...name, ALPNProtocols: [protocol] }),
            'secureConnect',
            limits,
          )
        : untilConnected(connectPlain(address), 'connect', limits),
  };
}

function untilConnected(
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

/** A burst needs the same name up to 10,000 times, and the system looks up only four at a time. */
function cachedLookup(): LookupFunction {
  let addresses: Promise<LookupAddress[]> | undefined;
  return (hostname, options, callback) => {
    addresses ??= lookup(hostname, { ...options, all: true });
    callbackify(() => addresses ?? Promise.resolve([]))(callback);
  };
}
