import { describe, expect, it } from 'vitest';
import { readOptions } from '../../src/cli/options.ts';
import { usageErrorOf } from '../helpers/errors.ts';

const URL = 'http://localhost:{port}/';

/** The rows of a scan: its values, the address and the command of each. */
function rowsOf(...argv: string[]): unknown[] {
  const command = readOptions(argv, 7_000);
  if (command.do !== 'scan') throw new Error(`expected a scan, received ${command.do}`);
  return command.rows.map(({ values, target }) => [
    values,
    target.kind === 'http' ? target.url.href : target,
    target.kind === 'http' ? target.server?.command.join(' ') : undefined,
  ]);
}

const refused = (...argv: string[]): string => usageErrorOf(() => readOptions(argv, 7_000));

describe('--scan', () => {
  it('makes a row for each value, in the target and in the command', () => {
    const argv = [URL, '--scan', 'w=1, 2', '--', 'serve', '-w{w}', '{port}', '{w}{w}'];
    expect(rowsOf(...argv)).toEqual([
      [{ w: '1' }, 'http://localhost:7000/', 'serve -w1 7000 11'],
      [{ w: '2' }, 'http://localhost:7000/', 'serve -w2 7000 22'],
    ]);
    expect(rowsOf('http://a/{size}?x={size}', '--scan', 'size=s,$&')).toEqual([
      [{ size: 's' }, 'http://a/s?x=s', undefined],
      [{ size: '$&' }, 'http://a/$&?x=$&', undefined],
    ]);
  });

  it('makes a grid of two lists, the last one changing fastest', () => {
    const argv = ['http://a/{x}/{y}', '--scan', 'x=1,2', '--scan', 'y=3,4'];
    expect(rowsOf(...argv).map((row) => JSON.stringify(row))).toEqual(
      ['1', '2'].flatMap((x) =>
        ['3', '4'].map((y) => JSON.stringify([{ x, y }, `http://a/${x}/${y}`, undefined])),
      ),
    );
  });

  it('goes with any target', () => {
    expect(rowsOf('/ping?delay={ms}', '--scan', 'ms=1,2')).toEqual([
      [{ ms: '1' }, expect.objectContaining({ path: '/ping?delay=1' }), undefined],
      [{ ms: '2' }, expect.objectContaining({ path: '/ping?delay=2' }), undefined],
    ]);
  });

  it('is repeated as it was typed', () => {
    const argv = ['http://a/{x}', '--scan', 'x=1,2', '-n', '5'];
    expect(readOptions(argv)).toMatchObject({ rerun: "'http://a/{x}' --scan x=1,2 -n 5" });
  });

  it.each([
    ['workers', 'expected NAME=V1,V2,... such as workers=1,2,4, received workers'],
    ['1=2,3', 'expected NAME=V1,V2,'],
    ['x=1,,2', 'expected NAME=V1,V2,'],
    ['x=1', '--scan x: expected two or more values to compare, received only 1'],
    ['x=1,2,1', '--scan x: received 1 twice'],
    ['y=1,2', 'expected {y} in the target or in the command after --, but it is in neither'],
    ['port=1,2', '{port} means something else; choose another name'],
    ['line=1,2', '{line} means something else'],
    ['target=1,2', '{target} means something else'],
    [`x=${Array.from({ length: 101 }, (_, nth) => nth).join(',')}`, 'expected at most 100 runs'],
  ])('%s is refused', (list, message) => {
    expect(refused('http://a/{x}', '--scan', list)).toContain(message);
  });

  it.each([
    ['--from', 'x'],
    ['--compare'],
    ['--against', 'x'],
    ['--fail-if-worse'],
    ['--expect', 'serial'],
    ['--max-failures', '1'],
    ['--cold'],
    ['--why'],
    ['--bystander', '/health'],
  ])('does not go with %s', (...option) => {
    expect(refused('http://a/{x}', '--scan', 'x=1,2', ...option)).toBe(
      `${option[0]} cannot be combined with --scan; leave one of them out`,
    );
  });

  it('looks for no cause, though a server that is started is asked for one otherwise', () => {
    const server = ['--', 'serve', '{port}'];
    expect(readOptions([URL, ...server], 7_000)).toMatchObject({ plan: { why: true } });
    expect(readOptions([URL, '--scan', 'w=1,2', ...server, '{w}'], 7_000)).toMatchObject({
      plan: { why: false },
    });
    expect(readOptions(['http://a/'])).toMatchObject({ plan: { why: false } });
    expect(readOptions(['http://a/', '--why'])).toMatchObject({ plan: { why: true } });
  });

  it('does not go with -n auto, nor with the same name twice', () => {
    const argv = ['http://a/{x}', '--scan', 'x=1,2'];
    expect(refused(...argv, '-n', 'auto:50')).toBe(
      '-n: --scan compares bursts of one size, so it needs a number such as 20, received auto',
    );
    expect(refused(...argv, '--scan', 'x=3,4')).toBe(
      '--scan x is given twice; put all values in one list',
    );
  });

  it('checks each row as a command line of its own', () => {
    expect(refused('http://a:{x}/', '--scan', 'x=80,y')).toContain('received http://a:y/');
    expect(refused('{x}', '--scan', 'x=/ping,http://a/', '--delay', '5')).toContain('--delay');
    expect(refused('http://a/', '--scan', 'x=1,2', '--', 'serve', '{x}', '{port}')).toContain(
      '{port} must be in both',
    );
  });
});

describe('several targets', () => {
  it('make a row each', () => {
    expect(rowsOf('http://me.example/a?token=s3cret', 'http://b/')).toEqual([
      [{ target: 'http://me.example/a?token=***' }, expect.any(String), undefined],
      [{ target: 'http://b/' }, 'http://b/', undefined],
    ]);
  });

  it('make a grid with --scan, if each has the values', () => {
    expect(rowsOf('http://a/{x}', 'http://b/{x}', '--scan', 'x=1,2')).toHaveLength(4);
    expect(refused('http://a/{x}', 'http://b/', '--scan', 'x=1,2')).toContain(
      'expected {x} in every target or in the command',
    );
  });

  it('go with -- COMMAND, which is started for each', () => {
    expect(rowsOf(`${URL}a`, `${URL}b`, '--', 'serve', '{port}')).toHaveLength(2);
  });

  it('are refused if an option does not fit one of them, or if one is no target', () => {
    expect(refused('http://a/', '/ping', '-H', 'a: b')).toContain('-H does not apply to the local');
    expect(refused('http://a/', '-H', 'Authorization:', 'Bearer', 's3cret')).toBe(
      'expected one target, or several to compare, received http://a/ ... ...; values with spaces need quotes',
    );
    expect(refused('http://a/', 'http://b/', '--against', 'x')).toBe(
      '--against cannot be combined with several targets; leave one of them out',
    );
  });
});
