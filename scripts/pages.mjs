// Pages for the browser. `import { page } from 'page:NAME'` gives web/NAME/index.ts,
// web/NAME/style.css and, if there is one, web/NAME/markup.ts as strings, with the hashes that a
// Content-Security-Policy needs. So the code that serves a page depends on the bundle, not on web/.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const PREFIX = 'page:';

/** The files that the pages were bundled from so far, relative to the repository. */
export const bundledFiles = new Set();

/** The esbuild plugin, for the command and the handlers. */
export const pages = {
  name: 'pages',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^page:/ }, ({ path: id }) => ({ path: id, namespace: 'page' }));
    onLoad({ filter: /.*/, namespace: 'page' }, async ({ path: id }) => ({
      contents: await renderModule(id),
    }));
  },
};

/** The Vite plugin, for tests, which load the sources one by one. */
export const pagesInTests = {
  name: 'pages',
  resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
  load: (id) => (id.startsWith(`\0${PREFIX}`) ? renderModule(id.slice(1)) : undefined),
};

async function renderModule(id) {
  return `export const page = ${JSON.stringify(await bundlePage(id.slice(PREFIX.length)))};`;
}

/** Bundles the script, the style and the markup of a page, each into one string. */
async function bundlePage(name) {
  const folder = path.join(root, 'web', name);
  const files = ['index.ts', 'style.css'].map((file) => path.join(folder, file));
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: files.filter((file) => existsSync(file)),
    outdir: folder,
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    alias: { 'node:util': path.join(root, 'web/shared/node-util.ts') },
    target: 'es2022',
    charset: 'ascii',
    legalComments: 'inline',
  });
  for (const file of Object.keys(metafile.inputs)) bundledFiles.add(file);
  const text = (extension) =>
    outputFiles.find(({ path: file }) => file.endsWith(extension))?.text ?? '';
  const [script, style] = [text('.js'), text('.css')];
  return {
    script,
    scriptHash: sha256(script),
    style,
    styleHash: sha256(style),
    markup: await loadMarkup(folder),
  };
}

/** The value of `markup` in web/NAME/markup.ts; empty if the page has no such file. */
async function loadMarkup(folder) {
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

function sha256(text) {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
