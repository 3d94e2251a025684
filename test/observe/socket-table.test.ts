import { describe, expect, it } from 'vitest';
import {
  parseConnections,
  parseListeners,
  parseListeningPorts,
} from '../../src/observe/socket-table.ts';

// Rows as Linux 6 prints them. 1F90 is port 8080.
const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000004 00:00000000 00000000  1000        0 4711 1 0000000000000000 100 0 0 10 0
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 5001 1 0000000000000000 20 4 30 10 -1
   2: 0100007F:1F90 0100007F:C351 01 00000000:0000004B 00:00000000 00000000  1000        0 5002 1 0000000000000000 20 4 30 10 -1
   3: 0100007F:1F90 0100007F:C352 01 00000000:0000004B 00:00000000 00000000     0        0 0 1 0000000000000000 20 4 30 10 -1
   4: 0100007F:1F90 0100007F:C353 03 00000000:00000000 01:00000063 00000000     0        0 0 1 0000000000000000
   5: 0100007F:1F90 0100007F:C354 06 00000000:00000000 03:00001770 00000000     0        0 0 3 0000000000000000
   6: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 6001 1 0000000000000000 20 4 30 10 -1
   7: 0100007F:1F91 0100007F:C355 01 00000000:00000000 00:00000000 00000000  1000        0 6002 1 0000000000000000 20 4 30 10 -1
  10: 0100007F:1F90 0100007F:C356 08 00000000:00000001 00:00000000 00000000  1000        0 5003 1 0000000000000000 20 4 30 10 -1
`;
const TCP6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4712 1 0000000000000000 100 0 0 10 0
   1: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 5001 1 0000000000000000 20 4 30 10 -1
`;

describe('parseConnections', () => {
  it('reads the rows of the server: those that were accepted, and those that were not', () => {
    expect(parseConnections(TCP, 8080)).toEqual([
      { clientPort: 50_000, inode: 5001, established: true, unreadBytes: 0 },
      { clientPort: 50_001, inode: 5002, established: true, unreadBytes: 75 },
      { clientPort: 50_002, inode: 0, established: true, unreadBytes: 75 },
      { clientPort: 50_003, inode: 0, established: false, unreadBytes: 0 },
    ]);
  });

  it('reads a connection once if the kernel lists it twice, as it was last', () => {
    const again = TCP.split('\n')[2]?.replace('00000000:00000000', '00000000:0000004B') ?? '';
    expect(parseConnections(`${TCP}${again}\n`, 8080)[0]).toEqual({
      clientPort: 50_000,
      inode: 5001,
      established: true,
      unreadBytes: 75,
    });
    expect(parseConnections(`${TCP}${again}\n`, 8080)).toHaveLength(4);
  });

  it('reads IPv6, by which an IPv4 client may have come, too', () => {
    expect(parseConnections(TCP6, 8080)).toEqual([
      { clientPort: 50_000, inode: 5001, established: true, unreadBytes: 0 },
    ]);
  });

  it('finds none in another table', () => {
    expect(parseConnections('', 8080)).toEqual([]);
    expect(parseConnections(TCP, 80)).toEqual([]);
  });
});

it('parseListeners reads what accepts connections, and whose it is', () => {
  expect(parseListeners(TCP, 8080)).toEqual([{ inode: 4711, user: 1000 }]);
  expect(parseListeners(TCP6, 8080)).toEqual([{ inode: 4712, user: 0 }]);
});

it('parseListeners reads several sockets that accept connections at one address', () => {
  const another = TCP.split('\n')[1]?.replace('4711', '4713') ?? '';
  const inodes = parseListeners(`${TCP}${another}\n`, 8080).map(({ inode }) => inode);
  expect(inodes).toEqual([4711, 4713]);
});

it('parseListeningPorts reads where a process accepts connections, by its sockets', () => {
  expect(parseListeningPorts(TCP, new Set([4711, 5001, 6002]))).toEqual([8080]);
  expect(parseListeningPorts(TCP6, new Set([4711, 4712]))).toEqual([8080]);
  expect(parseListeningPorts(TCP, new Set([5001]))).toEqual([]);
});
