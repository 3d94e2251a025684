import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { judge } from '../../src/core/run.ts';
import { readSaved } from '../../src/saved-run.ts';
import { ROOT } from '../helpers/run.ts';
import { scratchFile } from '../helpers/scratch.ts';

it('docs/run-file.md shows a run file that is judged as it says', () => {
  const page = readFileSync(path.join(ROOT, 'docs/run-file.md'), 'utf8');
  const [, json = ''] = /```json\n(.*?)```/s.exec(page) ?? [];
  const saved = readSaved(scratchFile(json));
  if (saved.kind !== 'run') throw new Error(`expected a run, received a ${saved.kind}`);
  expect(judge(saved.recording).verdict).toMatchObject({ kind: 'serial', workers: { high: 1 } });
});
