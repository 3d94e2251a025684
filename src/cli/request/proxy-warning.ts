import { BlockList, isIP, isIPv6 } from 'node:net';
import { addressOf } from '../../targets/connector.ts';
import type { TargetSpec } from '../../targets/target-spec.ts';
import type { Host } from '../host.ts';

/**
 * Says that a proxy which the environment names is not used; `undefined` if none would apply. Calls
 * to this machine have none: Go's and Python's clients leave it out as well.
 */
export function proxyWarning(spec: TargetSpec, env: Host['env']): string | undefined {
  if (spec.kind !== 'http' || spec.connection?.socketPath !== undefined) return undefined;
  const { url } = spec;
  const scheme = url.protocol.replace(':', '');
  const names = [`${scheme}_proxy`, `${scheme.toUpperCase()}_PROXY`, 'all_proxy', 'ALL_PROXY'];
  const name = names.find((one) => (env[one] ?? '') !== '');
  const exceptions = env['no_proxy'] ?? env['NO_PROXY'] ?? '';
  if (name === undefined || isExcepted(url, `${exceptions},${THIS_MACHINE}`)) return undefined;
  return `${name} is set, but no proxy is used: calls go directly to ${url.host}.`;
}

const THIS_MACHINE = 'localhost,127.0.0.0/8,::1';

function isExcepted(url: URL, exceptions: string): boolean {
  const { host, port } = addressOf(url);
  return exceptions
    .split(/[\s,]+/)
    .filter((exception) => exception !== '')
    .some((exception) => covers(exception.toLowerCase(), host, `${port}`));
}

/** `*`, `example.com` and `.example.com` with all below it, either with a port, an address or a network. */
function covers(exception: string, host: string, port: string): boolean {
  if (exception === '*') return true;
  if (isIP(host) !== 0 && exception.includes('/')) return networkCovers(exception, host);
  if (isIP(exception) !== 0) return exception === host;
  const [, name = '', ofPort = port] = /^\*?\.?\[?(.*?)\]?(?::(\d+))?$/.exec(exception) ?? [];
  return ofPort === port && (host === name || host.endsWith(`.${name}`));
}

function networkCovers(network: string, host: string): boolean {
  const [address = '', length = ''] = network.split('/');
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  if (isIP(address) === 0 || !/^\d{1,3}$/.test(length)) return false;
  if (Number(length) > (family === 'ipv6' ? 128 : 32) || isIP(address) !== isIP(host)) return false;
  const list = new BlockList();
  list.addSubnet(address, Number(length), family);
  return list.check(host, family);
}
