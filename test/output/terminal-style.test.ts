import { describe, expect, it } from 'vitest';
import { terminalStyleOf, wantsProgress } from '../../src/output/terminal-style.ts';

const TERMINAL = { isTTY: true, columns: 100 };
const styleOf = (env: Record<string, string>, stdout: object = TERMINAL, color = true) =>
  terminalStyleOf({ env, stdout, stderr: {} }, { color });

describe('terminalStyleOf', () => {
  it('gives a terminal color, Unicode and its full width', () => {
    expect(styleOf({ TERM: 'xterm-256color', LANG: 'en_US.UTF-8' })).toEqual({
      columns: 100,
      color: true,
      unicode: true,
    });
  });

  it('gives 80 columns and no color if there is no terminal', () => {
    expect(styleOf({}, {})).toEqual({ columns: 80, color: false, unicode: true });
  });

  it('gives 80 columns if the terminal does not know its size', () => {
    expect(styleOf({}, { isTTY: true, columns: 0 }).columns).toBe(80);
  });

  it.each([
    ['NO_COLOR', { NO_COLOR: '1' }, false],
    ['FORCE_COLOR, which counts more than NO_COLOR', { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    ['FORCE_COLOR and TERM=dumb', { FORCE_COLOR: '3', TERM: 'dumb' }, true],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, false],
    ['an empty FORCE_COLOR, which does not count', { FORCE_COLOR: '' }, true],
    ['an empty NO_COLOR, which does not count', { NO_COLOR: '' }, true],
    ['TERM=dumb', { TERM: 'dumb' }, false],
  ])('decides about color with %s', (_, env, color) => {
    expect(styleOf(env).color).toBe(color);
  });

  it('gives color to what is no terminal with FORCE_COLOR', () => {
    expect(styleOf({ FORCE_COLOR: '1' }, {}).color).toBe(true);
    expect(styleOf({ FORCE_COLOR: 'false' }, {}).color).toBe(false);
    expect(styleOf({ FORCE_COLOR: '1' }, {}, false).color).toBe(false);
  });

  it('gives no color with --no-color', () => {
    expect(styleOf({}, TERMINAL, false).color).toBe(false);
  });

  it.each([
    [{ TERM: 'dumb', LANG: 'en_US.UTF-8' }, false],
    [{ TERM: 'linux', LANG: 'en_US.UTF-8' }, false],
    [{ LANG: 'C' }, false],
    [{ LANG: 'en_US.ISO-8859-1' }, false],
    [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, false],
    [{ LC_ALL: '', LC_CTYPE: 'C.utf8', LANG: 'C' }, true],
    [{ LANG: 'de_DE.utf8' }, true],
  ])('decides about Unicode with %j', (env: Record<string, string>, unicode) => {
    expect(styleOf(env).unicode).toBe(unicode);
  });

  it.each([
    [10, 32],
    [80, 80],
    [500, 160],
  ])('of a terminal with %d columns uses %d', (columns, used) => {
    expect(styleOf({}, { columns }).columns).toBe(used);
  });
});

describe('wantsProgress', () => {
  it('is true only on a terminal and without --quiet', () => {
    expect(wants(true)).toBe(true);
    expect(wants(false)).toBe(false);
    expect(wants(true, { TERM: 'dumb' })).toBe(false);
    expect(wants(true, {}, true)).toBe(false);
  });
});

function wants(isTTY: boolean, env: Record<string, string> = {}, quiet = false): boolean {
  return wantsProgress({ env, stdout: {}, stderr: { isTTY } }, { quiet });
}
