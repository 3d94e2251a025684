import { networkInterfaces } from 'node:os';

/** Whether an address of a connection's other end is one of this machine. */
export function isOfThisMachine(address: string): boolean {
  const plain = address.replace(/^::ffff:/, '').replace(/%.*$/, '');
  if (/^127(?:\.\d+){3}$/.test(plain) || plain === '::1') return true;
  return Object.values(networkInterfaces()).some((addresses = []) =>
    addresses.some((own) => own.address === plain),
  );
}
