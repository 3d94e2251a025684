import { describe, expect, it } from 'vitest';
import { readOptions } from '../../src/cli/options.ts';

const URL = 'http://127.0.0.1:1/';

describe('an output file', () => {
  it.each([
    [['--from', 'run.json', '--html', './run.json'], '--from'],
    [['--from', 'run.json', '--against', 'before.json', '--json', 'before.json'], '--against'],
    [[URL, '-d', '@package.json', '--json', 'package.json'], '-d'],
    [[URL, '--data-urlencode', 'a@package.json', '--html', 'package.json'], '--data-urlencode'],
  ])('is none that the command reads: %j', (argv, option) => {
    expect(() => readOptions(argv)).toThrow(`which ${option} reads; give it another file`);
  });

  it('is not standard output, although the body comes from standard input', () => {
    expect(() => readOptions(['--from', '-', '--json', '-'])).not.toThrow(/overwrite/);
  });

  it('may have the name of what is no file', () => {
    expect(() => readOptions([URL, '-d', 'package.json', '--html', 'package.json'])).not.toThrow();
    expect(() => readOptions([URL, '-d', 'a@x.json', '--json', 'x.json'])).not.toThrow();
    const encoded = ['--data-urlencode', 'a=b@x.json', '--json', 'x.json'];
    expect(() => readOptions([URL, ...encoded])).not.toThrow();
    expect(() => readOptions([URL, '-H', 'a: @x', '--html', 'x'])).not.toThrow();
  });
});
