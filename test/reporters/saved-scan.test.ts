import { describe, expect, it } from 'vitest';
import { judge, type Run } from '../../src/core/run.ts';
import type { ScanValues } from '../../src/core/scan/scan-row.ts';
import { savedScanArguments } from '../../src/reporters/scan/rerun.ts';
import { recording, soloCalls, wall } from '../helpers/runs/bursts.ts';

/** The run of a row: what it called, and the server that it started. */
function ran(url: string, command?: readonly string[]): Run {
  return judge({
    ...recording([wall({ calls: 6 })], soloCalls()),
    target: { kind: 'http', url },
    ...(command && { server: { readyAfterMs: 1, command: [...command] } }),
  });
}

const fill = (text: string, x: string): string => text.replaceAll('{x}', x);

/** Makes a row for each value of `x`, with what `{x}` stands for filled in. */
function scanned(values: readonly string[], url: string, command?: string) {
  return values.map((x) => {
    const words = command?.split(' ').map((word) => fill(word, x));
    return { values: { x }, run: ran(fill(url, x), words) };
  });
}

describe('the arguments that repeat a saved scan', () => {
  it.each([
    [['1', '2'], 'http://a:{port}/', 'serve -p {port} -w {x}'],
    [['1', '11'], 'http://127.0.0.1:1111/{x}0', undefined],
    [['1', '10', '100'], 'http://a:{port}/', 'serve -w{x} --of={x}:{x}0 {port} 10'],
    [['a b', "c'd"], 'http://a:{port}/', 'serve {port} {x}/{x}'],
  ])('have %j in their places: %s %s', (values, url, command) => {
    const words = [url, ...(command === undefined ? [] : ['--', ...command.split(' ')])];
    const [target = '', ...started] = words.map((word) => (/[{}]/.test(word) ? `'${word}'` : word));
    const list = /[ ']/.test(values.join()) ? `'x=a b,c'\\''d'` : `x=${values.join(',')}`;
    const options = `-n 6 -b 1 --solo 3 --scan ${list}`;
    expect(savedScanArguments(scanned(values, url, command))).toBe(
      [target, options, ...started].join(' '),
    );
  });

  it('make a grid, and keep what no value stands for', () => {
    const rows = ['1', '2'].flatMap((w) =>
      ['1', '2'].map((t) => ({
        values: { w, t },
        run: ran('http://a:{port}/', ['serve', '{port}', `-w${w}`, `-t${t}`, '12']),
      })),
    );
    expect(savedScanArguments(rows)).toBe(
      "'http://a:{port}/' -n 6 -b 1 --solo 3 --scan w=1,2 --scan t=1,2 -- serve '{port}' '-w{w}' '-t{t}' 12",
    );
  });

  it('have several targets, each with the values', () => {
    const rows = ['1', '2'].flatMap((x) =>
      ['a', 'b'].map((host) => ({
        values: { target: `${host}/{x}`, x },
        run: ran(`http://${host}/${x}`),
      })),
    );
    expect(savedScanArguments(rows)).toBe(
      "'http://a/{x}' 'http://b/{x}' -n 6 -b 1 --solo 3 --scan x=1,2",
    );
  });

  it('leave out rows that failed', () => {
    const [first, second, third] = scanned(['1', '2', '4'], 'http://a:{port}/', 'serve {port} {x}');
    if (first === undefined || second === undefined || third === undefined) throw new Error();
    const failed = { ...third, run: judge({ schemaVersion: 1, solo: [], bursts: [] }) };
    expect(savedScanArguments([first, second, failed])).toContain('--scan x=1,2,4 -- serve');
    expect(savedScanArguments([failed])).toBeUndefined();
  });

  it.each<[string, readonly ScanValues[], readonly Run[]]>([
    [
      'values that appear nowhere',
      [{ x: '1' }, { x: '2' }],
      [ran('http://a/3'), ran('http://a/4')],
    ],
    [
      'runs with different numbers of words',
      [{ x: '1' }, { x: '2' }],
      [ran('http://a/'), ran('http://a/', ['x'])],
    ],
    [
      'targets with different servers',
      [{ target: 'a' }, { target: 'b' }],
      [ran('http://a/', ['x']), ran('http://b/', ['y'])],
    ],
    [
      'a target that could not be called',
      [{ target: 'a' }, { target: 'b' }],
      [ran('http://a/'), judge({ schemaVersion: 1, solo: [], bursts: [] })],
    ],
  ])('are unknown for %s', (_, values, runs) => {
    const rows = runs.map((run, nth) => ({ values: values[nth] ?? {}, run }));
    expect(savedScanArguments(rows)).toBeUndefined();
  });

  it('are unknown for a text that fits in too many ways', () => {
    const rows = [
      { values: { one: 'a', two: 'aa' }, run: ran(`http://a/${'a'.repeat(1_000)}b`) },
      { values: { one: 'aa', two: 'a' }, run: ran(`http://a/${'a'.repeat(1_000)}c`) },
    ];
    expect(savedScanArguments(rows)).toBeUndefined();
  });
});
