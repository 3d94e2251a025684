import { isIP } from 'node:net';
import { defined } from '../../core/defined.ts';
import { UsageError } from '../../errors.ts';
import { addressOf, type ConnectOptions } from '../../targets/connector.ts';
import { typedName, valueOf, type Arguments, type OptionName } from '../arguments.ts';
import { readSources } from './source-addresses.ts';
import { readTls } from './tls-options.ts';

type Endpoint = ReturnType<typeof addressOf>;

/**
 * Reads the options that say how to reach the host of a URL: --unix-socket, --connect-to, --resolve,
 * --interface, and those of TLS.
 * @throws UsageError if one of them is malformed, or has no effect on this URL.
 */
export function readConnection(args: Arguments, url: URL): ConnectOptions {
  const socketPath = valueOf(args, 'unix-socket');
  if (socketPath !== undefined) assertAlone(args);
  const endpoint = addressOf(url);
  const named = readConnectTo(args, endpoint);
  const address = readResolve(args, named ?? endpoint) ?? named;
  const sourceAddresses = readSources(valueOf(args, 'interface'), (address ?? endpoint).host);
  return defined({ socketPath, address, sourceAddresses, tls: readTls(args, url) });
}

/** @throws UsageError if there is an option about addresses, of which a Unix socket has none. */
function assertAlone(args: Arguments): void {
  const others: OptionName[] = ['connect-to', 'resolve', 'interface'];
  const other = others.find((name) => args.values.has(name));
  if (other === undefined) return;
  throw new UsageError(
    `--unix-socket and ${typedName(args, other)} exclude each other; leave one of them out`,
  );
}

/** A host name, or an IPv6 address in brackets. */
const HOST = String.raw`[^:[\]]+|\[[\da-fA-F:.]+\]`;
const CONNECT_TO = new RegExp(`^(${HOST})?:(\\d{1,5})?:(${HOST})?:(\\d{1,5})?$`);
const RESOLVE = new RegExp(`^[+]?(${HOST}):(\\d{1,5}):(.+)$`);

/** `HOST1:PORT1:HOST2:PORT2`. An empty first pair matches any; an empty second pair keeps the target's. */
function readConnectTo(args: Arguments, target: Endpoint): Endpoint | undefined {
  const matching = (args.values.get('connect-to') ?? []).flatMap((given) => {
    const parts = CONNECT_TO.exec(given);
    if (parts === null) {
      throw new UsageError(`--connect-to: expected HOST1:PORT1:HOST2:PORT2, received ${given}`);
    }
    const [, host1, port1, host2, port2] = parts;
    if (!concerns(target, { host: host1, port: port1 })) return [];
    const host = host2 === undefined ? target.host : unbracketed(host2);
    return { host, port: Number(port2 ?? target.port) };
  });
  return firstOf(args, 'connect-to', { matching, target });
}

/** `HOST:PORT:ADDRESS`; `*` stands for any host. */
function readResolve(args: Arguments, target: Endpoint): Endpoint | undefined {
  const matching = (args.values.get('resolve') ?? []).flatMap((given) => {
    const [, host, port, rest = ''] = RESOLVE.exec(given) ?? [];
    const address = unbracketed(rest);
    if (isIP(address) === 0) {
      throw new UsageError(
        `--resolve: expected HOST:PORT:ADDRESS with one IP address, received ${given}`,
      );
    }
    const wanted = { host: host === '*' ? undefined : host, port };
    return concerns(target, wanted) ? { host: address, port: target.port } : [];
  });
  return firstOf(args, 'resolve', { matching, target });
}

function concerns(
  target: Endpoint,
  { host, port }: { readonly host: string | undefined; readonly port: string | undefined },
): boolean {
  const sameHost = host === undefined || unbracketed(host).toLowerCase() === target.host;
  return sameHost && (port === undefined || Number(port) === target.port);
}

/** @throws UsageError if the option is given and none of its values concerns the target. */
function firstOf(
  args: Arguments,
  name: 'connect-to' | 'resolve',
  { matching, target }: { readonly matching: readonly Endpoint[]; readonly target: Endpoint },
): Endpoint | undefined {
  const given = args.values.get(name)?.at(-1);
  if (given === undefined || matching.length > 0) return matching[0];
  throw new UsageError(
    `--${name}: expected a value for ${target.host}:${target.port}, received ${given}`,
  );
}

function unbracketed(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
