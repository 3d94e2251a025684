import { describe, expect, it } from 'vitest';
import type { Recording } from '../../src/core/recording.ts';
import { judge } from '../../src/core/run.ts';
import { renderComparisonJson, renderJson } from '../../src/reporters/json.ts';
import { readSaved } from '../../src/saved-run.ts';
import { soloCalls, queue, recording, wall } from '../helpers/runs/bursts.ts';
import { usageErrorOf } from '../helpers/errors.ts';
import { scratchFile, scratchFolder } from '../helpers/scratch.ts';

const GOOD: Recording = recording([wall({ calls: 5 }), wall({ calls: 5 })], soloCalls());

/** The error about a file with these contents, without the name of the file. */
function refused(content: unknown): string {
  const file = scratchFile(typeof content === 'string' ? content : JSON.stringify(content));
  const message = usageErrorOf(() => readSaved(file));
  expect(message).toContain(file);
  return message.replace(`--from ${file}: `, '');
}

/** The good recording with a change to the fourth call of its first burst. */
function withCall(change: Readonly<Record<string, unknown>>): object {
  const bursts = GOOD.bursts.map((burst, nth) => ({
    invocations: burst.invocations.map((invocation, call) =>
      nth === 0 && call === 3 ? { ...invocation, ...change } : invocation,
    ),
  }));
  return { ...GOOD, bursts };
}

describe('a saved run', () => {
  it('is read back as it was measured', () => {
    const file = scratchFile(renderJson(judge(GOOD)));
    expect(readSaved(file)).toEqual({ kind: 'run', recording: GOOD });
  });

  it('may have more properties than are read', () => {
    const file = scratchFile(JSON.stringify({ ...GOOD, madeBy: 'somebody', verdict: 'wrong' }));
    expect(readSaved(file)).toEqual({ kind: 'run', recording: GOOD });
  });

  it('keeps its target', () => {
    const target = { kind: 'http', method: 'GET', url: 'http://127.0.0.1/', note: 'kept' };
    const file = scratchFile(JSON.stringify({ ...GOOD, target }));
    expect(readSaved(file)).toMatchObject({ recording: { target } });
  });

  it('needs no burst', () => {
    const file = scratchFile(JSON.stringify({ ...GOOD, bursts: [], solo: [] }));
    expect(readSaved(file)).toMatchObject({ kind: 'run' });
  });
});

describe('a saved comparison', () => {
  const cells = [
    { route: '/ping', mode: 'one-process' as const, run: judge(GOOD) },
    {
      route: '/ping/cpu',
      mode: 'instance-per-call' as const,
      run: judge(recording([queue({ calls: 6, workers: 1 })])),
    },
  ];

  it('is read with the same verdicts', () => {
    const file = scratchFile(renderComparisonJson(cells));
    expect(readSaved(file)).toEqual({ kind: 'comparison', comparison: cells });
  });

  it('is refused with the place of the problem', () => {
    const content: { comparison: { run: { solo: { sentAt: unknown }[] } }[] } = JSON.parse(
      renderComparisonJson(cells),
    );
    const solo = content.comparison[1]?.run.solo[0];
    if (solo !== undefined) solo.sentAt = 'soon';
    expect(refused(content)).toMatch(/^comparison\[1\]\.run\.solo\[0\]\.sentAt: expected/);
  });
});

describe('a file that cannot be read', () => {
  it('is refused if it does not exist', () => {
    const file = `${scratchFolder()}/nowhere.json`;
    expect(usageErrorOf(() => readSaved(file))).toBe(`--from ${file}: no such file`);
  });

  it('is refused if it is a folder', () => {
    expect(usageErrorOf(() => readSaved(scratchFolder()))).toMatch(
      /^--from .*: this is a folder; expected a file$/,
    );
  });

  it.each([
    ['', 'an empty file'],
    ['hello topsecret', 'something else'],
    ['\u0000\u0001', 'something else'],
    ['a\nb', 'something else'],
    ['{"token":"topsecret"', 'incomplete or malformed JSON; was the file written to its end?'],
  ])('is refused if it is not JSON, without a word of it: %j', (text, received) => {
    expect(refused(text)).toBe(
      `expected a run file that --json wrote, a HAR file, or output of k6 or oha, received ${received}`,
    );
  });
});

describe('another schema version', () => {
  it.each([
    [{ schemaVersion: 2, solo: [], bursts: [] }, 'received 2'],
    [{ schemaVersion: '1', solo: [], bursts: [] }, 'received "1"'],
    [{ solo: [], bursts: [] }, 'received none'],
    [[], 'received none'],
    ['null', 'received none'],
    ['7', 'received none'],
  ])('of %j is refused: %s', (content, received) => {
    expect(refused(content)).toContain(`schemaVersion: expected 1, ${received}`);
  });
});

