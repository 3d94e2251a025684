import { describe, expect, it } from 'vitest';
import { readOptions } from '../../src/cli/options.ts';
import { usageErrorOf } from '../helpers/errors.ts';
import { scratchFile, scratchFolder } from '../helpers/scratch.ts';

const refused = (...argv: readonly string[]): string => usageErrorOf(() => readOptions(argv));

describe('--lines', () => {
  it('reads the lines of a file, without empty ones', () => {
    const file = scratchFile('\uFEFFone\r\n\n two \nthree');
    const argv = ['http://a/{line}?n={n}', '--lines', file];
    expect(readOptions(argv)).toMatchObject({
      target: { shownUrl: 'http://a/{line}?n={n}', lines: ['one', ' two ', 'three'] },
    });
  });

  it.each([
    ['a header', ['http://a/', '-H', 'Cookie: id={line}']],
    ['the data', ['http://a/', '-d', '{"name": "{line}"}']],
    ['an event', ['lambda:f', '-d', '{"name": "{line}"}']],
    ['an event, as a number', ['lambda:f', '-d', '{"id": {line}}']],
  ])('is for %s, too', (_, argv) => {
    expect(readOptions([...argv, '--lines', scratchFile('1\n2\n')])).toMatchObject({
      target: { lines: ['1', '2'] },
    });
  });

  it.each([
    [['http://a/{line}'], '{line} needs a file of lines; add --lines FILE'],
    [['http://a/', '-d', '{line}'], '{line} needs a file of lines'],
    [['lambda:f', '-d', '"{line}"'], '{line} needs a file of lines'],
    [['http://a/{n}', '--lines', 'x.txt'], '--lines x.txt: expected {line} in the target'],
    [['http://a/{line}', '--lines', 'nowhere.txt'], '--lines nowhere.txt: no such file'],
    [['http://{line}.a/', '--lines', 'x.txt'], 'received them in the host'],
    [['http://{n}.a/'], 'received them in the host'],
    [['/ping', '--lines', 'x.txt'], '--lines does not apply to the local service'],
  ])('refuses %j', (argv, message) => {
    expect(refused(...argv)).toContain(message);
  });

  it('refuses a folder, a file without lines, and lines that do not fit', () => {
    const [empty, letters] = [scratchFile('\n\n'), scratchFile('12\nÀ\nЖ')];
    expect(refused('http://a/{line}', '--lines', scratchFolder())).toContain('this is a folder');
    expect(refused('http://a/{line}', '--lines', empty)).toContain('received an empty file');
    expect(refused('http://a/', '-H', 'X: {line}', '--lines', letters)).toBe(
      '--lines: a line does not fit into a header: "Ж"',
    );
    expect(refused('lambda:f', '-d', '{"id": {line}}', '--lines', letters)).toBe(
      '--lines: a line does not fit into the event, which has to be JSON: "À"',
    );
  });
});
