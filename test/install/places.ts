import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../helpers/run.ts';

// Where the tests install things: below the repository, where Git ignores it.

/** The folder of all of them. */
export const HOME = path.join(ROOT, '.install');
/** The packages that users of the package have. Projects in it find them, since Node looks in every folder above. */
export const TOOLS = path.join(HOME, 'tools');
/** A copy of the sources that is a repository of its own. */
export const CLONE = path.join(HOME, 'clone');
/** What was packed. */
export const TARBALLS = path.join(HOME, 'packed');
/** The Python interpreter that has pytest. */
export const PYTHON = path.join(HOME, 'venv/bin/python');

/** The versions of Node that the package is for. */
export const NODE_VERSIONS = [20, 22, 24] as const;

/** The interpreter of a version. */
export function nodeProgram(version: number): string {
  const name = `node-${process.platform}-${process.arch}`;
  return path.join(HOME, `node-${version}`, 'node_modules', name, 'bin/node');
}

/** The tarball that would be published. */
export function tarball(): string {
  return path.join(TARBALLS, readdirSync(TARBALLS)[0] ?? 'nothing');
}
