import type { Sighting } from '../core/observed/observed.ts';
import type { Connection } from './socket-table.ts';

type Times = NonNullable<Sighting['bystanders']>[number];

/** Where calls to another path, which are no part of the burst, wait: outside the server, or after it read them. */
export class BystanderLooks {
  readonly #times = new Map<number, Times & { readonly at: number }>();
  readonly #ports = new Set<number>();

  /** From now on, looks at the connections from these ports, too. */
  add(ports: readonly number[]): void {
    for (const port of ports) this.#ports.add(port);
  }

  /** Adds the time since the previous look to the state of each connection. */
  look(connections: readonly Connection[], at: number): void {
    for (const { clientPort, inode, unreadBytes } of connections) {
      if (!this.#ports.has(clientPort)) continue;
      const before = this.#times.get(clientPort) ?? { outsideMs: 0, insideMs: 0, at };
      const sinceMs = at - before.at;
      const isOutside = inode === 0 || unreadBytes > 0;
      this.#times.set(clientPort, {
        outsideMs: before.outsideMs + (isOutside ? sinceMs : 0),
        insideMs: before.insideMs + (isOutside ? 0 : sinceMs),
        at,
      });
    }
  }

  /** What was seen of each connection; `undefined` if there was none. */
  get times(): Times[] | undefined {
    if (this.#times.size === 0) return undefined;
    return [...this.#times.values()].map(({ outsideMs, insideMs }) => ({ outsideMs, insideMs }));
  }
}
