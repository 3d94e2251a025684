import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { NODE_VERSIONS, nodeProgram, tarball } from './places.ts';
import { addFiles, emptyProject, projectWith, runIn, serverCommand } from './project.ts';

const COMMAND = 'node_modules/concurrency-check/dist/concurrency-check.mjs';
const URL_OF_SERVER = 'http://127.0.0.1:{port}/ping';
/** What --version prints. */
const VERSION = /^\d+\.\d+\.\d+\n$/;

const scanned = serverCommand('node-waiting.mjs').map((word) =>
  word.replace('node-waiting', 'node-{program}'),
);

/** Uses everything that the API has. */
const PROGRAM = `
import { check, compare, diagnose, diff, judge, render, scan, TargetError, UsageError } from 'concurrency-check';
import schema from 'concurrency-check/schema/run-file.schema.json' with { type: 'json' };

const phases = new Set();
const onProgress = ({ phase }) => phases.add(phase);
const options = { target: '${URL_OF_SERVER}', bursts: 1, calls: 4, onProgress };
const serial = await check({ ...options, command: ${JSON.stringify(serverCommand('node-blocking.mjs'))} });
const together = await check({ ...options, command: ${JSON.stringify(serverCommand('node-waiting.mjs'))} });
const unreachable = await check({ target: 'http://127.0.0.1:1/' }).catch((error) => error);
const both = await scan({ target: '${URL_OF_SERVER}', bursts: 1, calls: 4, scan: { program: ['blocking', 'waiting'] }, command: ${JSON.stringify(scanned)} });
const elsewhere = await compare({ target: 'deployed' }).catch((error) => error);
const stopped = await check({ ...options, command: ['node', '-e', ''], signal: AbortSignal.abort() }).catch((error) => error);
console.log(JSON.stringify({
  kinds: [serial.verdict.kind, together.verdict.kind],
  again: judge(JSON.parse(JSON.stringify(serial))).verdict.kind,
  cause: diagnose(serial)?.cause,
  change: diff(serial, together).conclusion,
  report: (await render(serial, 'text')).includes('Burst 1'),
  phases: [...phases],
  unreachable: unreachable instanceof TargetError,
  marked: both.scan.find(({ marked }) => marked)?.values,
  table: (await render(both, 'markdown')).includes('| program |'),
  elsewhere: elsewhere instanceof UsageError,
  stopped: stopped.name,
  title: schema.title,
}));
`;

describe('in an empty project', () => {
  const project = projectWith(tarball());
  addFiles(project, { 'program.mjs': PROGRAM });

  it.each(NODE_VERSIONS)('the command runs on Node %i', (version) => {
    const expected = ['--expect', 'not-serial', '-n', '4', '-b', '1', '--quiet'];
    const command = [
      COMMAND,
      URL_OF_SERVER,
      ...expected,
      '--',
      ...serverCommand('node-waiting.mjs'),
    ];
    const { status, stdout, stderr } = runIn(project, [nodeProgram(version), ...command]);
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^(CONCURRENT|OVERLAPPING) {3}/),
      stderr: expect.not.stringContaining('concurrency-check:'),
    });
  });

  it.each(NODE_VERSIONS)('the API runs on Node %i', (version) => {
    const { status, stdout, stderr } = runIn(project, [nodeProgram(version), 'program.mjs']);
    expect(stderr.replaceAll(/^\(.*\n/gm, '')).toBe('');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      kinds: ['serial', expect.stringMatching(/^(concurrent|overlapping)$/)],
      again: 'serial',
      cause: 'event-loop-blocked',
      change: 'changed',
      report: true,
      phases: expect.arrayContaining(['starting-server', 'solo', 'burst']),
      unreachable: true,
      marked: { program: 'waiting' },
      table: true,
      elsewhere: true, // The service is only in a clone, so AWS is not asked for the rest.
      stopped: 'AbortError',
      title: 'A run of concurrency-check',
    });
  });

  it.each(NODE_VERSIONS)(
    'the framework finds the plugin on Node %i, as osls loads it',
    (version) => {
      const program = `
      const file = require.resolve('concurrency-check/serverless');
      let plugin;
      try {
        plugin = require(file);
      } catch (error) {
        if (error.code !== 'ERR_REQUIRE_ESM') throw error;
        plugin = import(require('node:url').pathToFileURL(file));
      }
      Promise.resolve(plugin).then((loaded) => {
        const { commands, hooks } = new loaded.default({}, {});
        console.log(Object.keys(commands).join(), Object.keys(hooks).join());
      });`;
      addFiles(project, { 'load.cjs': program });
      const { stdout, stderr } = runIn(project, [nodeProgram(version), 'load.cjs']);
      expect(stdout, stderr).toBe('concurrency-check concurrency-check:run\n');
    },
  );

  it('npx finds the command', () => {
    const { stdout } = runIn(project, ['npx', '--no-install', 'concurrency-check', '--version']);
    expect(stdout).toMatch(VERSION);
  });
});

describe('installed in another way', () => {
  it('globally', () => {
    const folder = emptyProject();
    const install = ['npm', 'install', '--global', '--prefix', folder, '--silent', tarball()];
    expect(runIn(folder, install)).toMatchObject({ status: 0 });
    const command = path.join(folder, 'bin/concurrency-check');
    expect(runIn(folder, [command, '--version']).stdout).toMatch(VERSION);
  });

  it('for one use, by npx', () => {
    const words = ['npx', '--yes', '--package', tarball(), 'concurrency-check', '--version'];
    expect(runIn(emptyProject(), words).stdout).toMatch(VERSION);
  });
});