describe('a file that is too much', () => {
  it('is refused if it has too many bursts', () => {
    const bursts = Array.from({ length: 200_000 }, () => ({ invocations: [] }));
    expect(refused({ ...GOOD, bursts })).toBe('bursts: expected 10000 at most, received 200000');
    const fewer = scratchFile(JSON.stringify({ ...GOOD, bursts: bursts.slice(0, 10_000) }));
    expect(readSaved(fewer)).toMatchObject({ kind: 'run' });
  });

  it.each(['target', 'schemaVersion', 'madeBy'])('is refused if %s is nested deeply', (name) => {
    const nested = (levels: number) =>
      `{${JSON.stringify(GOOD).slice(1, -1)},"${name}":${'{"kind":'.repeat(levels)}""${'}'.repeat(levels)}}`;
    expect(refused(nested(200_000))).toContain('expected at most 100 levels of nesting');
    expect(refused(nested(101))).toContain('expected at most 100 levels of nesting');
  });

  it('is read with a hundred levels', () => {
    const nested = '['.repeat(99) + ']'.repeat(99);
    const text = `{${JSON.stringify(GOOD).slice(1, -1)},"target":{"kind":"x","note":${nested}}}`;
    expect(readSaved(scratchFile(text))).toMatchObject({ kind: 'run' });
  });
});

describe('a broken invocation', () => {
  const at = 'bursts[0].invocations[3]';

  it.each([
    [{ sentAt: undefined }, `${at}.sentAt`],
    [{ sentAt: 'soon' }, `${at}.sentAt`],
    [{ sentAt: null }, `${at}.sentAt`],
    [{ call: undefined }, `${at}.call`],
    [{ call: -1 }, `${at}.call`],
    [{ call: 0.5 }, `${at}.call`],
    [{ outcome: 'served' }, `${at}.outcome`],
    [{ outcome: undefined }, `${at}.outcome`],
    [{ receivedAt: undefined }, `${at}.receivedAt`],
    [{ receivedAt: -1 }, `${at}.receivedAt`],
    [{ receivedAt: '1' }, `${at}.receivedAt`],
    [{ status: 'OK' }, `${at}.status`],
    [{ error: 'boom' }, `${at}.error`],
    [{ error: { code: 'x' } }, `${at}.error.message`],
    [{ served: 'here' }, `${at}.served`],
    [{ served: { instance: '' } }, `${at}.served.instance`],
    [{ served: { instance: 7 } }, `${at}.served.instance`],
    [{ served: { startedAt: 'then' } }, `${at}.served.startedAt`],
    [{ served: { nth: 0 } }, `${at}.served.nth`],
    [{ served: { cold: 'yes' } }, `${at}.served.cold`],
  ])('with %j is refused at %s', (change, place) => {
    const message = refused(withCall(change));
    expect(message.slice(0, message.indexOf(': '))).toBe(place);
    expect(message).toMatch(/: expected /);
  });

  it('is refused if its handler ended before it started', () => {
    const message = refused(withCall({ served: { startedAt: 2, endedAt: 1 } }));
    expect(message).toBe(`${at}.served: expected endedAt not to be before startedAt`);
  });

  it.each([
    [{ solo: undefined }, 'solo'],
    [{ solo: {} }, 'solo'],
    [{ solo: [null] }, 'solo[0]'],
    [{ bursts: undefined }, 'bursts'],
    [{ bursts: [7] }, 'bursts[0]'],
    [{ bursts: [{}] }, 'bursts[0].invocations'],
    [{ bursts: [{ epoch: 'x', invocations: [] }] }, 'bursts[0].epoch'],
    [{ target: { kind: 7 } }, 'target.kind'],
  ])('in a file with %j is refused at %s', (change, place) => {
    const message = refused({ ...GOOD, ...change });
    expect(message.slice(0, message.indexOf(': '))).toBe(place);
  });

  it.each([
    [{ sentAt: undefined }, 'expected a value, received none'],
    [{ sentAt: 'soon' }, 'expected a number, received "soon"'],
    [{ sentAt: null }, 'expected a number, received null'],
    [{ sentAt: [] }, 'expected a number, received a list'],
    [{ call: -1 }, 'expected at least 0, received -1'],
    [{ call: 0.5 }, 'expected a whole number, received 0.5'],
    [{ outcome: 'served' }, 'expected "answered" or "throttled" or "failed", received "served"'],
    [{ error: 'boom' }, 'expected an object, received "boom"'],
    [{ served: { instance: '' } }, "expected text that is not empty, received ''"],
    [{ served: { cold: 'yes' } }, 'expected true or false, received "yes"'],
    [{ error: { code: 7, message: '' } }, 'expected text, received 7'],
  ])('with %j is refused: %s', (change, received) => {
    const message = refused(withCall(change));
    expect(message.slice(message.indexOf(': ') + 2)).toBe(received);
  });

  it.each([
    [{ solo: {} }, 'expected a list, received an object'],
    [{ solo: undefined }, 'expected a value, received none'],
  ])('in a file with %j is refused: %s', (change, received) => {
    expect(refused({ ...GOOD, ...change })).toBe(`solo: ${received}`);
  });
});
