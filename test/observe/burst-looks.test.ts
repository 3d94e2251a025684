import { describe, expect, it } from 'vitest';
import { BurstLooks } from '../../src/observe/burst-looks.ts';
import { describeProcess } from '../../src/observe/describe-process.ts';
import { sightingOf } from '../../src/observe/burst-sighting.ts';
import type { Proc } from '../../src/observe/proc.ts';
import { ServerOnPort } from '../../src/observe/server-on-port.ts';

// A declared /proc: what listens on port 8080, who holds which socket, and how long it has worked.

interface DeclaredProcess {
  readonly sockets?: readonly number[];
  readonly command?: string;
  readonly parent?: number;
  readonly cpuMs?: number;
}

interface Machine {
  /** Connections by the port of the client: the inode (0 if not accepted), and unread bytes. */
  connections: Readonly<Record<number, readonly [inode: number, unread: number]>>;
  processes: Readonly<Record<number, DeclaredProcess>>;
}

const LISTENER = 4711;
const hex = (value: number, digits: number): string =>
  value.toString(16).toUpperCase().padStart(digits, '0');

function row(rest: string, user: number, inode: number): string {
  return `   1: 0100007F:1F90 ${rest} 00:00000000 00000000  ${user}        0 ${inode} 1 0 20 4 30 10 -1`;
}

function procOf(machine: Machine): Proc {
  const of = (pid = ''): DeclaredProcess | undefined => machine.processes[Number(pid)];
  const files: readonly (readonly [RegExp, (pid: string) => string | undefined])[] = [
    [
      /^net\/tcp$/,
      () =>
        [
          row('00000000:0000 0A 00000000:00000000', 0, LISTENER),
          ...Object.entries(machine.connections).map(([port, [inode, unread]]) =>
            row(`0100007F:${hex(Number(port), 4)} 01 00000000:${hex(unread, 8)}`, 0, inode),
          ),
        ].join('\n'),
    ],
    [/^(\d+)\/cmdline$/, (pid) => of(pid)?.command?.replaceAll(' ', '\0')],
    [
      /^(\d+)\/stat$/,
      (pid) => {
        const { parent = 1, cpuMs = 0 } = of(pid) ?? {};
        return `${pid} (x) S ${parent} 0 0 0 0 0 0 0 0 0 ${cpuMs / 10} 0 0 0 20 0 3 0 0`;
      },
    ],
    [/^(\d+)\/status$/, () => 'VmRSS:\t 2048 kB'],
  ];
  return {
    read: (file) => {
      for (const [pattern, contents] of files) {
        const match = pattern.exec(file);
        if (match !== null) return contents(match[1] ?? '');
      }
      return undefined;
    },
    start: () => undefined,
    list: (folder) =>
      folder === '.'
        ? Object.keys(machine.processes)
        : (of(folder.split('/')[0])?.sockets ?? []).map(String),
    link: (file) => {
      const [pid, folder, name] = file.split('/');
      return folder === 'fd' ? `socket:[${name}]` : `/usr/bin/${of(pid)?.command?.split(' ')[0]}`;
    },
  };
}

/** Looks at calls from these ports at these times, ms; `before` each look, the machine may change. */
function lookAt(
  machine: Machine,
  ports: readonly number[],
  looks: readonly (readonly [at: number, before?: () => void])[],
  others: readonly number[] = [],
): ReturnType<BurstLooks['finish']> {
  const proc = procOf(machine);
  const server = new ServerOnPort(proc, 8080, 0);
  const burst = new BurstLooks(proc, server, { clientPorts: ports, at: 0 });
  burst.bystanders.add(others);
  for (const [at, before] of looks) {
    before?.();
    burst.look(at);
  }
  return burst.finish(looks.at(-1)?.[0] ?? 0);
}

const SERVER: DeclaredProcess = { command: 'python -m uvicorn a:app' };

