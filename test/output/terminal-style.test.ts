import { describe, expect, it } from 'vitest';
import { terminalStyleOf, wantsProgress } from '../../src/output/terminal-style.ts';

const TERMINAL = { isTTY: true, columns: 100 };
const look = (env: Record<string, string>, stdout: object = TERMINAL, color = true) =>
  terminalStyleOf({ env, stdout, stderr: {} }, { color });

describe('terminalStyleOf', () => {
  it('of a terminal is coloured, in Unicode and as wide as it', () => {
    expect(look({ TERM: 'xterm-256color', LANG: 'en_US.UTF-8' })).toEqual({
      columns: 100,
      color: true,
      unicode: true,
    });
  });

  it('of no terminal is 80 columns without colour', () => {
    expect(look({}, {})).toEqual({ columns: 80, color: false, unicode: true });
  });

  it.each([
    ['NO_COLOR', { NO_COLOR: '1' }, false],
    ['an empty NO_COLOR, which says nothing', { NO_COLOR: '' }, true],
    ['TERM=dumb', { TERM: 'dumb' }, false],
  ])('colour: %s', (_, env, color) => {
    expect(look(env).color).toBe(color);
  });

  it('without colour where that is asked for', () => {
    expect(look({}, TERMINAL, false).color).toBe(false);
  });

  it.each([
    [{ TERM: 'dumb', LANG: 'en_US.UTF-8' }, false],
    [{ TERM: 'linux', LANG: 'en_US.UTF-8' }, false],
    [{ LANG: 'C' }, false],
    [{ LANG: 'en_US.ISO-8859-1' }, false],
    [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, false],
    [{ LC_ALL: '', LC_CTYPE: 'C.utf8', LANG: 'C' }, true],
    [{ LANG: 'de_DE.utf8' }, true],
  ])('Unicode: %j', (env: Record<string, string>, unicode) => {
    expect(look(env).unicode).toBe(unicode);
  });

  it.each([
    [10, 60],
    [80, 80],
    [500, 160],
  ])('of %d columns uses %d', (columns, used) => {
    expect(look({}, { columns }).columns).toBe(used);
  });
});

describe('wantsProgress', () => {
  it('only where somebody watches', () => {
    expect(wants(true)).toBe(true);
    expect(wants(false)).toBe(false);
    expect(wants(true, { TERM: 'dumb' })).toBe(false);
    expect(wants(true, {}, true)).toBe(false);
  });
});

function wants(isTTY: boolean, env: Record<string, string> = {}, quiet = false): boolean {
  return wantsProgress({ env, stdout: {}, stderr: { isTTY } }, { quiet });
}
