import type { Sighting } from '../core/observed/observed.ts';
import { groupBy } from '../core/group-by.ts';
import type { Connection } from './socket-table.ts';

type OutsideCall = NonNullable<Sighting['outside']>[number];

/** When each call was last seen waiting outside the server: one entry for each, however many looks there are. */
export class OutsideCalls {
  readonly #calls: ReadonlyMap<number, readonly number[]>;
  readonly #seen = new Map<number, OutsideCall>();

  /** `calls` by the ports of their connections. */
  constructor(calls: ReadonlyMap<number, readonly number[]>) {
    this.#calls = calls;
  }

  look(connections: readonly Connection[], at: number): void {
    for (const { clientPort, inode, unreadBytes } of connections) {
      const [call, another] = this.#calls.get(clientPort) ?? [];
      // If a connection carries several streams, the kernel doesn't know which one waits.
      if (call === undefined || another !== undefined) continue;
      const known = this.#seen.get(call) ?? { call };
      if (inode === 0) this.#seen.set(call, { ...known, notAcceptedUntil: at });
      else if (unreadBytes > 0) this.#seen.set(call, { ...known, unreadUntil: at });
    }
  }

  /** The calls that were seen waiting, in their order. */
  get seen(): OutsideCall[] {
    return [...this.#seen.values()].toSorted((a, b) => a.call - b.call);
  }
}

/** The calls of each connection, by the client's port. */
export function callsByPort(
  clientPorts: readonly (number | undefined)[],
): ReadonlyMap<number, readonly number[]> {
  const known = [...clientPorts.entries()].filter(
    (one): one is [number, number] => one[1] !== undefined,
  );
  return new Map(
    [...groupBy(known, ([, port]) => port)].map(([port, calls]) => [
      port,
      calls.map(([call]) => call),
    ]),
  );
}