describe('the looks at a call to another path', () => {
  it('show how long it was outside the server, and how long inside', () => {
    const machine: Machine = {
      connections: { 1001: [1, 0], 2001: [0, 0], 3001: [0, 0] },
      processes: { 10: { ...SERVER, sockets: [LISTENER, 1] } },
    };
    const becomes = (inode: number, unread: number) => (): void => {
      machine.connections = { ...machine.connections, 2001: [inode, unread] };
    };
    const { bystanders, waiting } = lookAt(
      machine,
      [1001],
      [[0], [20], [60, becomes(2, 80)], [90, becomes(2, 0)], [190]],
      [2001],
    );
    expect(bystanders).toEqual([{ outsideMs: 60, insideMs: 130 }]);
    expect(waiting).toEqual([{ at: 0, notAccepted: 0, unread: 0, accepted: 1 }]);
  });

  it('say nothing if there was none', () => {
    const machine = { connections: { 1001: [1, 0] as const }, processes: { 10: SERVER } };
    expect(lookAt(machine, [1001], [[0]])).not.toHaveProperty('bystanders');
  });
});

describe('a native program', () => {
  const note = '\u0004\0\0\0S\0\0\0\u0004\0\0\0Go\0\0';
  it.each([
    [`\u007fELF...${note}3Mx6r4JgEArSPPU6`, 'Go'],
    ['\u007fELF...\u0004\0\0\0\u0014\0\0\0\u0003\0\0\0GNU\0', undefined],
  ])('is written in Go if its header says so', (header, runtime) => {
    const proc = { ...procOf({ connections: {}, processes: { 7: { command: 'srv' } } }) };
    expect(describeProcess({ ...proc, start: () => header }, 7)?.runtime).toBe(runtime);
  });
});

