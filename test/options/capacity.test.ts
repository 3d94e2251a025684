import { describe, expect, it } from 'vitest';
import { fitToMachine, type Machine } from '../../src/options/capacity.ts';
import { usageErrorOf } from '../helpers/errors.ts';

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

type Service = Parameters<typeof fitToMachine>[0]['service'];
const demand = (calls: number, service?: Service, grow = false) => ({
  plan: { calls, grow, bursts: 2, solo: 3 },
  ...(service && { service }),
});
const files = (openFiles: number): Machine => ({ freeMemoryBytes: 1_000 * GIB, openFiles });
const memory = (freeMemoryBytes: number): Machine => ({ freeMemoryBytes });

describe('a burst that the machine has no room for', () => {
  it('is refused if it needs more files than may be open', () => {
    expect(usageErrorOf(() => fitToMachine(demand(1000), files(1024)))).toBe(
      '-n 1000 needs 1032 open files, but a process may open only 1024 here. Raise the limit (ulimit -n 1032) or lower -n',
    );
  });

  it('is refused if its local instances do not fit into memory', () => {
    expect(
      usageErrorOf(() => fitToMachine(demand(1000, 'instance-per-call'), memory(4 * GIB))),
    ).toBe(
      '-n 1000 needs as many local instances, about 11.7 GiB of memory, but only 4.0 GiB is free. Use --in-process or lower -n',
    );
  });
});

describe('the room for a burst', () => {
  it.each([
    // One file for each call; the second burst of few calls has 8.
    [10, undefined, files(42)],
    [2, undefined, files(40)],
    [10_000, undefined, memory(0)],
    // The service starts with 80, and needs 6 for each instance.
    [10, 'one-process', files(80)],
    [40, 'one-process', files(80)],
    [41, 'one-process', files(81)],
    [8, 'instance-per-call', files(88)],
    [10, 'instance-per-call', files(100)],
    [10, 'instance-per-call', memory(120 * MIB)],
  ] as const)('of %d calls, %s, is just enough with %j', (calls, service, machine) => {
    const { plan } = demand(calls, service);
    expect(fitToMachine(demand(calls, service), machine)).toEqual({ plan });
    const less = {
      freeMemoryBytes: machine.freeMemoryBytes - 1,
      ...(machine.openFiles && { openFiles: machine.openFiles - 1 }),
    };
    if (service === undefined && machine.openFiles === undefined) return;
    expect(usageErrorOf(() => fitToMachine(demand(calls, service), less))).toContain('needs');
  });
});

describe('bursts that grow', () => {
  it.each([
    [undefined, files(132), 100],
    ['one-process', files(100), 60],
    ['instance-per-call', files(100), 10],
    ['instance-per-call', memory(120 * MIB), 10],
  ] as const)('stop where the room ends: %s, %j', (service, machine, calls) => {
    const { plan, notice } = fitToMachine(demand(200, service, true), machine);
    expect(plan.calls).toBe(calls);
    expect(notice).toMatch(`-n auto stops at ${calls} calls: 200 needs `);
  });

  it('go on to their end if there is room, without a notice', () => {
    expect(fitToMachine(demand(200, undefined, true), files(232))).toEqual({
      plan: demand(200, undefined, true).plan,
    });
  });

  it('are refused if there is no room for the first', () => {
    const refused = usageErrorOf(() => fitToMachine(demand(200, undefined, true), files(35)));
    expect(refused).toContain('needs 232 open files');
  });
});
