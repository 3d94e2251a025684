import { describe, expect, it } from 'vitest';
import {
  burstFacts,
  clientWords,
  coldWords,
  headline,
  evidenceRows,
} from '../../../src/reporters/shared/phrases.ts';
import { judge } from '../../../src/core/run.ts';
import { nameProcesses } from '../../../src/core/observed/name-processes.ts';
import type { Observed, ServerProcess } from '../../../src/core/observed/observed.ts';
import { processesWords } from '../../../src/reporters/shared/place.ts';
import { buildTimeline } from '../../../src/core/timeline/timeline.ts';
import {
  soloCalls,
  unansweredCalls,
  queue,
  recording,
  served,
  together,
  withoutServed,
  wall,
} from '../../helpers/runs/bursts.ts';

describe('headline', () => {
  it.each([
    [
      'calls that all ran at once',
      wall({ calls: 10 }),
      'at least 10 calls at a time, on 10 instances',
    ],
    [
      'calls that ran one by one',
      queue({ calls: 10, workers: 1 }),
      'one call at a time, on one instance',
    ],
    [
      'calls that all failed',
      unansweredCalls('failed', 2),
      'All 2 calls failed: status 500, each after only 5.0 ms.',
    ],
  ])('describes %s', (_, burst, expected) => {
    const { verdict, bursts } = judge(recording([burst]));
    expect(headline(verdict, bursts[0]?.timeline)).toBe(expected);
  });
});

describe('headline of worker threads', () => {
  it.each([
    [
      'several in one environment',
      wall({ calls: 8 }),
      1,
      'at least 8 calls at a time, on 8 worker threads of one environment',
    ],
    [
      'several in two environments',
      wall({ calls: 8 }),
      2,
      'at least 8 calls at a time, on 8 worker threads of 2 environments',
    ],
    [
      'a single one that awaits',
      wall({ calls: 8, instances: 1 }),
      1,
      'at least 8 calls at a time, on one worker thread of one environment',
    ],
    [
      'a single one that blocks',
      queue({ calls: 8, workers: 1 }),
      1,
      'one call at a time, on one worker thread of one environment',
    ],
  ])('names %s', (_, burst, environments, expected) => {
    const named = burst.map((call, index) => ({
      ...call,
      served: { ...call.served, environment: `e${index % environments}` },
    }));
    const { verdict, bursts } = judge(recording([named]));
    expect(headline(verdict, bursts[0]?.timeline)).toBe(expected);
  });
});

describe('evidenceRows', () => {
  it('has all three ways to count', () => {
    const rows = evidenceRows(buildTimeline(wall({ calls: 10 }), soloCalls()));
    expect(rows.map(({ name, value }) => [name, value])).toEqual([
      ['instances', '10'],
      ['peak overlap', '10 of 10'],
      ['speed-up', '10'],
    ]);
  });

  it('says which of them the target does not report', () => {
    const rows = evidenceRows(buildTimeline(wall({ calls: 10 }).map(withoutServed), []));
    expect(rows.map(({ name, value }) => [name, value])).toEqual([
      ['instances', '?'],
      ['peak overlap', '?'],
      ['speed-up', '?'],
    ]);
    for (const { note } of rows) expect(note).not.toBe('');
  });
});

describe('the row of instances', () => {
  const calls = wall({ calls: 2 }).map(withoutServed);
  const note = (pids: readonly number[], observed: Observed): string | undefined => {
    const servedBy = pids.map((pid) => `pid ${pid}`);
    return evidenceRows(buildTimeline(nameProcesses(calls, servedBy), []), observed)[0]?.note;
  };

  it.each([
    ['a process', [7, 7], [process(7)], 'uvicorn (pid 7)'],
    ['two', [7, 8], [process(7), process(8)], 'uvicorn (pids 7, 8)'],
    ['only those that served', [7, 7], [process(7), process(9, 'node')], 'uvicorn (pid 7)'],
  ] as const)('names %s', (_, pids, processes, expected) => {
    expect(note(pids, { processes: [...processes] })).toBe(expected);
  });

  it.each([
    [{ processes: [], unseen: 'another-user' }, 'the server runs as another user'],
    [{ processes: [], unseen: 'not-visible' }, 'its process is not visible from here'],
    [{ processes: [{ ...process(5, 'nginx'), proxy: true }] }, 'nginx (pid 5) passes calls on'],
  ] satisfies [Observed, string][])('says why it is unknown: %j', (observed, why) => {
    expect(note([], observed)).toBe(`not reported, and ${why}`);
  });

  it('counts processes that are too many to list', () => {
    expect(processesWords([1, 2, 3, 4, 5, 6].map((pid) => process(pid)))).toBe(
      'uvicorn (6 processes)',
    );
  });
});

