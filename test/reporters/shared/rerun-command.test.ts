import { describe, expect, it } from 'vitest';
import {
  savedComparisonArguments,
  savedRunArguments,
} from '../../../src/reporters/shared/rerun-command.ts';
import { judge } from '../../../src/core/run.ts';
import type { TargetDescription } from '../../../src/core/target-description.ts';
import { recording, wall } from '../../helpers/runs/bursts.ts';
import { comparison } from '../../helpers/runs/runs.ts';

const of = (target?: TargetDescription): string | undefined =>
  savedRunArguments(
    judge({ schemaVersion: 1, ...(target === undefined ? {} : { target }), solo: [], bursts: [] }),
  );

const started = (url: string, command?: string[]): string | undefined =>
  savedRunArguments(
    judge({
      schemaVersion: 1,
      target: { kind: 'http', url },
      server: { readyAfterMs: 1, ...(command && { command }) },
      solo: [],
      bursts: [],
    }),
  );

describe('the arguments that repeat a saved run', () => {
  it.each<[TargetDescription, string]>([
    [{ kind: 'local', path: '/ping?delay=1000' }, "'/ping?delay=1000'"],
    [{ kind: 'local', path: '/ping/cpu', mode: 'one-process' }, '/ping/cpu --in-process'],
    [{ kind: 'http', url: 'http://127.0.0.1:1/a?b=c&d' }, "'http://127.0.0.1:1/a?b=c&d'"],
    [{ kind: 'http', method: 'POST', url: 'http://a/' }, 'http://a/ -X POST'],
    [
      { kind: 'http', url: 'http://a/', instanceHeader: 'x-id' },
      'http://a/ --instance-header x-id',
    ],
    [{ kind: 'http', url: 'http://a/', instanceHeader: '--json=x' }, 'http://a/'],
    [
      { kind: 'http', url: 'http://a/', connectedTo: 'unix:/x y.sock' },
      "http://a/ '--unix-socket=/x y.sock'",
    ],
    [
      { kind: 'http', url: 'http://a/', connectedTo: '127.0.0.1:81' },
      'http://a/ --connect-to=::127.0.0.1:81',
    ],
    [{ kind: 'lambda', name: 'f:$LATEST', madeCold: true }, "'lambda:f:$LATEST' --cold"],
    [{ kind: 'deployed', name: 'concurrency-check-prod', path: '/ping' }, 'deployed:prod/ping'],
    [{ kind: 'http', url: "http://a/';rm -rf ~;'" }, `'http://a/'\\'';rm -rf ~;'\\'''`],
  ])('for %j contains %s', (target, words) => {
    expect(of(target)).toBe(`${words} --solo 0`);
  });

  it.each<TargetDescription>([
    { kind: 'recording' },
    { kind: 'constructor' },
    { kind: 'local' },
    { kind: 'lambda' },
    { kind: 'local', path: '--json=/etc/passwd' },
    { kind: 'local', path: 'ping' },
    { kind: 'http', url: '--json=x' },
    { kind: 'http', url: 'http://a/', method: '--json=x' },
  ])('is undefined for %j', (target) => {
    expect(of(target)).toBeUndefined();
  });

  it('starts the server again', () => {
    const command = ['node', 'my server.mjs', '{port}', '--json', 'x'];
    expect(started('http://127.0.0.1:{port}/', command)).toBe(
      "'http://127.0.0.1:{port}/' --solo 0 -- node 'my server.mjs' '{port}' --json x",
    );
    expect(started('http://127.0.0.1:1/', ['node', 'a'])).toMatch(/ -- node a$/);
  });

  it('is undefined if what the target refers to is unknown', () => {
    expect(started('http://127.0.0.1:{port}/')).toBeUndefined();
    expect(of({ kind: 'http', url: 'http://127.0.0.1:{port}/' })).toBeUndefined();
    expect(of({ kind: 'http', url: 'http://127.0.0.1:1/{line}' })).toBeUndefined();
    expect(of({ kind: 'http', url: 'http://127.0.0.1:1/{n}' })).toContain('/{n}');
  });

  it('is undefined without a target', () => {
    expect(of()).toBeUndefined();
  });

  it('leaves out bursts that were fired without being asked for', () => {
    const target = { kind: 'local', path: '/ping' };
    const argumentsFor = (...sizes: readonly number[]): string | undefined => {
      const bursts = sizes.map((calls) => wall({ calls }));
      return savedRunArguments(judge({ ...recording(bursts), target }));
    };
    expect(argumentsFor(4, 4, 2)).toContain(' -n 4 -b 2 ');
    expect(argumentsFor(6, 12)).toContain(' -n 6 -b 1 ');
    expect(argumentsFor(6, 6, 12)).toContain(' -n 6 -b 2 ');
    expect(argumentsFor(4, 8, 16)).toContain(' -n 16 -b 1 ');
  });

  it('for a comparison has the number of calls', () => {
    expect(savedComparisonArguments(comparison())).toBe('--compare -n 10');
  });
});
