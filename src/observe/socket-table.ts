/** A connection to a server, from the row of the kernel's table that is the server's end. */
export interface Connection {
  /** The port of the other end. */
  readonly clientPort: number;
  /** Names the socket among the open files of processes; 0 until a process has accepted it. */
  readonly inode: number;
  readonly established: boolean;
  /** Bytes that have come in and were not read. */
  readonly unreadBytes: number;
}

/** A socket that accepts connections. */
export interface Listener {
  readonly inode: number;
  /** The user that it belongs to. */
  readonly user: number;
}

/** States of a socket: include/net/tcp_states.h in Linux. */
const ESTABLISHED = 0x01;
const SYN_RECEIVED = 0x03;
const LISTENING = 0x0a;

/** Connections to a port, from the text of /proc/net/tcp or tcp6 (proc_net_tcp.rst in Linux). */
export function parseConnections(table: string, port: number): Connection[] {
  return rowsOf(table, port)
    .filter(({ state }) => state === ESTABLISHED || state === SYN_RECEIVED)
    .map(({ otherPort, inode, state, unread }) => ({
      clientPort: otherPort,
      inode,
      established: state === ESTABLISHED,
      unreadBytes: unread,
    }));
}

/** Sockets that accept connections to a port. */
export function parseListeners(table: string, port: number): Listener[] {
  return rowsOf(table, port)
    .filter(({ state }) => state === LISTENING)
    .map(({ inode, user }) => ({ inode, user }));
}

/** Ports on which these sockets accept connections. */
export function parseListeningPorts(table: string, inodes: ReadonlySet<number>): number[] {
  return rowsOf(table)
    .filter(({ state, inode }) => state === LISTENING && inodes.has(inode))
    .map(({ ownPort }) => ownPort);
}

interface Row {
  /** Both addresses. */
  readonly ends: string;
  readonly ownPort: number;
  readonly otherPort: number;
  readonly state: number;
  readonly unread: number;
  readonly user: number;
  readonly inode: number;
}

/**
 * Rows whose own end has this port, or all. The table may have thousands of others, so those are not
 * split.
 */
function rowsOf(table: string, port?: number): Row[] {
  const own = port?.toString(16).toUpperCase().padStart(4, '0') ?? '[0-9A-F]{4}';
  const row = new RegExp(
    `^ *\\d+: ([0-9A-F]+:(${own}) [0-9A-F]+:([0-9A-F]{4})) ([0-9A-F]{2}) [0-9A-F]+:([0-9A-F]+) \\S+ \\S+ +(\\d+) +\\d+ (\\d+)`,
    'gm',
  );
  const rows = [...table.matchAll(row)].map(
    ([, ends = '', ownPort = '', otherPort = '', state = '', unread = '', user, inode]) => ({
      ends,
      ownPort: Number.parseInt(ownPort, 16),
      otherPort: Number.parseInt(otherPort, 16),
      state: Number.parseInt(state, 16),
      unread: Number.parseInt(unread, 16),
      user: Number(user),
      inode: Number(inode),
    }),
  );
  return [...new Map(rows.map((one) => [keyOf(one), one])).values()];
}

/** The kernel may list a connection twice if others come or go while the table is read. Several sockets may listen on one address. */
function keyOf({ ends, state, inode }: Row): string {
  return state === LISTENING ? `${ends} ${inode}` : ends;
}
