import { describe, expect, it } from 'vitest';
import { assertWithinMachine } from '../../src/cli/capacity.ts';
import { usageErrorOf } from '../helpers/errors.ts';

const GB = 1024 ** 3;

describe('a burst that the machine cannot hold', () => {
  it('has more calls than files may be open', () => {
    const refused = usageErrorOf(() =>
      assertWithinMachine(
        { calls: 1000, localInstances: false },
        { freeMemoryBytes: GB, openFiles: 1024 },
      ),
    );
    expect(refused).toBe(
      '1000 calls need as many open sockets, and this process may open 1024 files; raise the limit (ulimit -n 1128), or lower --calls',
    );
  });

  it('has more local instances than fit into memory', () => {
    const refused = usageErrorOf(() =>
      assertWithinMachine({ calls: 1000, localInstances: true }, { freeMemoryBytes: 4 * GB }),
    );
    expect(refused).toMatch(/^1000 local instances need about 11\.7 GB of memory, and 4\.0 GB are/);
  });
});

describe('a burst that the machine can hold', () => {
  it.each([
    [
      { calls: 900, localInstances: false },
      { freeMemoryBytes: GB, openFiles: 1024 },
    ],
    [{ calls: 10_000, localInstances: false }, { freeMemoryBytes: GB }],
    [{ calls: 10, localInstances: true }, { freeMemoryBytes: GB }],
  ])('is let go: %j on %j', (burst, machine) => {
    expect(() => assertWithinMachine(burst, machine)).not.toThrow();
  });
});
