import { describe, expect, it } from 'vitest';
import { defined } from '../../src/core/defined.ts';
import { judge, type Run } from '../../src/core/run.ts';
import type { Documents } from '../../src/output/formats.ts';
import {
  asInterrupted,
  comparisonResult,
  interruptedResult,
  reportInputOf,
  runResult,
} from '../../src/output/result.ts';
import { readSaved } from '../../src/saved-run.ts';
import { scanResult } from '../../src/output/scan-result.ts';
import { recording, wall } from '../helpers/runs/bursts.ts';
import { comparison } from '../helpers/runs/runs.ts';
import { HTTP, watchedRun } from '../helpers/runs/watched-run.ts';
import { expectToMatchSchema } from '../helpers/schema.ts';
import { scratchFile } from '../helpers/scratch.ts';

const options = {
  output: { files: new Map(), demands: { notWorse: false }, color: false, quiet: true },
  style: { columns: 80, color: false, unicode: true },
  rerun: { invocation: 'npx concurrency-check' },
} as const;
const [nothing, two] = [[], [wall({ calls: 4 }), wall({ calls: 4 })]].map((bursts) =>
  judge({ ...recording(bursts), interrupted: true }),
);
const rows = (two === undefined ? [] : [two]).map((run) => ({ values: { workers: '1' }, run }));

/** Expects each format to say what had finished, and the JSON to keep it; returns that file. */
async function expectToSay(words: string, { json, html, markdown, junit }: Documents) {
  for (const make of [html, markdown, junit]) expect(await make()).toContain(words);
  const content: unknown = JSON.parse(await json());
  expectToMatchSchema(content);
  expect(content).toMatchObject({ interrupted: true });
  return scratchFile(await json());
}

describe('how to prove what a change did', () => {
  const run = judge(watchedRun({ waiting: [[0, 11]], target: HTTP }));
  const proofFor = (savedAs?: string, recordedBy?: Run['recordedBy']) => {
    const rerun = { ...options.rerun, ...defined({ savedAs }) };
    return reportInputOf({ ...run, ...defined({ recordedBy }) }, { checks: [], rerun }).proof;
  };
  const start = 'npx concurrency-check --against';

  it('is to save the run first', () => {
    const { command, saveAs } = proofFor() ?? {};
    expect(command).toMatch(`${start} before.json http://127.0.0.1/ -n`);
    expect(saveAs).toBe('before.json');
    expect(proofFor('-')?.saveAs).toBe('before.json');
  });

  it('names the file that the run is in', () => {
    const { command, saveAs } = proofFor('my run.json') ?? {};
    expect(command).toMatch(`${start} 'my run.json' http://127.0.0.1/ -n`);
    expect(saveAs).toBeUndefined();
  });

  it('is to save what another program recorded as a run', () => {
    expect(proofFor('a.har', { format: 'har', calls: 6 })?.saveAs).toBe('before.json');
  });
});

describe('an interruption', () => {
  it('says what had finished', () => {
    if (nothing === undefined || two === undefined) throw new Error('no runs');
    expect(interruptedResult(nothing, options)).toMatchObject({
      warnings: ['Interrupted before a burst had finished.'],
      empty: true,
      report: '',
      status: 130,
    });
    expect(interruptedResult(two, options)).toMatchObject({
      warnings: ['Interrupted; 2 bursts had finished.'],
      empty: false,
      status: 130,
    });
  });

  it('is in every file of a run, and kept when it is judged again', async () => {
    if (two === undefined) throw new Error('no run');
    const words = 'Interrupted; 2 bursts had finished.';
    const saved = readSaved(await expectToSay(words, interruptedResult(two, options).documents));
    if (saved.kind !== 'run') throw new Error('no run');
    const again = runResult(judge(saved.recording), options);
    expect(again.status).toBe(0);
    expect(again.warnings).toContain(words);
    await expectToSay(words, again.documents);
  });

  it('is in every file of a comparison', async () => {
    const result = comparisonResult(comparison().slice(0, 2), { ...options, interrupted: true });
    const words = 'Interrupted; 2 checks had finished.';
    expect(result.warnings).toContain(words);
    const file = await expectToSay(words, result.documents);
    expect(readSaved(file)).toMatchObject({ kind: 'comparison', interrupted: true });
    expect(asInterrupted(result, 0)).toMatchObject({ empty: true, report: '', status: 130 });
  });

  it('is in every file of a scan', async () => {
    const result = scanResult(rows, { ...options, quiet: false, interrupted: true });
    const words = 'Interrupted; 1 run had finished.';
    expect(result.warnings).toContain(words);
    const file = await expectToSay(words, result.documents);
    expect(readSaved(file)).toMatchObject({ kind: 'scan', interrupted: true });
  });
});
