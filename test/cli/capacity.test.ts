import { describe, expect, it } from 'vitest';
import { assertWithinMachine } from '../../src/cli/capacity.ts';
import { usageErrorOf } from '../helpers/errors.ts';

const GIB = 1024 ** 3;

describe('a burst that the machine has no room for', () => {
  it('is refused if it has more calls than files may be open', () => {
    const refused = usageErrorOf(() =>
      assertWithinMachine(
        { calls: 1000, localInstances: false },
        { freeMemoryBytes: GIB, openFiles: 1024 },
      ),
    );
    expect(refused).toBe(
      '-n 1000 needs 1000 open sockets, but this process may open only 1024 files. Raise the limit (ulimit -n 1128) or lower -n',
    );
  });

  it('is refused if its local instances do not fit into memory', () => {
    const refused = usageErrorOf(() =>
      assertWithinMachine({ calls: 1000, localInstances: true }, { freeMemoryBytes: 4 * GIB }),
    );
    expect(refused).toBe(
      '-n 1000: as many local instances need about 11.7 GiB of memory, but only 4.0 GiB is free. Lower -n or use --in-process',
    );
  });
});

describe('a burst that the machine has room for', () => {
  it.each([
    [
      { calls: 900, localInstances: false },
      { freeMemoryBytes: GIB, openFiles: 1024 },
    ],
    [{ calls: 10_000, localInstances: false }, { freeMemoryBytes: GIB }],
    [{ calls: 10, localInstances: true }, { freeMemoryBytes: GIB }],
  ])('is accepted: %j on %j', (burst, machine) => {
    expect(() => assertWithinMachine(burst, machine)).not.toThrow();
  });
});
