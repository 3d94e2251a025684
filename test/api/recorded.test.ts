import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/api/api.ts';
import { NoRunError } from '../../src/errors.ts';
import { usageErrorOf } from '../helpers/errors.ts';
import { fixture } from '../helpers/fixtures.ts';

const textOf = (name: string): string => readFileSync(fixture(`recorded/${name}`), 'utf8');

describe('what another program recorded', () => {
  const har = textOf('chromium-serial.har');
  const address = 'http://127.0.0.1:8701/api/item';

  it.each([
    ['chromium-serial.har', 'serial'],
    ['k6-parallel.json', 'overlapping'],
    ['oha-serial.csv', 'serial'],
  ])('is judged from the text of %s', (name, kind) => {
    expect(judge(textOf(name)).verdict.kind).toBe(kind);
  });

  it('is judged by the request that is chosen', () => {
    const run = judge(har);
    expect(judge(har, { target: address })).toEqual(run);
    expect(judge(har, { target: new URL(address), request: 'get' })).toEqual(run);
    const message = usageErrorOf(() => judge(har, { target: '/other' }));
    expect(message).toMatch(/^recording: expected a request in this file, received \/other; it/);
  });

  it('may hold no run', () => {
    expect(() => judge(textOf('k6-one-user.json'))).toThrow(NoRunError);
  });

  it('is not a run of ours, in which there is nothing to choose', () => {
    const run = judge(har);
    const message =
      'recording: this is a saved run, in which there is nothing to choose; leave out POST';
    expect(judge(JSON.stringify(run))).toEqual(run);
    expect(usageErrorOf(() => judge(run, { request: 'post' }))).toBe(message);
    expect(usageErrorOf(() => judge(JSON.stringify(run), { request: 'post' }))).toBe(message);
  });

  it.each([
    [{ url: '/a' }, 'unknown option url; did you mean target?'],
    [{ request: 5 }, 'request: expected a method such as POST, received 5'],
    [{ target: 5 }, "target: expected one target such as 'http://localhost:3000/ping', received 5"],
    ['/a', 'options: expected an object such as { target: \'/ping\' }, received "/a"'],
  ])('is refused with wrong options: %j', (options, message) => {
    // @ts-expect-error The compiler refuses them, too.
    expect(usageErrorOf(() => judge(har, options))).toBe(message);
  });
});
