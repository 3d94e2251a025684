import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { connect as connectPlain, isIP, type LookupFunction, type Socket } from 'node:net';
import {
  checkServerIdentity,
  connect as connectSecure,
  createSecureContext,
  type PeerCertificate,
} from 'node:tls';
import { callbackify } from 'node:util';
import { defined } from '../core/defined.ts';
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

/** How to reach the host of an address, as the options of curl with these names say. */
export interface ConnectOptions {
  /** A Unix socket instead of an address. */
  readonly socketPath?: string;
  /** The host and port to connect to instead. The name in the request and in TLS stays. */
  readonly address?: { readonly host: string; readonly port: number };
  /** Addresses of this machine, which connections come from in turn. */
  readonly sourceAddresses?: readonly string[];
  readonly tls?: TlsOptions;
  /** What TLS asks for; HTTP/1.1 by default. */
  readonly protocol?: 'h2' | 'http/1.1';
}

/** Which certificates are trusted, and the one that the client shows; in PEM. */
export interface TlsOptions {
  /** Any certificate is accepted then. */
  readonly rejectUnauthorized?: false;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
}

/** Where the connections to a URL go: a host and port, or a Unix socket. */
export function endpointOf(url: URL, { socketPath, address }: ConnectOptions = {}): Endpoint {
  if (socketPath !== undefined) return { path: socketPath };
  return address ?? addressOf(url);
}

/** The host and port in a URL; an IPv6 address has no brackets. */
export function addressOf(url: URL): { readonly host: string; readonly port: number } {
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  return { host: hostOf(url), port };
}

/** As Node's functions that connect take it. */
export type Endpoint = { readonly path: string } | { readonly host: string; readonly port: number };

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** The connector for the scheme, host and port of a URL. */
export function connectorTo(url: URL, options: ConnectOptions = {}): Connector {
  const address = { ...endpointOf(url, options), lookup: cachedLookup(), noDelay: true };
  const source = sourcesInTurn(options.sourceAddresses);
  if (url.protocol !== 'https:') {
    return {
      connect: (limits) =>
        untilConnected(connectPlain({ ...address, ...source() }), 'connect', limits),
    };
  }
  const secure = { ...address, ...secureOptions(hostOf(url), options) };
  return {
    connect: (limits) =>
      untilConnected(connectSecure({ ...secure, ...source() }), 'secureConnect', limits),
  };
}

/** The name that the server must prove is that of the URL, wherever the connection goes. */
function secureOptions(host: string, { tls = {}, protocol = 'http/1.1' }: ConnectOptions) {
  const { rejectUnauthorized, ...files } = tls;
  return {
    ALPNProtocols: [protocol],
    checkServerIdentity: (_: string, certificate: PeerCertificate) =>
      checkServerIdentity(host, certificate),
    ...defined({
      servername: isIP(host) === 0 ? host : undefined,
      rejectUnauthorized,
      // Made once: reading the certificates takes longer than a connection.
      secureContext: Object.keys(files).length > 0 ? createSecureContext(files) : undefined,
    }),
  };
}

function sourcesInTurn(addresses: readonly string[] = []) {
  let next = 0;
  return (): { readonly localAddress?: string; readonly family?: number } => {
    const localAddress = addresses[next % addresses.length];
    next += 1;
    return localAddress === undefined ? {} : { localAddress, family: isIP(localAddress) };
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
  return (hostname, { family = 0, all, ...options }, callback) => {
    addresses ??= lookup(hostname, { ...options, all: true });
    const suitable = addresses.then((found) => addressesOf(found, family, hostname));
    callbackify(() => suitable)((error, found) => {
      const [first] = found ?? [];
      if (all === true || first === undefined) callback(error, found ?? []);
      else callback(error, first.address, first.family);
    });
  };
}

/** Those of one family, or all if it is 0. */
function addressesOf(
  found: readonly LookupAddress[],
  family: number | string,
  hostname: string,
): LookupAddress[] {
  const suitable = found.filter((address) => family === 0 || address.family === family);
  if (suitable.length > 0) return suitable;
  const message = `${hostname} has no IPv${family} address to match the source address`;
  throw Object.assign(new Error(message), { code: 'no-address' });
}
