import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../helpers/run.ts';

const MOST_FILES = 20;

/** Written by Python when the tests run its programs. */
const NOT_OURS = new Set(['__pycache__']);

/** `import ... from './a.ts'`, `export ... from './a.ts'`, `import './a.ts'` and `import('./a.ts')`. */
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)'(\.[^']+)'/g;

const SOURCES = ['handlers', 'src', 'web'];

type Edge = readonly [from: string, to: string];

describe('every folder', () => {
  const folders = ['bench', 'handlers', 'scripts', 'src', 'test', 'web'].flatMap(foldersFrom);

  it.each(folders)(`%s has at most ${MOST_FILES} files`, (folder) => {
    expect(filesIn(folder).length).toBeLessThanOrEqual(MOST_FILES);
  });
});

describe('the folders of the sources', () => {
  const imports = SOURCES.flatMap(foldersFrom).flatMap(filesIn).flatMap(importsOf);
  const parents = new Set(imports.flat().flatMap(foldersAbove));

  it('are found with what they import', () => {
    expect(imports).toContainEqual(['src/core/answers/answer.ts', 'handlers/pong.ts']);
  });

  it.each([...parents].toSorted())('have no circle of imports below %s', (parent) => {
    expect(circleBelow(parent, imports)).toEqual([]);
  });
});

describe('a circle', () => {
  it('is found between two folders, at any depth of the files', () => {
    const imports: Edge[] = [
      ['src/core/judge/timing/a.ts', 'src/targets/b.ts'],
      ['src/targets/aws/c.ts', 'src/core/d.ts'],
    ];
    expect(circleBelow('src', imports)).toEqual(['src/core', 'src/targets', 'src/core']);
  });

  it('is found through a third folder', () => {
    const imports: Edge[] = [
      ['handlers/a.ts', 'web/live/b.ts'],
      ['web/live/c.ts', 'src/core/d.ts'],
      ['src/core/e.ts', 'handlers/f.ts'],
    ];
    expect(circleBelow('.', imports)).toEqual(['handlers', 'web', 'src', 'handlers']);
  });

  it('does not exist between a folder and its parent', () => {
    const imports: Edge[] = [
      ['src/core/run.ts', 'src/core/judge/judge.ts'],
      ['src/core/judge/judge.ts', 'src/core/invocation.ts'],
    ];
    expect(circleBelow('src/core', imports)).toEqual([]);
    expect(circleBelow('src', imports)).toEqual([]);
  });
});

/** The folder itself and all folders below it. */
function foldersFrom(folder: string): string[] {
  const below = readdirSync(path.join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !NOT_OURS.has(entry.name))
    .flatMap(({ name }) => foldersFrom(`${folder}/${name}`));
  return [folder, ...below];
}

function filesIn(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => `${folder}/${name}`);
}

/** The files that a file imports, types included. A bundled page (`page:NAME`) is no file. */
function importsOf(file: string): Edge[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  return [...text.matchAll(IMPORT)].map(([, imported = '']) => [
    file,
    path.posix.join(path.posix.dirname(file), imported),
  ]);
}

function foldersAbove(file: string): string[] {
  const folder = path.posix.dirname(file);
  return folder === '.' ? ['.'] : [folder, ...foldersAbove(folder)];
}

/**
 * A circle between the folders directly in `parent`: its folders in order, the first one again at the
 * end. Empty if there is none. A folder and its parent may import each other.
 */
function circleBelow(parent: string, imports: readonly Edge[]): readonly string[] {
  return circleOf(siblingEdges(imports, parent));
}

/** The imports between folders that lie directly in `parent`, each folder with everything below it. */
function siblingEdges(imports: readonly Edge[], parent: string): Edge[] {
  return imports.flatMap(([from, to]) => {
    const [one, other] = [folderOf(from, parent), folderOf(to, parent)];
    return one === undefined || other === undefined || one === other ? [] : [[one, other]];
  });
}

/** The folder directly in `parent` that holds a file; undefined for a file that lies elsewhere. */
function folderOf(file: string, parent: string): string | undefined {
  return foldersAbove(file).find(
    (folder) => path.posix.dirname(folder) === parent && folder !== '.',
  );
}

/** Searches depth first. */
function circleOf(edges: readonly Edge[]): readonly string[] {
  const done = new Set<string>();
  const search = (folder: string, way: readonly string[]): readonly string[] => {
    if (way.includes(folder)) return [...way.slice(way.indexOf(folder)), folder];
    if (done.has(folder)) return [];
    done.add(folder);
    return firstCircle(
      edges.filter(([from]) => from === folder).map(([, to]) => search(to, [...way, folder])),
    );
  };
  return firstCircle(edges.map(([from]) => search(from, [])));
}

function firstCircle(found: readonly (readonly string[])[]): readonly string[] {
  return found.find(({ length }) => length > 0) ?? [];
}
