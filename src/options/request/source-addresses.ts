import { isIP, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { UsageError } from '../../errors.ts';

/** All of them belong to this machine, although its interface lists only the first one. */
const LOOPBACK = /^127\./;

/**
 * Reads --interface: source addresses, which connections use in turn, or the name of an interface.
 * `undefined` if it is not given.
 * @throws UsageError if one is no address of this machine, or cannot reach the `host`.
 */
export function readSources(
  given: string | undefined,
  host: string,
): readonly string[] | undefined {
  if (given === undefined) return undefined;
  const interfaces = networkInterfaces();
  const own = Object.values(interfaces).flatMap((all = []) => all.map(({ address }) => address));
  return given.split(',').map((one) => {
    const address = interfaces[one]?.find(({ family }) => canReach(family, host))?.address ?? one;
    if (!own.includes(address) && !LOOPBACK.test(address)) {
      throw new UsageError(
        `--interface: expected addresses of this machine, such as ${listOf(own)}, received ${one}`,
      );
    }
    if (canReach(isIPv6(address) ? 'IPv6' : 'IPv4', host)) return address;
    throw new UsageError(
      `--interface: expected addresses of the same kind as that of the target, ${host}, received ${one}`,
    );
  });
}

/** Addresses that are valid only on one link need its name, too. */
function listOf(addresses: readonly string[]): string {
  const plain = addresses.filter((address) => !/^fe80:/i.test(address));
  return new Intl.ListFormat('en-US', { type: 'disjunction' }).format(plain);
}

function canReach(family: string, host: string): boolean {
  return isIP(host) === 0 || isIPv6(host) === (family === 'IPv6');
}
