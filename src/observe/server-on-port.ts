import type { Observed } from '../core/observed/observed.ts';
import { PassedOn } from './passed-on.ts';
import type { Proc } from './proc.ts';
import { ProcessTable } from './process-table.ts';
import { SocketTables } from './socket-tables.ts';

/** A server on this machine: its sockets and its processes. */
export class ServerOnPort {
  readonly port: number;
  readonly sockets: SocketTables;
  readonly processes: ProcessTable;
  readonly passedOn: PassedOn;
  /** Why its processes cannot be seen, if so. */
  readonly unseen: Observed['unseen'];

  constructor(proc: Proc, port: number, ownUser: number) {
    this.port = port;
    this.sockets = new SocketTables(proc, port);
    const listeners = this.sockets.findListeners();
    this.processes = new ProcessTable(proc, new Set(listeners.map(({ inode }) => inode)));
    this.passedOn = new PassedOn(proc, this);
    if (this.processes.isVisible) return;
    this.unseen = listeners.some(({ user }) => user !== ownUser) ? 'another-user' : 'not-visible';
  }
}
