import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { actionSteps } from '../../helpers/github/action.ts';
import { parseRun } from '../../helpers/output.ts';
import { ROOT } from '../../helpers/run.ts';
import { scratchFolder } from '../../helpers/scratch.ts';

// GitHub runs the scripts of action.yml with this shell. Here they run in a folder of a project that has
// nothing but a server.
const SHELL = ['--noprofile', '--norc', '-eo', 'pipefail', '-c'];

/** Takes 200 ms for each call: all at once or, with a text to answer, one at a time. */
const SERVER = `
import { createServer } from 'node:http';
const [, , port, text] = process.argv;
createServer((request, response) => {
  if (text === undefined) return setTimeout(() => response.end(), 200);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  response.end(text);
}).listen(port, '127.0.0.1');
`;

interface Inputs {
  readonly target?: string;
  readonly command?: string;
  readonly calls?: string;
  readonly expect?: string;
  readonly against?: string;
}

const DEFAULTS: Required<Inputs> = {
  target: 'http://127.0.0.1:{port}/',
  command: "node server.mjs {port} 'two words'",
  calls: '',
  expect: '',
  against: '',
};

/** Runs the check and what follows it as GitHub would in a fresh folder. */
function runAction(inputs: Inputs) {
  const folder = scratchFolder();
  const summary = path.join(folder, 'summary.md');
  const outputs = path.join(folder, 'outputs');
  writeFileSync(path.join(folder, 'server.mjs'), SERVER);
  writeFileSync(summary, '');
  const given = Object.entries({ ...DEFAULTS, ...inputs }).map(
    ([name, value]): [string, string] => [`CHECK_${name.toUpperCase()}`, value],
  );
  const { stdout, stderr } = runStep('Check', folder, {
    ...Object.fromEntries(given),
    GITHUB_ACTION_PATH: ROOT,
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_OUTPUT: outputs,
    RUNNER_TEMP: folder,
  });
  const [, status = '', report = ''] =
    /^status=(.*)\nfolder=(.*)\n$/.exec(readFileSync(outputs, 'utf8')) ?? [];
  const verdictStep = runStep('Verdict', folder, { CHECK_STATUS: status }).status;
  const printed = stdout + stderr;
  return { folder, printed, summary: readFileSync(summary, 'utf8'), status, report, verdictStep };
}

function runStep(name: string, cwd: string, env: Readonly<Record<string, string>>) {
  const script = actionSteps().find((step) => step.name === name)?.script ?? 'exit 99';
  const ended = spawnSync('bash', [...SHELL, script], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  if (name === 'Check') expect(ended.status, ended.stderr).toBe(0);
  return ended;
}

describe('the action', () => {
  it('builds the check if it is not built yet', () => {
    const [build] = actionSteps();
    expect(build?.name).toBe('Build concurrency-check');
    const { status } = runStep('Build concurrency-check', ROOT, { GITHUB_ACTION_PATH: ROOT });
    expect(status).toBe(0);
  });

  it('writes the summary and the report, and then fails if the verdict is not as expected', () => {
    const inputs = { calls: '4', expect: 'overlapping:4' };
    const { printed, summary, status, report, verdictStep } = runAction(inputs);
    expect({ status, verdictStep }, printed).toEqual({ status: '1', verdictStep: 1 });
    expect(summary).toContain('SERIAL');
    const file = path.join(report, 'concurrency-check.json');
    const run = parseRun(readFileSync(file, 'utf8'));
    expect(run.verdict.kind).toBe('serial');
    expect(run.server?.command).toEqual(['node', 'server.mjs', '{port}', 'two words']);
    expect(run.solo[0]).toMatchObject({ bodyBytes: 'two words'.length });
    const page = readFileSync(path.join(report, 'concurrency-check.html'), 'utf8');
    expect(page).toContain('<!doctype html>');
  });

  it('passes if it is as expected', () => {
    const command = 'node server.mjs {port}';
    const inputs = { command, calls: '4', expect: 'not-serial' };
    const { status, verdictStep, printed } = runAction(inputs);
    expect({ status, verdictStep }, printed).toEqual({ status: '0', verdictStep: 0 });
  });

  it('runs nothing that an input may contain', () => {
    const trap = '"; touch trap; $(touch trap) `touch trap`';
    const tries: Inputs[] = [
      { target: `http://127.0.0.1/${trap}` },
      { calls: trap },
      { expect: trap },
      { against: trap },
      { command: `true ; touch trap $(touch trap)` },
    ];
    for (const inputs of tries) {
      const { folder, status, verdictStep } = runAction({ calls: '2', ...inputs });
      expect(existsSync(path.join(folder, 'trap')), JSON.stringify(inputs)).toBe(false);
      expect(verdictStep, JSON.stringify(inputs)).toBe(Number(status));
      expect(verdictStep).toBeGreaterThan(0);
    }
  });
});
