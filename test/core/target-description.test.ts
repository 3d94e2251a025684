import { describe, expect, it } from 'vitest';
import { runsHere } from '../../src/core/target-description.ts';

describe('a target', () => {
  it.each([
    'http://localhost:{port}/ping',
    'http://localhost:3000/ping',
    'http://api.localhost/',
    'https://127.0.0.1/',
    'http://127.8.9.1/',
    'http://[::1]:8000/',
  ])('runs on this machine at %s', (url) => {
    expect(runsHere({ kind: 'http', url })).toBe(true);
  });

  it.each([
    'http://localhost.example.org/',
    'http://127.0.0.1.example.org/',
    'http://128.0.0.1/',
    'http://[::2]/',
    'not an address',
  ])('runs elsewhere at %s', (url) => {
    expect(runsHere({ kind: 'http', url })).toBe(false);
  });

  it.each([
    ['unix:/x.sock', true],
    ['127.0.0.1:80', true],
    ['[::1]:80', true],
    ['192.0.2.1:80', false],
  ])('at %s: runs on this machine is %s, whatever its address says', (connectedTo, here) => {
    const url = here ? 'http://example.org/' : 'http://localhost/';
    expect(runsHere({ kind: 'http', url, connectedTo })).toBe(here);
  });

  it('runs here if it is the local service, and elsewhere if nothing is known', () => {
    expect(runsHere({ kind: 'local', path: '/ping' })).toBe(true);
    expect(runsHere({ kind: 'lambda', name: 'f' })).toBe(false);
  });
});
