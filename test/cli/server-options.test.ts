import { describe, expect, it } from 'vitest';
import { readOptions } from '../../src/cli/options.ts';
import { findPort } from '../../src/options/server-options.ts';
import { usageErrorOf } from '../helpers/errors.ts';

const URL_WITH_PORT = 'http://localhost:{port}/ping';
const refused = (...argv: readonly string[]): string =>
  usageErrorOf(() => readOptions(argv, 45_678));

describe('-- COMMAND', () => {
  it('is kept as it is, with its own options', () => {
    const argv = ['http://localhost:8000/', '-n', '3', '--', 'uvicorn', 'app:app', '-n', '--help'];
    expect(readOptions(argv)).toMatchObject({
      plan: { calls: 3 },
      target: {
        shownUrl: 'http://localhost:8000/',
        server: { command: ['uvicorn', 'app:app', '-n', '--help'], readyMs: 60_000 },
      },
    });
  });

  it('and the target have a free port in place of {port}, which reports do not show', () => {
    const argv = [URL_WITH_PORT, '--', 'env', 'PORT={port}', 'node', 'a.js', '{port}'];
    expect(readOptions(argv, 45_678)).toMatchObject({
      target: {
        url: new URL('http://localhost:45678/ping'),
        shownUrl: URL_WITH_PORT,
        server: { command: ['env', 'PORT=45678', 'node', 'a.js', '45678'] },
      },
    });
  });

  it.each([
    [['http://a/', '--'], 'expected a command after --, such as -- uvicorn app:app, received none'],
    [['http://a/', '--', ''], 'expected a command after --'],
    [['--', 'node', 'a.js'], 'put the HTTP address to call before it'],
    [['/ping', '--', 'node', 'a.js'], 'put the HTTP address'],
    [['deployed', '--', 'node', 'a.js'], 'put the HTTP address'],
    [['lambda:f', '--', 'node', 'a.js'], 'put the HTTP address'],
    [['--compare', '--', 'node', 'a.js'], '-- COMMAND does not apply to --compare, which starts'],
    [
      ['--from', 'a.har', '/items', '--', 'node', 'a.js'],
      '-- COMMAND does not apply to --from, which judges calls that were already made; leave out -- node',
    ],
    [[URL_WITH_PORT], '{port} in the target needs a server to start; add -- COMMAND'],
    [[URL_WITH_PORT, '--', 'node'], 'but is only in the target'],
    [['http://a/', '--', 'node', '{port}'], 'but is only in the command'],
    [['http://a/', '--ready', '5s'], '--ready applies only with -- COMMAND'],
  ])('%j is refused', (argv, message) => {
    expect(refused(...argv)).toContain(message);
  });
});

describe('--ready', () => {
  it.each([
    ['60s', 60_000],
    ['1500ms', 1_500],
    ['2m', 120_000],
    ['60m', 3_600_000],
    ['1ms', 1],
  ])('%s is %d ms', (text, readyMs) => {
    const argv = ['http://a/', '--ready', text, '--', 'node'];
    expect(readOptions(argv)).toMatchObject({ target: { server: { readyMs } } });
  });

  it.each(['60', '0s', '61m', '1h', '1.5s', 'soon'])('%s is refused', (text) => {
    expect(refused('http://a/', '--ready', text, '--', 'node')).toBe(
      `--ready: expected a time from 1ms to 60m, such as 60s, received ${text}`,
    );
  });
});

describe('findPort', () => {
  it('finds a port only if one is asked for', async () => {
    expect(await findPort(['http://localhost:8000/', '--', 'node'])).toBeUndefined();
    expect(await findPort([URL_WITH_PORT, '--', 'node'])).toBeGreaterThan(0);
  });
});
