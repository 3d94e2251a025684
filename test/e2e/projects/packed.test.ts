import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../helpers/run.ts';
import { scratchFolder } from '../../helpers/scratch.ts';

/** Packs the package as it would be published, and unpacks it. */
function packed(): string {
  const folder = scratchFolder();
  const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
  const name = execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8' }).trim();
  execFileSync('tar', ['xzf', path.join(folder, name), '-C', folder]);
  return path.join(folder, 'package');
}

const build = (): void => void execFileSync('npm', ['run', 'preprepare'], { cwd: ROOT });

describe('the package', () => {
  it('has the licence of each package that is bundled into it', () => {
    const folder = packed();
    const licenses = readFileSync(path.join(folder, 'dist', 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    const code = readdirSync(path.join(folder, 'dist'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.mjs'))
      .map((name) => readFileSync(path.join(folder, 'dist', name), 'utf8'))
      .join('\n');
    // The bundler writes where code comes from, except in the pages, which are minified.
    const sources = code.matchAll(/^\s*\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)/gm);
    const bundled = [...new Set([...sources].map(([, name = '']) => name)), 'uplot'];
    expect(bundled).toContain('valibot');
    expect(bundled.length).toBeGreaterThan(10);
    for (const name of bundled) {
      expect(licenses).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(.+\\)$`, 'm'));
    }
    expect(licenses).toContain('Copyright (c) 2022 Leon Sorokin');
    expect(licenses).toContain('Apache License');
  });

  it.each([[], ['/ping']])('asks for a URL if it is called with %j', (...args) => {
    const command = path.join(packed(), 'dist', 'concurrency-check.mjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(
      'concurrency-check: the local service is only in a clone of the repository; give the URL to check, such as http://localhost:3000/ping\n',
    );
  });

  it('says that a comparison needs a clone', () => {
    const command = path.join(packed(), 'dist', 'concurrency-check.mjs');
    const { status, stderr } = spawnSync(process.execPath, [command, '--compare'], {
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toBe(
      'concurrency-check: a comparison calls the local service, which is only in a clone of the repository; compare there, or check a URL instead\n',
    );
  });

  it('has its own licence and schema, and runs by itself', () => {
    const folder = packed();
    expect(existsSync(path.join(folder, 'LICENSE'))).toBe(true);
    expect(existsSync(path.join(folder, 'schema', 'run-file.schema.json'))).toBe(true);
    const command = path.join(folder, 'dist', 'concurrency-check.mjs');
    expect(execFileSync(process.execPath, [command, '--version'], { encoding: 'utf8' })).toMatch(
      /^\d+\.\d+\.\d+\n$/,
    );
  });
});

describe('npm run preprepare, which npm runs for a dependency through Git', () => {
  it('builds the command, and removes parts that no recent build made', () => {
    const [dist, parts] = [path.join(ROOT, 'dist'), path.join(ROOT, 'dist', 'parts')];
    writeFileSync(path.join(parts, 'stale.mjs'), '');
    rmSync(path.join(dist, 'sources'));
    build();
    expect(existsSync(path.join(dist, 'concurrency-check.mjs'))).toBe(true);
    expect(readdirSync(parts)).not.toContain('stale.mjs');
  });
});
