import { describe, expect, it } from 'vitest';
import { serverWatch } from '../../src/observe/server-watch.ts';
import { isOfThisMachine } from '../../src/observe/this-machine.ts';

const to = (address: string): { localPort: number; remote: { address: string; port: number } } => ({
  localPort: 50_000,
  remote: { address, port: 8080 },
});

describe('a watch', () => {
  it.each([
    ['a server elsewhere', 'linux', [to('192.0.2.1')]],
    ['a server on a system that it cannot look into', 'win32', [to('127.0.0.1')]],
    ['connections that are still being opened', 'linux', [{ localPort: 50_000 }, undefined]],
    ['calls without connections', 'linux', []],
  ] as const)('does nothing for %s', async (_, platform, ends) => {
    const watch = serverWatch(() => 0, platform);
    expect(await watch.begin(ends)).toBeUndefined();
    expect(watch.report()).toBeUndefined();
  });
});

it.each([
  ['127.0.0.1', true],
  ['127.8.9.10', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['192.0.2.1', false],
  ['2001:db8::1', false],
])('whether %s is an address of this machine: %s', (address, isOne) => {
  expect(isOfThisMachine(address)).toBe(isOne);
});
