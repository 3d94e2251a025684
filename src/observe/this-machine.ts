import { networkInterfaces } from 'node:os';

/** A monotonic clock, ms. Unlike `performance.now()`, it is the same in all threads of the process. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Whether an address of a connection's other end is one of this machine. */
export function isOfThisMachine(address: string): boolean {
  const plain = address.replace(/^::ffff:/, '').replace(/%.*$/, '');
  if (/^127(?:\.\d+){3}$/.test(plain) || plain === '::1') return true;
  return Object.values(networkInterfaces()).some((addresses = []) =>
    addresses.some((own) => own.address === plain),
  );
}