describe('burstFacts', () => {
  it.each([
    ['cold calls', wall({ calls: 2, cold: true }), ['2 calls sent within 0.0 ms', '2 cold']],
    ['a warm call', wall({ calls: 1, cold: false }), ['1 call sent within 0.0 ms', '1 warm']],
    ['calls without a temperature', wall({ calls: 2 }), ['2 calls sent within 0.0 ms']],
    [
      'failed and throttled calls',
      together(wall({ calls: 2 }), unansweredCalls('failed', 1), unansweredCalls('throttled', 3)),
      ['6 calls sent within 0.0 ms', '3 throttled, 1 failed'],
    ],
  ])('counts %s', (_, burst, facts) => {
    const [first] = judge(recording([burst])).bursts;
    expect(first === undefined ? [] : burstFacts(first)).toEqual(facts);
  });
});

describe('coldWords', () => {
  const burst = served([
    { from: 1, to: 101, on: 'a', cold: false },
    { from: 301, to: 401, on: 'b', cold: true },
    { from: 501, to: 601, on: 'c', cold: true },
  ]);

  it('says what cold starts added, as median and worst', () => {
    expect(coldWords(buildTimeline(burst, soloCalls()))).toBe(
      '2 cold starts added 400 ms (median), 500 ms (worst)',
    );
  });

  it('has a single figure for one cold start', () => {
    expect(coldWords(buildTimeline(burst.slice(0, 2), soloCalls()))).toBe(
      '1 cold start added 300 ms',
    );
  });

  it('is undefined without cold calls, or without warm ones to compare with', () => {
    expect(coldWords(buildTimeline(wall({ calls: 2, cold: false }), soloCalls()))).toBeUndefined();
    expect(coldWords(buildTimeline(wall({ calls: 2, cold: true }), []))).toBeUndefined();
    expect(coldWords(buildTimeline(wall({ calls: 2 }), soloCalls()))).toBeUndefined();
  });
});

describe('calls on instances that were initialized beforehand', () => {
  it('are counted apart, and not as waiting', () => {
    const warm = { on: 'a', cold: false, from: 1, to: 101 };
    const ready = { ...warm, on: 'b', cold: true, init: [-500, -9] } as const;
    const cold = { on: 'c', cold: true, from: 301, to: 401, received: 406 };
    const [burst] = judge(recording([served([warm, ready, cold])])).bursts;
    expect(burst === undefined ? [] : burstFacts(burst)).toEqual([
      '3 calls sent within 0.0 ms',
      '2 cold (1 initialized beforehand), 1 warm',
    ]);
    expect(burst && coldWords(burst.timeline)).toBe('1 cold start added 304 ms');
    expect(coldWords(buildTimeline(served([warm, ready]), soloCalls()))).toBeUndefined();
  });
});

const client = {
  version: '0.1.0',
  startedAt: Date.UTC(2026, 10, 26, 18, 4, 5),
  platform: 'linux x64',
  cores: 2,
  node: '20.20.2',
};

describe('what fired the calls', () => {
  it('has the version, the time, and the machine', () => {
    expect(clientWords({ client })).toBe(
      'concurrency-check 0.1.0, 2026-11-26 18:04:05 UTC, 2 cores, linux x64, Node 20.20.2',
    );
  });

  it('has no time that a calendar lacks, and no escape sequences', () => {
    expect(clientWords({ client: { ...client, startedAt: 1e300, platform: 'x\u001b[1m' } })).toBe(
      'concurrency-check 0.1.0, 2 cores, x, Node 20.20.2',
    );
  });

  it('is undefined if the run does not say', () => {
    expect(clientWords({})).toBeUndefined();
  });
});

function process(pid: number, program = 'uvicorn'): ServerProcess {
  return { pid, program, command: program };
}
