import { expect, it } from 'vitest';
import { CLONE } from './places.ts';
import { addFiles, emptyProject, installWithoutAsking, runIn } from './project.ts';

// In its own file, since it takes as long as all the others together.

it('the package can be installed from Git, which builds it', () => {
  // npm installs what building needs, too.
  const folder = emptyProject();
  installWithoutAsking(folder, `git+file://${CLONE}`);
  const { stdout } = runIn(folder, ['npx', '--no-install', 'concurrency-check', '--version']);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  addFiles(folder, { 'uses.mjs': "import { judge } from 'concurrency-check';\njudge;\n" });
  expect(runIn(folder, ['node', 'uses.mjs'])).toMatchObject({ status: 0, stderr: '' });
});
