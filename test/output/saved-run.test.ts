import { describe, expect, it } from 'vitest';
import { judge, type Recording } from '../../src/core/run.ts';
import { renderComparisonJson, renderJson } from '../../src/reporters/json.ts';
import { readSaved } from '../../src/output/saved-run.ts';
import { alone, queue, recording, wall } from '../helpers/runs/bursts.ts';
import { usageErrorOf } from '../helpers/errors.ts';
import { scratchFile, scratchFolder } from '../helpers/scratch.ts';

const GOOD: Recording = recording([wall({ calls: 5 }), wall({ calls: 5 })], alone());

/** What is said of a file that holds this. */
function refused(content: unknown): string {
  const file = scratchFile(typeof content === 'string' ? content : JSON.stringify(content));
  const message = usageErrorOf(() => readSaved(file));
  expect(message).toContain(file);
  return message.replace(`--from ${file}: `, '').replace(`${file}: `, '');
}

/** The good recording, with the fourth call of its first burst changed. */
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

  it('may say more than is needed', () => {
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

  it('is judged as it was', () => {
    const file = scratchFile(renderComparisonJson(cells));
    expect(readSaved(file)).toEqual({ kind: 'comparison', comparison: cells });
  });

  it('says where it is broken', () => {
    const content: { comparison: { run: { solo: { sentAt: unknown }[] } }[] } = JSON.parse(
      renderComparisonJson(cells),
    );
    const solo = content.comparison[1]?.run.solo[0];
    if (solo !== undefined) solo.sentAt = 'soon';
    expect(refused(content)).toMatch(/^comparison\[1\]\.run\.solo\[0\]\.sentAt: expected/);
  });
});

describe('a file that cannot be read', () => {
  it('is not there', () => {
    const file = `${scratchFolder()}/nowhere.json`;
    expect(usageErrorOf(() => readSaved(file))).toBe(`--from ${file}: there is no such file`);
  });

  it('is a folder', () => {
    expect(usageErrorOf(() => readSaved(scratchFolder()))).toMatch(/^--from .*folder/);
  });

  it.each(['', 'hello', '{"schemaVersion":1', '\u0000\u0001', 'a\nb'])('is no JSON: %j', (text) => {
    expect(refused(text)).toContain('expected JSON');
  });
});

describe('another schema version', () => {
  it.each([
    ['of 2', { ...GOOD, schemaVersion: 2 }, 'received 2'],
    ['as text', { ...GOOD, schemaVersion: '1' }, 'received "1"'],
    ['missing from an object', { solo: [], bursts: [] }, 'received none'],
    ['missing from an array', [], 'received none'],
    ['missing from null', 'null', 'received none'],
    ['missing from a number', '7', 'received none'],
  ])('is refused: %s', (_, content, received) => {
    expect(refused(content)).toContain(`schemaVersion: expected 1, ${received}`);
  });
});

describe('a broken invocation', () => {
  const at = 'bursts[0].invocations[3]';

  it.each([
    ['without sentAt', { sentAt: undefined }, `${at}.sentAt`],
    ['with sentAt as text', { sentAt: 'soon' }, `${at}.sentAt`],
    ['with sentAt null', { sentAt: null }, `${at}.sentAt`],
    ['without call', { call: undefined }, `${at}.call`],
    ['with a negative call', { call: -1 }, `${at}.call`],
    ['with a fractional call', { call: 0.5 }, `${at}.call`],
    ['with an unknown outcome', { outcome: 'served' }, `${at}.outcome`],
    ['without outcome', { outcome: undefined }, `${at}.outcome`],
    ['without receivedAt', { receivedAt: undefined }, `${at}.receivedAt`],
    ['with receivedAt before sentAt', { receivedAt: -1 }, `${at}.receivedAt`],
    ['with receivedAt as text', { receivedAt: '1' }, `${at}.receivedAt`],
    ['with status as text', { status: 'OK' }, `${at}.status`],
    ['with error as text', { error: 'boom' }, `${at}.error`],
    ['with an error without message', { error: { code: 'x' } }, `${at}.error.message`],
    ['with served as text', { served: 'here' }, `${at}.served`],
    ['with an empty instance', { served: { instance: '' } }, `${at}.served.instance`],
    ['with instance as a number', { served: { instance: 7 } }, `${at}.served.instance`],
    ['with startedAt as text', { served: { startedAt: 'then' } }, `${at}.served.startedAt`],
    ['with nth of 0', { served: { nth: 0 } }, `${at}.served.nth`],
    ['with cold as text', { served: { cold: 'yes' } }, `${at}.served.cold`],
  ])('%s is reported by its place', (_, change, place) => {
    const message = refused(withCall(change));
    expect(message.slice(0, message.indexOf(': '))).toBe(place);
    expect(message).toMatch(/: expected /i);
  });

  it('whose handler ended before it began is reported by its place', () => {
    const message = refused(withCall({ served: { startedAt: 2, endedAt: 1 } }));
    expect(message).toMatch(/^bursts\[0\]\.invocations\[3\]\.served/);
  });

  it.each([
    ['missing solo calls', { ...GOOD, solo: undefined }, 'solo'],
    ['solo calls in an object', { ...GOOD, solo: {} }, 'solo'],
    ['a solo call that is null', { ...GOOD, solo: [null] }, 'solo[0]'],
    ['missing bursts', { ...GOOD, bursts: undefined }, 'bursts'],
    ['a burst that is a number', { ...GOOD, bursts: [7] }, 'bursts[0]'],
    ['a burst without invocations', { ...GOOD, bursts: [{}] }, 'bursts[0].invocations'],
    ['an epoch as text', { ...GOOD, bursts: [{ epoch: 'x', invocations: [] }] }, 'bursts[0].epoch'],
    ['a target kind that is a number', { ...GOOD, target: { kind: 7 } }, 'target.kind'],
  ])('so is what surrounds it: %s', (_, content, place) => {
    const message = refused(content);
    expect(message.slice(0, message.indexOf(': '))).toBe(place);
  });

  it.each([
    ['without sentAt', { sentAt: undefined }, 'received none'],
    ['with sentAt as text', { sentAt: 'soon' }, 'received "soon"'],
    ['with sentAt null', { sentAt: null }, 'received null'],
    ['with an unknown outcome', { outcome: 'served' }, 'received "served"'],
  ])('%s is reported with what came', (_, change, received) => {
    expect(refused(withCall(change))).toContain(received);
  });
});
