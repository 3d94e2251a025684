import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { sightingOf } from '../../src/observe/burst-sighting.ts';
import { LsofLooks, parseLsof } from '../../src/observe/lsof-looks.ts';
import { runProgram, type RunProgram } from '../../src/observe/proc.ts';
import { socketServer } from '../helpers/loopback.ts';

// The output of lsof as lsof(8) documents it. It has not been tried on macOS.

interface Held {
  readonly pid: number;
  readonly parent?: number;
  /** Names of its sockets, with their states. */
  readonly sockets: readonly (readonly [name: string, state: string])[];
}

function outputOf(...held: readonly Held[]): string {
  const lines = held.flatMap(({ pid, parent = 1, sockets }) => [
    `p${pid}`,
    `R${parent}`,
    ...sockets.flatMap(([name, state], fd) => [
      `f${fd + 3}`,
      `n${name}`,
      `TST=${state}`,
      'TQR=0',
      'TQS=0',
    ]),
  ]);
  return `${lines.join('\n')}\n`;
}

const LISTENS = ['*:8080', 'LISTEN'] as const;
const from = (port: number) => [`127.0.0.1:8080->127.0.0.1:${port}`, 'ESTABLISHED'] as const;

describe('parseLsof', () => {
  it('reads who holds which socket', () => {
    const text = outputOf(
      { pid: 10, sockets: [LISTENS] },
      {
        pid: 11,
        parent: 10,
        sockets: [from(1001), ['[::1]:8080->[::1]:1002', 'ESTABLISHED']],
      },
    );
    expect(parseLsof(text)).toEqual([
      { pid: 10, parent: 1, ownPort: 8080 },
      { pid: 11, parent: 10, ownPort: 8080, otherPort: 1001 },
      { pid: 11, parent: 10, ownPort: 8080, otherPort: 1002 },
    ]);
  });

  it('leaves out connections that are over, and fields that it does not know', () => {
    const closed = [from(1001)[0], 'CLOSE_WAIT'] as const;
    const text = `cpython\n${outputOf({ pid: 10, sockets: [closed, ['*:*', 'LISTEN']] })}zother\n`;
    expect(parseLsof(text)).toEqual([]);
    expect(parseLsof('')).toEqual([]);
  });
});

/** Looks once at what lsof and ps say. */
function lookAt(run: RunProgram, clientPorts: readonly number[], serverPort = 8080): LsofLooks {
  const looks = new LsofLooks(run, { serverPort, clientPorts }, 0);
  looks.look();
  return looks;
}

const run =
  (text: string): RunProgram =>
  (program) =>
    program === 'lsof' ? text : '/opt/Python.app/Contents/MacOS/Python -m uvicorn a:app\n';

describe('looks through lsof', () => {
  it('show the process that serves each call, and no queues', () => {
    const text = outputOf(
      { pid: 10, sockets: [LISTENS] },
      { pid: 11, parent: 10, sockets: [LISTENS, from(1001)] },
      { pid: 12, parent: 10, sockets: [LISTENS, from(1002), from(1003)] },
      { pid: 99, sockets: [['127.0.0.1:1001->127.0.0.1:8080', 'ESTABLISHED']] },
    );
    const looks = lookAt(run(text), [1001, 1002, 1003, 1004]);
    expect(looks.unseen).toBeUndefined();
    const seen = looks.finish(300);
    expect(seen.processes[0]?.description).toMatchObject({ program: 'uvicorn', runtime: 'Python' });
    const { sighting, servedBy } = sightingOf(seen, { zeroMs: 0, ownCores: 0, known: [] });
    expect(servedBy).toEqual(['pid 11', 'pid 12', 'pid 12', undefined]);
    expect(sighting).toEqual({
      looks: 1,
      overMs: 300,
      ownCores: 0,
      waiting: [],
      processes: [
        { pid: 11, calls: 1 },
        { pid: 12, calls: 2 },
      ],
    });
  });

  it('name nobody for a connection that two processes hold', () => {
    const text = outputOf(
      { pid: 10, sockets: [from(1001)] },
      { pid: 11, parent: 10, sockets: [from(1001)] },
    );
    expect(lookAt(run(text), [1001]).finish(300).holders).toEqual([undefined]);
  });

  it('also give a single process the calls that ended between two looks', () => {
    const text = outputOf({ pid: 10, sockets: [LISTENS, from(1001)] });
    const seen = lookAt(run(text), [1001, 1002]).finish(300);
    const { servedBy } = sightingOf(seen, { zeroMs: 0, ownCores: 0, known: [] });
    expect(servedBy).toEqual(['pid 10', 'pid 10']);
  });

  it.each([
    ['cannot be run', undefined],
    ['shows nobody', ''],
  ])('say that nothing is visible if lsof %s', (_, text) => {
    expect(lookAt(() => text, [1001]).unseen).toBe('not-visible');
  });
});

describe.skipIf(runProgram('lsof', ['-v']) === undefined)('the real lsof', () => {
  it('finds the process that has accepted a connection', async () => {
    const { port, sockets } = await socketServer(() => {});
    const client = connect(port, '127.0.0.1');
    await once(client, 'connect');
    await expect.poll(() => sockets.length).toBe(1);
    try {
      const seen = lookAt(runProgram, [client.localPort ?? 0, 1], port).finish(300);
      expect(seen.holders).toEqual([process.pid, undefined]);
      expect(seen.processes).toMatchObject([
        { pid: process.pid, parent: process.ppid, description: { runtime: 'Node.js' } },
      ]);
    } finally {
      client.destroy();
    }
  });
});
