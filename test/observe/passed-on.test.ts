import { describe, expect, it } from 'vitest';
import { PassedOn, parseSs } from '../../src/observe/passed-on.ts';
import type { Proc } from '../../src/observe/proc.ts';
import { ServerOnPort } from '../../src/observe/server-on-port.ts';

// A declared proxy on port 8080, which passes calls on to port 9000.

interface Times {
  readonly state?: string;
  readonly sent?: number;
  readonly received?: number;
  readonly bytes?: number;
}

/** A line of ss; it leaves out what is 0. */
function line(ports: string, inode: number, times: Times = {}): string {
  const { state = 'ESTAB', sent = 0, received = 0, bytes = 0 } = times;
  const [from, to] = ports.split(' ');
  const info = [
    ...(bytes > 0 ? [`bytes_received:${bytes}`] : []),
    ...(sent > 0 ? [`lastsnd:${sent}`] : []),
    ...(received > 0 ? [`lastrcv:${received}`] : []),
  ];
  return `${state} 0 0 127.0.0.1:${from} 127.0.0.1:${to} ino:${inode} sk:1 cgroup:/ <-> ts sack ${info.join(' ')} rcv_space:65495`;
}

describe('a connection', () => {
  it.each([
    ['sent, and got nothing yet', { sent: 80, received: 80 }, false],
    ['got an answer after the last request', { sent: 380, received: 80, bytes: 139 }, true],
    ['got an answer just now', { sent: 300, bytes: 139 }, true],
    ['sent another request after the last answer', { sent: 80, received: 390, bytes: 139 }, false],
    ['sent another within the same millisecond', { sent: 80, received: 80, bytes: 139 }, false],
  ])('that %s: whether it is idle', (_, times, idle) => {
    expect(parseSs(line('40000 9000', 7, times))).toEqual([
      { inode: 7, port: 40_000, peer: '127.0.0.1:9000', idle },
    ]);
  });

  it('has a port with IPv6, too', () => {
    const text = 'ESTAB 0 0 [::1]:40000 [::1]:9000 timer:(keepalive,1sec,0) ino:7 sk:1 <-> ts';
    expect(parseSs(text)).toEqual([{ inode: 7, port: 40_000, peer: '[::1]:9000', idle: false }]);
  });
});

const LISTENER = 1;

/** A process that listens on port 8080 and holds these sockets. */
function procOf(command: string, sockets: readonly number[]): Proc {
  const files: Readonly<Record<string, string>> = {
    'net/tcp': `   1: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  0        0 ${LISTENER} 1 0 20 4 30 10 -1`,
    '10/cmdline': command.replaceAll(' ', '\0'),
    '10/stat': '10 (x) S 1 0 0 0 0 0 0 0 0 0 0 0 0 0 20 0 3 0 0',
  };
  return {
    read: (file) => files[file],
    start: () => undefined,
    list: (folder) => (folder === '.' ? ['10'] : [LISTENER, ...sockets].map(String)),
    link: (file) =>
      file.includes('/fd/')
        ? `socket:[${file.split('/')[2]}]`
        : `/usr/sbin/${command.split(' ')[0]}`,
  };
}

function countOf(command: string, text: string | undefined): number | undefined {
  const proc = procOf(command, [2, 3, 4, 5]);
  return new PassedOn(proc, new ServerOnPort(proc, 8080, 0), () => text).count(0);
}

const CONNECTIONS = [
  line('8080 50000', 2, { bytes: 80, received: 100 }),
  line('40000 9000', 3, { sent: 100, received: 100 }),
  line('40001 9000', 4, { state: 'SYN-SENT' }),
  line('40002 9000', 5, { sent: 400, received: 100, bytes: 139 }),
  line('40003 9000', 6, { sent: 100, received: 100 }),
].join('\n');

describe('what a proxy has passed on', () => {
  it('is read every 100 ms', () => {
    const proc = procOf('haproxy -f x.cfg', [3]);
    let asked = 0;
    const run = (): string => line('40000 9000', 3).repeat((asked += 1));
    const passedOn = new PassedOn(proc, new ServerOnPort(proc, 8080, 0), run);
    for (const at of [0, 20, 99, 100, 199]) expect(passedOn.count(at)).toBe(1);
    expect(asked).toBe(2);
  });

  it('went to so many addresses, with the most connections at a time to each, until another burst begins', () => {
    const proc = procOf('haproxy -f x.cfg', [3, 4, 5]);
    const looks = [
      [line('40000 9000', 3), line('40001 9000', 4), line('40002 9001', 5)],
      [line('40000 9000', 3), line('40002 9001', 5, { sent: 400, received: 1, bytes: 9 })],
      [line('40000 9000', 3)],
    ].map((lines) => lines.join('\n'));
    const passedOn = new PassedOn(proc, new ServerOnPort(proc, 8080, 0), () => looks.shift());
    expect([passedOn.count(0), passedOn.count(100)]).toEqual([3, 1]);
    expect(passedOn.addresses).toEqual([
      { address: '127.0.0.1:9000', connections: 2 },
      { address: '127.0.0.1:9001', connections: 1 },
    ]);
    passedOn.forget();
    expect(passedOn.addresses).toBeUndefined();
    expect(passedOn.count(101)).toBe(1);
    expect(passedOn.addresses).toEqual([{ address: '127.0.0.1:9000', connections: 1 }]);
  });

  it('is the number of its connections to others that are not idle', () => {
    expect(countOf('haproxy -f x.cfg', CONNECTIONS)).toBe(2);
  });

  it('is 0 while it has only accepted calls', () => {
    expect(countOf('haproxy -f x.cfg', line('8080 50000', 2))).toBe(0);
  });

  it('is unknown without ss, and for a server that is no proxy', () => {
    expect(countOf('haproxy -f x.cfg', undefined)).toBeUndefined();
    expect(countOf('haproxy -f x.cfg', '')).toBeUndefined();
    expect(countOf('node app.js', CONNECTIONS)).toBeUndefined();
  });
});