describe('the looks at a burst', () => {
  it('find the process that holds a connection alone', () => {
    const { holders } = lookAt(
      {
        connections: { 1001: [1, 0], 1002: [2, 0], 1003: [3, 0] },
        processes: {
          10: { ...SERVER, sockets: [LISTENER] },
          11: { ...SERVER, sockets: [LISTENER, 1, 3] },
          12: { ...SERVER, sockets: [LISTENER, 2, 3] },
        },
      },
      [1001, 1002, 1003, 1004],
      [[0]],
    );
    expect(holders).toEqual([11, 12, undefined, undefined]);
  });

  it('count workers that got no call: they listen, and have the same parent', () => {
    const worker = { ...SERVER, parent: 10 };
    const machine: Machine = {
      connections: { 1001: [1, 0], 1002: [2, 0] },
      processes: {
        10: { ...SERVER, sockets: [LISTENER] },
        11: { ...worker, sockets: [LISTENER, 1] },
        12: { ...worker, sockets: [LISTENER, 2] },
        13: { ...worker, sockets: [LISTENER] },
        // A helper of a worker that inherited its socket, and a process that does not listen.
        14: { ...SERVER, parent: 11, sockets: [LISTENER] },
        15: { ...worker, sockets: [9] },
      },
    };
    expect(lookAt(machine, [1001, 1002], [[0]]).idle).toBe(1);
    // Who served the third call is unknown.
    expect(lookAt(machine, [1001, 1002, 1003], [[0]])).not.toHaveProperty('idle');
    const { 13: idle, ...busy } = machine.processes;
    machine.processes = busy;
    expect(idle?.parent).toBe(10);
    expect(lookAt(machine, [1001, 1002], [[0]])).not.toHaveProperty('idle');
  });

  it('believe the last one, since a process may hand a connection on', () => {
    const machine: Machine = {
      connections: { 1001: [1, 0] },
      processes: { 10: { ...SERVER, sockets: [LISTENER, 1] } },
    };
    const fork = (): void => {
      machine.processes = {
        10: { ...SERVER, sockets: [LISTENER] },
        20: { ...SERVER, parent: 10, sockets: [LISTENER, 1] },
      };
    };
    expect(lookAt(machine, [1001], [[0], [20, fork]]).holders).toEqual([20]);
  });

  it('find a process that was there before and does not listen itself', () => {
    const machine = {
      connections: { 1001: [1, 0] as const },
      processes: {
        10: { ...SERVER, sockets: [LISTENER] },
        11: { ...SERVER, sockets: [1] },
      },
    };
    expect(lookAt(machine, [1001], [[0]]).holders).toEqual([11]);
  });

  it('count what is not accepted and what is not read, whenever that changes', () => {
    const machine: Machine = {
      connections: { 1001: [1, 0], 1002: [0, 75], 1003: [0, 75] },
      processes: { 10: { ...SERVER, sockets: [LISTENER, 1] } },
    };
    const accept = (): void => {
      machine.connections = { 1002: [2, 0], 1003: [3, 75] };
    };
    const { waiting, looks } = lookAt(machine, [1001, 1002, 1003], [[5], [25], [45, accept], [65]]);
    expect(looks).toBe(4);
    expect(waiting).toEqual([
      { at: 5, notAccepted: 2, unread: 0, accepted: 1 },
      { at: 45, notAccepted: 0, unread: 1, accepted: 2 },
    ]);
  });

  it('ignore connections of other clients', () => {
    const machine = {
      connections: { 2001: [0, 75] as const },
      processes: { 10: { ...SERVER, sockets: [LISTENER] } },
    };
    expect(lookAt(machine, [1001], [[0]]).waiting).toEqual([
      { at: 0, notAccepted: 0, unread: 0, accepted: 0 },
    ]);
  });

  it('measure what a process used meanwhile', () => {
    const machine: Machine = {
      connections: { 1001: [1, 0] },
      processes: { 10: { ...SERVER, sockets: [LISTENER, 1], cpuMs: 5_000 } },
    };
    const work = (): void => {
      machine.processes = { 10: { ...SERVER, sockets: [LISTENER, 1], cpuMs: 5_500 } };
    };
    expect(lookAt(machine, [1001], [[0], [1_000, work]]).processes).toEqual([
      {
        pid: 10,
        parent: 1,
        cores: 0.5,
        threads: 3,
        memoryMb: 2,
        description: {
          pid: 10,
          program: 'uvicorn',
          runtime: 'Python',
          command: 'python -m uvicorn a:app',
        },
      },
    ]);
  });

  it('say by when a process started that was not there at first', () => {
    const [old, later] = [
      { ...SERVER, sockets: [LISTENER, 1] },
      { ...SERVER, sockets: [LISTENER, 2] },
    ];
    const machine: Machine = {
      connections: { 1001: [1, 0], 1002: [2, 0] },
      processes: { 10: old },
    };
    const proc = procOf(machine);
    const server = new ServerOnPort(proc, 8080, 0);
    const startsIn = (at: number): unknown => {
      const burst = new BurstLooks(proc, server, { clientPorts: [1001, 1002], at });
      burst.look(at);
      machine.processes = { 10: old, 11: later };
      burst.look(at + 40);
      const { sighting } = sightingOf(burst.finish(at + 60), {
        zeroMs: at + 10,
        ownCores: 0,
        known: [],
      });
      return sighting.processes.map(({ pid, startedBy }) => [pid, startedBy]);
    };
    expect(startsIn(100)).toEqual([
      [10, undefined],
      [11, 30],
    ]);
    // In the next burst, it was there at the release.
    expect(startsIn(900)).toEqual([
      [10, undefined],
      [11, 0],
    ]);
  });

  it('say nothing of processor time in a burst that is too short for its steps', () => {
    const machine = {
      connections: { 1001: [1, 0] as const },
      processes: { 10: { ...SERVER, sockets: [LISTENER, 1] } },
    };
    expect(lookAt(machine, [1001], [[0], [100]]).processes[0]).not.toHaveProperty('cores');
  });

  it('describe a worker that does not say what it is by its parent', () => {
    const machine = {
      connections: { 1001: [1, 0] as const },
      processes: {
        10: { ...SERVER, sockets: [LISTENER] },
        11: { command: 'python -c spawn', parent: 10, sockets: [LISTENER, 1] },
      },
    };
    expect(lookAt(machine, [1001], [[0]]).processes[0]?.description).toMatchObject({
      pid: 11,
      program: 'uvicorn',
    });
  });
});

