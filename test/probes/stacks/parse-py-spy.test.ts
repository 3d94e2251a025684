import { describe, expect, it } from 'vitest';
import { parsePySpy } from '../../../src/probes/stacks/parse-py-spy.ts';
import { recorded } from './recorded.ts';

const placesIn = (name: string, folder = '/app') =>
  parsePySpy(recorded(name), folder)?.map(({ place }) => place);

/** A dump of one thread whose frames are `file name line`, the innermost first; C functions have no line. */
function dumpOf(frames: readonly string[], { active = false } = {}): string {
  return JSON.stringify([
    {
      thread_id: 1,
      active,
      frames: frames.map((frame) => {
        const [filename = '', name = '', line] = frame.split(' ');
        const module = line === undefined ? filename : null;
        return { filename, name, line: Number(line ?? 0), module };
      }),
    },
  ]);
}

const placeOf = (frames: readonly string[], options?: { active: boolean }) =>
  parsePySpy(dumpOf(frames, options), '/app')?.map(({ place }) => place)[0];

const LOOP = [
  '/usr/local/lib/python3.11/asyncio/events.py Handle._run 80',
  '/usr/local/lib/python3.11/asyncio/base_events.py BaseEventLoop._run_once 1922',
  '/usr/local/lib/python3.11/asyncio/base_events.py BaseEventLoop.run_forever 607',
  '/usr/local/lib/python3.11/asyncio/runners.py Runner.run 118',
  '/app/server.py <module> 90',
];
const HTTP_SERVER = [
  '/usr/local/lib/python3.11/http/server.py BaseHTTPRequestHandler.handle 436',
  '/usr/local/lib/python3.11/socketserver.py BaseServer.serve_forever 233',
  '/app/server.py <module> 90',
];
const THREAD = ['/usr/local/lib/python3.11/threading.py Thread._bootstrap 1002'];

describe('the stacks of Python, as py-spy printed them', () => {
  it('have the line that blocks the event loop, and what it calls', () => {
    expect(placesIn('py-spy-blocking.json')).toEqual([
      {
        file: 'app.py',
        line: 23,
        function: 'blocking',
        calling: 'sleep',
        ownCode: true,
        onEventLoop: true,
      },
    ]);
  });

  it('have the line that waits for a lock, which has no frame in Python, and who holds it', () => {
    const waiting = {
      file: 'app.py',
      line: 41,
      function: 'locked',
      calling: 'acquire',
      waitsForLock: true,
      ownCode: true,
      onEventLoop: false,
    };
    const { waitsForLock: _, ...holding } = { ...waiting, line: 42, calling: 'sleep' };
    expect(placesIn('py-spy-lock.json')).toEqual([waiting, waiting, waiting, holding]);
  });

  it('show a semaphore without the functions in C, too', () => {
    const places = placesIn('py-spy-semaphore-plain.json') ?? [];
    expect(places.map(({ line, calling, waitsForLock }) => [line, calling, waitsForLock])).toEqual([
      [49, undefined, undefined],
      [48, 'acquire', true],
      [48, 'acquire', true],
      [48, 'acquire', true],
    ]);
  });

  it('show no lock in threads that compute and wait for the interpreter', () => {
    const places = placesIn('py-spy-cpu.json') ?? [];
    expect(places.map(({ line }) => line)).toEqual([79, 79, 79, 79]);
    expect(places.map(({ waitsForLock }) => waitsForLock)).not.toContain(true);
  });

  it('name the function that the line calls, not what that calls in turn', () => {
    expect(placesIn('py-spy-urlopen.json')).toMatchObject([{ line: 85, calling: 'urlopen' }]);
  });

  it('have no place for an event loop that waits for events', () => {
    expect(placesIn('py-spy-idle.json')).toEqual([]);
  });

  it('keep the whole path of a file elsewhere', () => {
    expect(placesIn('py-spy-blocking.json', '/srv')).toMatchObject([{ file: '/app/app.py' }]);
    expect(parsePySpy(recorded('py-spy-blocking.json'))).toMatchObject([
      { thread: '140193837370240', place: { file: '/app/app.py' } },
    ]);
  });

  it('are unknown if it printed something else', () => {
    expect(parsePySpy('Permission Denied')).toBeUndefined();
    expect(parsePySpy('{}')).toBeUndefined();
  });
});

describe('a thread of Python', () => {
  it('that serves one call at a time is below no event loop', () => {
    const frames = ['/usr/lib/libpython3.11.so time_sleep', '/app/server.py do_GET 8'];
    expect(placeOf([...frames, ...HTTP_SERVER])).toMatchObject({
      line: 8,
      calling: 'sleep',
      onEventLoop: false,
    });
  });

  it('that accepts calls is nowhere, though the code of the user started it', () => {
    const frames = ['/usr/local/lib/python3.11/selectors.py PollSelector.select 415'];
    expect(placeOf([...frames, ...HTTP_SERVER.slice(1)])).toBeUndefined();
    expect(placeOf(LOOP.slice(1))).toBeUndefined();
  });

  it('that blocks the event loop in a package is there', () => {
    const file = '/app/.venv/lib/python3.11/site-packages/client/socket.py';
    expect(placeOf([`${file} read 70`, `${file} get 12`, ...LOOP])).toEqual({
      file: '.venv/lib/python3.11/site-packages/client/socket.py',
      line: 70,
      function: 'read',
      ownCode: false,
      onEventLoop: true,
    });
  });

  it('in a package is somewhere only if it runs', () => {
    const frames = ['/usr/lib/python3/dist-packages/pool/worker.py loop 5', ...THREAD];
    expect(placeOf(frames)).toBeUndefined();
    expect(placeOf(frames, { active: true })).toMatchObject({ line: 5, ownCode: false });
  });

  it.each([
    ['Queue.get', ['/queue.py Queue.get 171', '/threading.py Condition.wait 327'], true],
    ['get of Python 3.10', ['/queue.py get 171', '/threading.py wait 320'], true],
    ['Lock in C', ['/libpython3.13.so _PyMutex_LockTimed'], true],
    ['flock in C', ['/fcntl.so fcntl_flock_impl'], true],
    [
      'Thread.join',
      ['/threading.py Thread.join 1112', '/libpython3.11.so PyThread_acquire_lock_timed'],
      undefined,
    ],
    ['Event.wait', ['/threading.py Event.wait 629', '/threading.py Condition.wait 327'], undefined],
    ['wait of Python 3.10', ['/threading.py wait 607', '/threading.py wait 320'], undefined],
    [
      'Future.result',
      ['/concurrent/futures/_base.py Future.result 451', '/threading.py Condition.wait 327'],
      undefined,
    ],
    ['recv in C', ['/libpython3.11.so sock_recv'], undefined],
  ])('in %s waits for a lock: %s', (_, called, waitsForLock) => {
    const frames = called.map((frame) => `/usr/local/lib/python3.11${frame}`).toReversed();
    const place = placeOf([...frames, '/app/server.py work 15', ...THREAD]);
    expect(place).toMatchObject({ line: 15 });
    expect(place?.waitsForLock).toBe(waitsForLock);
  });
});
