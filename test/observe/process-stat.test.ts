import { expect, it } from 'vitest';
import type { Proc } from '../../src/observe/proc.ts';
import {
  parseMachineBusyMs,
  parseMemoryMb,
  parseStat,
  parseThreadTimes,
  threadNames,
} from '../../src/observe/process-stat.ts';

it('parseStat reads the parent, processor time and threads, whatever the name is', () => {
  const stat =
    '4711 (a) S 1 (b) S 4242 4711 4711 0 -1 4194560 5000 0 3 0 150 25 0 0 20 0 11 0 90000 700000000 11500 18446744073709551615 1 1 0 0 0 0 0 4096 17923 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0';
  expect(parseStat(stat)).toEqual({ parent: 4242, cpuMs: 1_750, threads: 11 });
});

it('parseStat reads nothing from another text', () => {
  expect(parseStat('')).toBeUndefined();
});

it('parseMemoryMb reads the resident memory', () => {
  expect(parseMemoryMb('Name:\tnode\nVmRSS:\t   47104 kB\nThreads:\t11\n')).toBe(46);
  expect(parseMemoryMb('Name:\tkthreadd\n')).toBeUndefined();
});

it('parseMachineBusyMs adds up what all processors did or lost, without waiting', () => {
  const stat = 'cpu  100 20 30 5000 400 5 6 7 0 0\ncpu0 50 10 15 2500 200 2 3 3 0 0\n';
  expect(parseMachineBusyMs(stat)).toBe(1_680);
  expect(parseMachineBusyMs('')).toBeUndefined();
});

it('parseThreadTimes reads how long a thread ran, and how long it waited for a core', () => {
  expect(parseThreadTimes('56848127 22668958 502\n')).toEqual({
    ranMs: 56.848127,
    waitedMs: 22.668958,
  });
  expect(parseThreadTimes('0 0 0\n')).toBeUndefined(); // a kernel that does not count it
  expect(parseThreadTimes('')).toBeUndefined();
});

it('threadNames counts threads whose names differ in a number at most', () => {
  const names: Record<string, string> = {
    '10': 'puma',
    '11': 'puma srv tp 001',
    '12': 'puma srv tp 002',
    '13': 'GC Thread#0',
  };
  const proc: Proc = {
    read: (file) => names[file.split('/')[2] ?? '']?.concat('\n'),
    start: () => undefined,
    list: (folder) => (folder === '10/task' ? Object.keys(names) : []),
    link: () => undefined,
  };
  expect(threadNames(proc, 10)).toEqual({
    threadNames: [
      { name: 'puma srv tp', threads: 2 },
      { name: 'puma', threads: 1 },
      { name: 'GC Thread', threads: 1 },
    ],
  });
  expect(threadNames(proc, 99)).toEqual({}); // it has ended
});
