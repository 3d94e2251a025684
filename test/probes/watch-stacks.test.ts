import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { judge } from '../../src/core/run.ts';
import { Quiet } from '../../src/probes/stacks/quiet.ts';
import { watchStacks } from '../../src/probes/watch-stacks.ts';
import { watchedRun } from '../helpers/runs/watched-run.ts';

it('says of a process that has ended that it has, not that a tool may not look into it', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const run = judge(watchedRun({ server: { pid, program: 'node app.js', runtime: 'Node.js' } }));
  const { signal } = new AbortController();
  const stacks = await watchStacks(run, 6, { signal, quiet: new Quiet() });
  stacks.released();
  expect(await stacks.end()).toEqual({
    stacksMissing: [{ pid, tool: 'node-inspector', reason: 'ended' }],
  });
});
