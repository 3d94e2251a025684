import { describe, expect, it } from 'vitest';
import { judge } from '../../src/api/api.ts';
import { matchers } from '../../src/api/matchers.ts';
import { UsageError } from '../../src/errors.ts';
import { queue, recording, soloCalls } from '../helpers/runs/bursts.ts';

expect.extend(matchers);

const SERIAL = judge(
  recording([queue({ calls: 6, workers: 1 }), queue({ calls: 6, workers: 1 })], soloCalls()),
);

describe('the number of toServeAtATime', () => {
  it.each([
    [0, '0'],
    [1, '1'],
    [-1, '-1'],
    [2.5, '2.5'],
    ['8', '"8"'],
    [undefined, 'none'],
    [{ bursts: 1 }, 'an object'],
  ])('is a whole number: %j is refused', async (calls, received) => {
    const message = `toServeAtATime(n): expected a whole number from 2 to 10,000, received ${received}`;
    // @ts-expect-error The compiler refuses it, too.
    await expect(expect(SERIAL).toServeAtATime(calls)).rejects.toThrow(new UsageError(message));
  });
});

describe('the options of a matcher', () => {
  it.each([
    [
      { calls: 3, why: false },
      'expected no options with a run, which is measured already, received calls, why; pass them to check',
    ],
    [8, 'options: expected an object such as { calls: 20 }, received 8'],
    [null, 'options: expected an object such as { calls: 20 }, received null'],
  ])('are refused with a run: %j', async (options, message) => {
    const refused = new UsageError(message);
    // @ts-expect-error The compiler refuses some.
    await expect(expect(SERIAL).toServeAtATime(8, options)).rejects.toThrow(refused);
    // @ts-expect-error The compiler refuses some.
    await expect(expect(SERIAL).toBeSerial(options)).rejects.toThrow(refused);
    // @ts-expect-error The compiler refuses some.
    await expect(expect(SERIAL).not.toRunInParallel(options)).rejects.toThrow(refused);
  });

  it('may be left out, or empty', async () => {
    await expect(SERIAL).toBeSerial();
    await expect(SERIAL).not.toServeAtATime(2, {});
  });
});

it('a matcher refuses a second target', async () => {
  const message =
    'target: expected none, or what was passed to expect, received "http://localhost:2/"';
  const options = { target: 'http://localhost:2/', calls: 2 };
  await expect(expect('http://localhost:1/').toBeSerial(options)).rejects.toThrow(
    new UsageError(message),
  );
});

it.each([
  [null, 'null'],
  [42, '42'],
  [['http://localhost:1/', 'http://localhost:2/'], 'a list'],
])('a matcher refuses what is not a target: %j', async (target, received) => {
  const message = `target: expected one target such as 'http://localhost:3000/ping', received ${received}`;
  await expect(expect(target).toBeSerial()).rejects.toThrow(new UsageError(message));
});
