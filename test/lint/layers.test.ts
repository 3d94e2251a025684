import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../helpers/run.ts';

// The linter's configuration is the wall between the layers. It is tried here on breaches.

/** An import that the layer of a folder must not have, for every folder of the sources. */
const BREACHES: Readonly<Record<string, string>> = {
  handlers: '../src/core/run.ts',
  src: './cli/options.ts',
  'src/api': '../targets/open-target.ts',
  'src/cli': '../check.ts',
  'src/cli/request': '../../targets/open-target.ts',
  'src/core': '../cli/options.ts',
  'src/core/answers': '../../reporters/json.ts',
  'src/core/checks': '../../check.ts',
  'src/core/diff': '../../check.ts',
  'src/core/secrets': '../../check.ts',
  'src/core/judge': '../../output/exit-status.ts',
  'src/core/judge/timing': '../../../targets/target.ts',
  'src/core/recorded': '../../output/recorded-run.ts',
  'src/core/run-file': '../../check.ts',
  'src/core/scan': '../../check.ts',
  'src/core/listen': '../../listen/listen.ts',
  'src/core/observed': '../../observe/server-watch.ts',
  'src/core/timeline': 'node:fs',
  'src/core/why': '../../observe/server-watch.ts',
  'src/core/why/signs': '../../../observe/server-watch.ts',
  'src/core/why/undecided': '../../../observe/server-watch.ts',
  'src/listen': '../targets/target.ts',
  'src/options': '../output/formats.ts',
  'src/options/request': '../../cli/help.ts',
  'src/options/scan': '../../check.ts',
  'src/observe': '../targets/target.ts',
  'src/probes': '../reporters/json.ts',
  'src/output': '../cli/options.ts',
  'src/probes/stacks': '../../targets/target.ts',
  'src/reporters': '../output/exit-status.ts',
  'src/reporters/html': '../../cli/help.ts',
  'src/reporters/junit': '../../check.ts',
  'src/reporters/listen': '../../listen/listen.ts',
  'src/reporters/markdown': '../../targets/target.ts',
  'src/reporters/scan': '../../check.ts',
  'src/reporters/shared': '../../output/formats.ts',
  'src/reporters/why': '../../check.ts',
  'src/reporters/terminal': 'node:process',
  'src/reporters/trace': '../../errors.ts',
  'src/serverless': '../check.ts',
  'src/targets': '../reporters/json.ts',
  'src/targets/answers': '../../reporters/json.ts',
  'src/targets/aws': '../../cli/options.ts',
  'src/targets/http2': '../../reporters/json.ts',
  'src/targets/requests': '../../reporters/json.ts',
  'src/targets/service': '../../reporters/json.ts',
  'web/live': '../../src/targets/target.ts',
  'web/shared': '../live/dom.ts',
  'web/timeline': '../../src/check.ts',
};

const found = lint();

describe('every layer', () => {
  it('has a breach here', () => {
    const folders = ['handlers', 'src', ...foldersBelow('src'), ...foldersBelow('web')];
    expect(Object.keys(BREACHES).toSorted()).toEqual(folders.toSorted());
  });

  it.each(Object.entries(BREACHES))('%s may not import %s', (folder, forbidden) => {
    expect(found).toContainEqual(
      expect.stringMatching(`^${folder}/breach\\.ts:.*'${forbidden}' import is restricted`),
    );
  });

  it.each(Object.keys(BREACHES))('%s may not import a package that it does not list', (folder) => {
    expect(found).toContainEqual(
      expect.stringMatching(`^${folder}/package\\.ts:.*'left-pad' import is restricted`),
    );
  });

  it.each(Object.keys(BREACHES))('%s may import what stands beside it', (folder) => {
    expect(found).not.toContainEqual(expect.stringMatching(`^${folder}/neighbor\\.ts:`));
  });
});

/** What the linter prints, a line each, of three files in every folder. */
function lint(): string[] {
  const root = mkdtempSync(path.join(tmpdir(), 'concurrency-check-lint-'));
  try {
    const text = readFileSync(path.join(ROOT, '.oxlintrc.json'), 'utf8');
    const configuration: Record<string, unknown> = JSON.parse(text);
    // Rules that need types would need a whole project; imports need none.
    const untyped = { ...configuration, options: { typeAware: false } };
    writeFileSync(path.join(root, '.oxlintrc.json'), JSON.stringify(untyped));
    for (const [folder, forbidden] of Object.entries(BREACHES)) {
      mkdirSync(path.join(root, folder), { recursive: true });
      const imports = { breach: forbidden, package: 'left-pad', neighbor: './other.ts' };
      for (const [name, imported] of Object.entries(imports)) {
        const file = path.join(root, folder, `${name}.ts`);
        writeFileSync(file, `export { thing } from '${imported}';\n`);
      }
    }
    const oxlint = path.join(ROOT, 'node_modules', '.bin', 'oxlint');
    return spawnSync(oxlint, ['--format=unix'], { cwd: root, encoding: 'utf8' }).stdout.split('\n');
  } finally {
    rmSync(root, { recursive: true });
  }
}

function foldersBelow(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)));
}
