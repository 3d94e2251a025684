// Bundles the command and the Lambda handlers, for the npm scripts and for the serverless plugin.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { pages } from './pages.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

const common = {
  absWorkingDir: root,
  bundle: true,
  write: false,
  platform: 'node',
  format: 'esm',
  legalComments: 'none',
  outExtension: { '.js': '.mjs' },
  plugins: [pages],
};

export async function buildHandlers() {
  await bundle({
    ...common,
    entryPoints: [
      'handlers/ping.ts',
      'handlers/ping-blocking.ts',
      'handlers/ping-cpu.ts',
      'handlers/page.ts',
    ],
    outdir: '.build/handlers',
    target: 'node20',
  });
}

export async function buildCommand() {
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  await bundle({
    ...common,
    entryPoints: ['scripts/concurrency-check.ts'],
    outdir: 'dist',
    target: 'node20',
    // What is imported on demand, as the AWS SDK is, gets files of its own and is not read without.
    splitting: true,
    chunkNames: 'parts/[name]-[hash]',
    mainFields: ['module', 'main'],
    banner: { js: '#!/usr/bin/env node' },
    define: {
      PACKAGE_VERSION: JSON.stringify(version),
      // It warns of its own versions to come, which people who run a bundle cannot do anything about.
      'process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED': '"true"',
    },
  });
}

/** Writes the JSON Schema that the sources describe. */
export async function buildSchema() {
  const { outputFiles } = await build({
    ...common,
    entryPoints: ['scripts/json-schema.ts'],
    outdir: 'dist',
  });
  const source = Buffer.from(outputFiles[0].contents).toString('base64');
  const { jsonSchema } = await import(`data:text/javascript;base64,${source}`);
  const file = path.join(root, 'schema', 'run-file.schema.json');
  await writeIfChanged({ path: file, contents: Buffer.from(jsonSchema()) });
}

function isPart({ path: file }) {
  return path.basename(path.dirname(file)) === 'parts';
}

async function bundle(options) {
  const { outputFiles } = await build(options);
  await Promise.all(outputFiles.filter(isPart).map(writeIfChanged));
  // Last what refers to them: whoever starts it meanwhile must find them.
  await Promise.all(outputFiles.filter((file) => !isPart(file)).map(writeIfChanged));
}

// Two checks may build at the same time: a file that another process may be loading is replaced
// whole, and not touched at all where nothing changed.
async function writeIfChanged({ path: file, contents }) {
  const current = await readFile(file).catch(() => undefined);
  if (current !== undefined && Buffer.compare(current, contents) === 0) return;
  await mkdir(path.dirname(file), { recursive: true });
  const whole = `${file}.${process.pid}`;
  await writeFile(whole, contents, { mode: file.endsWith('.json') ? 0o644 : 0o755 });
  await rename(whole, file);
}