describe('calls outside the server', () => {
  it('are seen until they are accepted and read, each by itself', () => {
    const machine: Machine = {
      connections: { 1001: [1, 0], 1002: [0, 9], 1003: [0, 9] },
      processes: { 10: { ...SERVER, sockets: [LISTENER, 1] } },
    };
    const { outside } = lookAt(
      machine,
      [1001, 1002, 1003],
      [
        [0],
        [20],
        [40, () => (machine.connections = { 1001: [1, 0], 1002: [2, 9], 1003: [0, 9] })],
        [60, () => (machine.connections = { 1001: [1, 0], 1002: [2, 0], 1003: [3, 0] })],
      ],
    );
    expect(outside).toEqual([
      { call: 1, notAcceptedUntil: 20, unreadUntil: 40 },
      { call: 2, notAcceptedUntil: 40 },
    ]);
  });

  it('are not distinguished in a connection that carries several', () => {
    const machine: Machine = { connections: { 1001: [1, 9] }, processes: {} };
    expect(lookAt(machine, [1001, 1001], [[0], [20]]).outside).toEqual([]);
  });
});

describe('a server whose processes cannot be seen', () => {
  const hidden = { connections: {}, processes: { 99: { command: 'bash' } } };

  it('belongs to another user', () => {
    expect(new ServerOnPort(procOf(hidden), 8080, 1000).unseen).toBe('another-user');
  });

  it('or is elsewhere, as in another PID namespace', () => {
    expect(new ServerOnPort(procOf(hidden), 8080, 0).unseen).toBe('not-visible');
  });
});

/** A parent gives its connection to its child, and accepts another. */
function handOn(machine: Machine): void {
  machine.connections = { 1001: [1, 0], 1002: [2, 0], 1003: [3, 0] };
  machine.processes = {
    10: { ...SERVER, sockets: [LISTENER, 3] },
    11: { ...SERVER, parent: 10, sockets: [LISTENER, 1, 2] },
  };
}

/** A parent and its child, which hold a connection each, seen twice. */
function family(untilMs: number, change?: (machine: Machine) => void) {
  const machine: Machine = {
    connections: { 1001: [1, 0], 1002: [2, 0], 1003: [0, 9] },
    processes: {
      10: { ...SERVER, sockets: [LISTENER, 1] },
      11: { ...SERVER, parent: 10, sockets: [LISTENER, 2] },
    },
  };
  const later = change === undefined ? [] : [[untilMs + 20, () => change(machine)] as const];
  return lookAt(machine, [1001, 1002, 1003], [[100], [untilMs], ...later]);
}

function namesIn(found: ReturnType<typeof lookAt>): unknown {
  return sightingOf(found, { zeroMs: 110, ownCores: 0, known: [] }).servedBy;
}

describe('sightingOf', () => {
  const seen = family(149);

  it('names no process that hands connections to its children, though it may hold one last', () => {
    expect(namesIn(seen)).toEqual([undefined, 'pid 11', undefined]);
  });

  it('names a process that keeps connections, though it has children', () => {
    expect(namesIn(family(150))).toEqual(['pid 10', 'pid 11', undefined]);
  });

  it('names no process that kept a connection for a while, but handed on another', () => {
    expect(namesIn(family(300, handOn))).toEqual(['pid 11', 'pid 11', undefined]);
  });

  it('names no proxy', () => {
    const proxy = { pid: 11, program: 'nginx', command: 'nginx', proxy: true };
    const { servedBy } = sightingOf(seen, { zeroMs: 110, ownCores: 0, known: [proxy] });
    expect(servedBy).toEqual([undefined, undefined, undefined]);
  });

  it('counts from the release on', () => {
    const { sighting } = sightingOf(seen, { zeroMs: 110, ownCores: 0.25, known: [] });
    expect(sighting).toMatchObject({
      waiting: [{ at: 0, notAccepted: 1, unread: 0 }],
      outside: [{ call: 2, notAcceptedUntil: 39 }],
      ownCores: 0.25,
      processes: [
        { pid: 10, calls: 1 },
        { pid: 11, calls: 1 },
      ],
    });
  });
});
