// Pages for the browser. `import { page } from 'page:NAME'` gives web/NAME/index.ts,
// web/NAME/style.css and, if there is one, web/NAME/markup.ts as strings, with the hashes that a
// Content-Security-Policy needs. So whoever serves a page depends on the bundle and not on web/.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const PREFIX = 'page:';

/** For esbuild: the command and the handlers. */
export const pages = {
  name: 'pages',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^page:/ }, ({ path: id }) => ({ path: id, namespace: 'page' }));
    onLoad({ filter: /.*/, namespace: 'page' }, async ({ path: id }) => ({
      contents: await moduleOf(id),
    }));
  },
};

/** For vitest, which loads the sources one by one. */
export const pagesInTests = {
  name: 'pages',
  resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
  load: (id) => (id.startsWith(`\0${PREFIX}`) ? moduleOf(id.slice(1)) : undefined),
};

async function moduleOf(id) {
  return `export const page = ${JSON.stringify(await bundlePage(id.slice(PREFIX.length)))};`;
}

/** The script, the style and the markup of a page, each as one string, and the hashes of the first two. */
async function bundlePage(name) {
  const folder = path.join(root, 'web', name);
  const files = ['index.ts', 'style.css'].map((file) => path.join(folder, file));
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: files.filter((file) => existsSync(file)),
    outdir: folder,
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    platform: 'browser',
    alias: { 'node:util': path.join(root, 'web/shared/node-util.ts') },
    target: 'es2022',
    charset: 'ascii',
    legalComments: 'inline',
  });
  const text = (extension) =>
    outputFiles.find(({ path: file }) => file.endsWith(extension))?.text ?? '';
  const [script, style] = [text('.js'), text('.css')];
  return {
    script,
    scriptHash: hash(script),
    style,
    styleHash: hash(style),
    markup: await markupOf(folder),
  };
}

/** What `markup` of web/NAME/markup.ts holds; empty if a page has no such file. */
async function markupOf(folder) {
  const file = path.join(folder, 'markup.ts');
  if (!existsSync(file)) return '';
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    format: 'esm',
  });
  const source = Buffer.from(outputFiles[0].contents).toString('base64');
  const { markup } = await import(`data:text/javascript;base64,${source}`);
  return markup;
}

function hash(text) {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
