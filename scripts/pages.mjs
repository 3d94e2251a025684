// Pages for the browser. `import { page } from 'page:NAME'` gives web/NAME/index.ts and
// web/NAME/style.css as strings, with what a Content-Security-Policy calls them by.
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

/** The script and the style of a page, each whole, and their hashes. */
export async function bundlePage(name) {
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
  return { script, scriptHash: hash(script), style, styleHash: hash(style) };
}

function hash(text) {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
