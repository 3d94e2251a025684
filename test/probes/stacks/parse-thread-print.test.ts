import { describe, expect, it } from 'vitest';
import { parseThreadPrint } from '../../../src/probes/stacks/parse-thread-print.ts';
import { recorded } from './recorded.ts';

const placesIn = (name: string) =>
  parseThreadPrint(recorded(name))?.map(({ place }) => place) ?? [];

const shortened = (name: string) =>
  placesIn(name)
    .toSorted((a, b) => a.line - b.line)
    .map(({ line, calling, waitsForLock }) => [line, calling, waitsForLock]);

/** A dump of one thread. */
function dumpOf(state: string, lines: readonly string[]): string {
  return `Full thread dump OpenJDK 64-Bit Server VM

"worker-1" #16 prio=5 os_prio=0 cpu=2.54ms elapsed=0.39s tid=0x00007fcc48005f10 nid=0x7506 waiting  [0x0]
   java.lang.Thread.State: ${state}
${lines.map((line) => `\t${line}\n`).join('')}
`;
}

const placeOf = (state: string, lines: readonly string[]) =>
  parseThreadPrint(dumpOf(state, lines))?.[0]?.place;

const HANDLER = 'at com.acme.web.Orders.list(Orders.java:31)';
const PARK = 'at jdk.internal.misc.Unsafe.park(java.base@17.0.15/Native Method)';

describe('the stacks of a JVM, as jcmd printed them', () => {
  it('have who holds a monitor, and who waits for it', () => {
    const holding = {
      file: 'Server.java',
      line: 20,
      function: 'Server.handle',
      calling: 'sleep',
      ownCode: true,
      onEventLoop: false,
    };
    const { calling: _, ...there } = holding;
    const waiting = { ...there, waitsForLock: true };
    expect(placesIn('jcmd-synchronized.txt')).toEqual([holding, waiting, waiting, waiting]);
  });

  it('have the lines that wait for a lock or for a place in a queue', () => {
    expect(shortened('jcmd-lock.txt')).toEqual([
      [27, 'lock', true],
      [27, 'lock', true],
      [28, 'sleep', undefined],
    ]);
    expect(shortened('jcmd-pool.txt')).toEqual([
      [35, 'poll', true],
      [35, 'poll', true],
      [35, 'poll', true],
      [36, 'sleep', undefined],
    ]);
  });

  it('show no lock in threads that wait for a result', () => {
    expect(placesIn('jcmd-future.txt').map(({ waitsForLock }) => waitsForLock)).not.toContain(true);
  });

  it('show that the thread which handles all connections is the one that sleeps', () => {
    expect(placesIn('jcmd-dispatcher.txt')).toMatchObject([{ line: 46, onEventLoop: true }]);
  });

  it('are unknown if it printed something else', () => {
    expect(parseThreadPrint('java.io.IOException: No such process')).toBeUndefined();
  });
});

describe('a thread of a JVM', () => {
  it('is in the code of the user, by the path of its package', () => {
    expect(
      placeOf('TIMED_WAITING (parking)', [
        PARK,
        '- parking to wait for  <0x1> (a java.util.concurrent.SynchronousQueue$TransferQueue)',
        'at java.util.concurrent.SynchronousQueue.poll(java.base@17.0.15/SynchronousQueue.java:903)',
        'at com.zaxxer.hikari.util.ConcurrentBag.borrow(ConcurrentBag.java:152)',
        'at com.zaxxer.hikari.HikariDataSource.getConnection(HikariDataSource.java:100)',
        HANDLER,
        'at org.springframework.web.method.Handler.invoke(Handler.java:255)',
      ]),
    ).toEqual({
      file: 'com/acme/web/Orders.java',
      line: 31,
      function: 'Orders.list',
      calling: 'getConnection',
      waitsForLock: true,
      ownCode: true,
      onEventLoop: false,
    });
  });

  it('that is blocked in a framework is there; one that waits for work is nowhere', () => {
    const frames = [
      'at org.acmeless.Known.get(Native Method)',
      'at org.apache.Pool.get(Pool.java:5)',
    ];
    expect(placeOf('BLOCKED (on object monitor)', frames)).toMatchObject({
      file: 'org/apache/Pool.java',
      waitsForLock: true,
      ownCode: false,
    });
    expect(placeOf('WAITING (parking)', frames)).toBeUndefined();
    expect(placeOf('RUNNABLE', [])).toBeUndefined();
  });

  it('waits for a condition in Object.wait, but not for the end of a thread', () => {
    const wait = 'at java.lang.Object.wait(java.base@17.0.15/Native Method)';
    const join = 'at java.lang.Thread.join(java.base@17.0.15/Thread.java:1313)';
    const state = 'WAITING (on object monitor)';
    expect(placeOf(state, [wait, HANDLER])?.waitsForLock).toBe(true);
    expect(placeOf(state, [wait, join, HANDLER])?.waitsForLock).toBeUndefined();
  });

  it('of Netty runs an event loop', () => {
    const loop = 'at io.netty.channel.nio.NioEventLoop.run(NioEventLoop.java:569)';
    expect(placeOf('TIMED_WAITING (sleeping)', [HANDLER, loop])?.onEventLoop).toBe(true);
    const other =
      'at io.netty.util.concurrent.DefaultEventExecutor.run(DefaultEventExecutor.java:66)';
    expect(placeOf('TIMED_WAITING (sleeping)', [HANDLER, other])?.onEventLoop).toBe(false);
  });

  it('in a lambda is in the function that has it, and generated classes are not there', () => {
    expect(
      placeOf('RUNNABLE', [
        'at com.acme.Orders$$SpringCGLIB$$0.list(<generated>)',
        'at com.acme.App.lambda$main$1(App.java:9)',
        'at com.acme.App$$Lambda$237/0x00007fcc64156800.handle(Unknown Source)',
      ]),
    ).toMatchObject({ line: 9, function: 'App.main', calling: 'list' });
  });
});
