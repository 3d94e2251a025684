import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../helpers/run.ts';

const demo = (...args: readonly string[]) =>
  spawnSync('npm', ['run', '--silent', 'demo', ...args], { cwd: ROOT, encoding: 'utf8' });

describe('npm run demo', () => {
  it.each([
    [['--', '--foo'], 'unknown option --foo, expected --in-process or --help'],
    [['--', 'x'], 'expected no argument, received x'],
    [['--', '--in-process=3'], '--in-process takes no value'],
    [['--in-process'], 'put -- before the options: npm run demo -- --in-process ...'],
  ])('with %j ends with 2, in one line', (args, message) => {
    const { status, stdout, stderr } = demo(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    const lines = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('npm '));
    expect(lines).toEqual([expect.stringContaining(message)]);
    expect(lines[0]).toMatch(/^demo: /);
  });

  it('prints its help', () => {
    expect(demo('--', '--help')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('--in-process'),
    });
  });
});
