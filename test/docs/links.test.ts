import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { marked, type Token, type Tokens } from 'marked';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../helpers/run.ts';

// Whether the pages that people read lead anywhere, and stay as short as they are meant to be.

const AT_THE_TOP = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'];
const PAGES = [...AT_THE_TOP.filter(exists), ...markdownBelow('docs')];

describe.each(PAGES)('%s', (page) => {
  it('links only to what exists', () => {
    expect(linksIn(page).filter((link) => !leadsSomewhere(page, link))).toEqual([]);
  });

  it('names only npm scripts that exist', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'));
    const named = [...read(page).matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)];
    expect(named.map(([, name = '']) => name).filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('README.md', () => {
  it('has at most 180 lines', () => {
    expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(180);
  });

  it('links to every page of docs/', () => {
    expect(linksIn('README.md')).toEqual(expect.arrayContaining(markdownBelow('docs')));
  });
});

describe('the live page', () => {
  it('links to what is said of --listen', () => {
    const { homepage }: { homepage: string } = JSON.parse(read('package.json'));
    const [, link = ''] = /LISTEN_PAGE =\s+'([^']+)'/.exec(read('web/live/markup.ts')) ?? [];
    const [repository = '', page = ''] = link.split('/blob/HEAD/');
    expect(homepage).toBe(`${repository}#readme`);
    expect(leadsSomewhere('README.md', page)).toBe(true);
  });
});

describe('docs/architecture.md', () => {
  it('names every folder of src/', () => {
    const layout = read('docs/architecture.md');
    const folders = readdirSync(path.join(ROOT, 'src'), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${entry.name}/`);
    expect(folders.filter((folder) => !layout.includes(folder))).toEqual([]);
  });
});

describe('a package registry', () => {
  it('is named by host in no file', () => {
    expect(filesThatMatch(REGISTRIES.join('|').replaceAll('.', '[.]'))).toEqual([]);
  });

  it('would be found', () => {
    expect(filesThatMatch('describe[(].a package registry.')).toEqual(['test/docs/links.test.ts']);
  });
});

/** Put together here, since the hosts must stand in no file: not in this one, either. */
const REGISTRIES = [
  ['npmjs', 'com'],
  ['npmjs', 'org'],
  ['yarnpkg', 'com'],
  ['pypi', 'org'],
  ['pythonhosted', 'org'],
  ['crates', 'io'],
  ['rubygems', 'org'],
  ['proxy', 'golang', 'org'],
].map((labels) => labels.join('.'));

/** Searches all files that git does not ignore, in a clone and in an unpacked archive alike. */
function filesThatMatch(pattern: string): string[] {
  const args = ['grep', '--no-index', '--exclude-standard', '-IlE', pattern, '--', '.'];
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0 && status !== 1) throw new Error(`git grep failed: ${stderr}`);
  return stdout.split('\n').filter((file) => file !== '');
}

function leadsSomewhere(page: string, link: string): boolean {
  if (/^(?:https?|mailto):/.test(link)) return true;
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? page : path.join(path.dirname(page), file);
  if (target.startsWith('..') || !exists(target)) return false;
  return anchor === undefined || anchorsIn(target).includes(anchor);
}

function linksIn(page: string): string[] {
  const links: string[] = [];
  // What it returns are the callback's promises, of which there are none.
  void marked.walkTokens(marked.lexer(read(page)), (token) => {
    if (token.type === 'link' || token.type === 'image') links.push(String(token['href']));
  });
  return links;
}

/** The anchors that GitHub gives the headings of a page. */
function anchorsIn(page: string): string[] {
  const slugs = marked
    .lexer(read(page))
    .filter(isHeading)
    .map(({ text }) => slugOf(text));
  return slugs.map((slug, index) => {
    const before = slugs.slice(0, index).filter((other) => other === slug).length;
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

function isHeading(token: Token): token is Tokens.Heading {
  return token.type === 'heading';
}

function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
}

function markdownBelow(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
}

function exists(file: string): boolean {
  return existsSync(path.join(ROOT, file));
}

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}
