import { describe, expect, it } from 'vitest';
import { readOptions } from '../../src/cli/options.ts';
import { usageErrorOf } from '../helpers/errors.ts';

const refused = (...argv: readonly string[]): string => usageErrorOf(() => readOptions(argv));

describe('--listen', () => {
  it.each([
    [['--listen'], { delayMs: 1_000 }],
    [['--listen', '4000'], { port: 4_000, delayMs: 1_000 }],
    [['--listen=4000', '--delay', '200'], { port: 4_000, delayMs: 200 }],
    [['--quiet', '--listen', '65535', '--no-color'], { port: 65_535, delayMs: 1_000 }],
  ])('%j is read', (argv, request) => {
    const { output, ...command } = { output: undefined, ...readOptions(argv) };
    expect(output).toBeDefined();
    expect(command).toEqual({ do: 'listen', ...request });
  });

  it.each([
    [['--listen', '0'], '--listen: expected a whole number from 1 to 65,535, received 0'],
    [['--listen=x'], '--listen: expected a whole number from 1 to 65,535, received x'],
    [
      ['--listen', '4000', 'http://me:secret@a/'],
      '--listen waits for calls and takes no target but a port, received http://***@a/',
    ],
    [
      ['--listen', '/ping'],
      '--listen waits for calls and takes no target but a port, received /ping',
    ],
    [
      ['--listen=4000', '5000'],
      '--listen waits for calls and takes no target but a port, received 5000',
    ],
    [['--listen', '--json', 'a.json'], '--json does not apply to --listen'],
    [['--listen', '-n', '3'], '-n does not apply to --listen'],
    [['--listen', '--compare'], '--compare does not apply to --listen, only to --compare'],
    [['--listen', '--from', 'a'], '--from does not apply to --listen, only to --from'],
    [['--listen', '--scan', 'a=1'], '--scan does not apply to --listen'],
    [['--listen', '--ready', '1s'], '--ready applies only with -- COMMAND, the server to start'],
    [
      ['--listen', '--', 'node', 'client.mjs'],
      '--listen starts nothing; leave out -- COMMAND, and start it elsewhere',
    ],
    [
      ['--listen', '--delay', '99999'],
      '--delay: expected a whole number from 0 to 25,000, received 99999',
    ],
    [
      ['http://localhost:1/', '--listen'],
      '--listen waits for calls and takes no target but a port, received http://localhost:1/',
    ],
  ])('%j is refused', (argv, message) => {
    expect(refused(...argv)).toBe(message);
  });
});
