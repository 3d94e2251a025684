// Bundles the command, the API, the demo and the Lambda handlers, for the npm scripts and the serverless
// plugin.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderLicenses } from './licenses.mjs';
import { bundledFiles, pages } from './pages.mjs';

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

/** Bundles each Lambda handler into .build/handlers. */
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

/** Bundles the demo into .build. */
export async function buildDemo() {
  await bundle({ ...common, entryPoints: ['scripts/demo.ts'], outdir: '.build', target: 'node20' });
}

/** What others run or import, by its name in dist. */
const ENTRIES = {
  'concurrency-check': 'scripts/concurrency-check.ts',
  index: 'src/index.ts',
  serverless: 'scripts/serverless.ts',
  vitest: 'src/vitest.ts',
};

/**
 * Bundles the command, the API and the serverless plugin into dist. Does nothing if their sources have not
 * changed since the last time.
 */
export async function buildCommand() {
  const stamp = path.join(root, 'dist', 'sources');
  const sources = fingerprint();
  const last = await readStamp(stamp);
  const isBuilt = Object.keys(ENTRIES).every((name) =>
    existsSync(path.join(root, 'dist', `${name}.mjs`)),
  );
  if (last.sources === sources && isBuilt) return;
  const { outputs, inputs } = await bundleCommand();
  const parts = outputs.map((file) => path.basename(file));
  await removeStaleParts([...parts, ...last.parts]);
  const licenses = renderLicenses(
    [...inputs, ...bundledFiles].map((file) => path.join(root, file)),
  );
  const file = path.join(root, 'dist', 'THIRD-PARTY-LICENSES.txt');
  await writeIfChanged({ path: file, contents: Buffer.from(licenses) });
  await writeIfChanged({ path: stamp, contents: Buffer.from(JSON.stringify({ sources, parts })) });
}

async function bundleCommand() {
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  return bundle({
    ...common,
    entryPoints: ENTRIES,
    outdir: 'dist',
    target: 'node20',
    // Modules that are imported on demand, such as the AWS SDK, go to separate files.
    splitting: true,
    chunkNames: 'parts/[name]-[hash]',
    mainFields: ['module', 'main'],
    define: {
      PACKAGE_VERSION: JSON.stringify(version),
      // The AWS SDK warns that it will drop Node versions, which the user of a bundle cannot change.
      'process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED': '"true"',
    },
  });
}

/** A hash of the names, sizes and modification times of the sources. */
function fingerprint() {
  const hash = createHash('sha256');
  const packages = ['package.json', 'package-lock.json', 'node_modules/.package-lock.json'];
  const folders = ['scripts', 'src', 'handlers', 'web'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true }).map((name) =>
      path.join(folder, String(name)),
    ),
  );
  for (const name of [...packages, ...folders.toSorted()]) {
    const status = statSync(path.join(root, name), { throwIfNoEntry: false });
    if (status?.isFile()) hash.update(`${name} ${status.mtimeMs} ${status.size}\n`);
  }
  return hash.digest('hex');
}

/** What the last build was made from, and its files. */
async function readStamp(stamp) {
  try {
    return JSON.parse(await readFile(stamp, 'utf8'));
  } catch {
    return { sources: '', parts: [] };
  }
}

/** Removes the parts of earlier builds but the last, which a running check may still load. */
async function removeStaleParts(current) {
  const folder = path.join(root, 'dist', 'parts');
  const stale = readdirSync(folder).filter((name) => !current.includes(name));
  await Promise.all(stale.map((name) => rm(path.join(folder, name), { force: true })));
}

/** Writes the JSON Schema of the run file and its types, generated from the sources. */
export async function buildSchema() {
  const { jsonSchema } = await importSource('scripts/json-schema.ts');
  const file = path.join(root, 'schema', 'run-file.schema.json');
  await writeIfChanged({ path: file, contents: Buffer.from(jsonSchema()) });
  const { runFileTypes } = await importSource('scripts/api/run-file-types.ts');
  const types = path.join(root, 'src', 'api', 'run-file.ts');
  await writeIfChanged({ path: types, contents: Buffer.from(runFileTypes()) });
}

/** Writes the help text into the page about options. */
export async function buildOptionsPage() {
  const { optionsPage } = await importSource('scripts/options-page.ts');
  const file = path.join(root, 'docs', 'options.md');
  const page = optionsPage(await readFile(file, 'utf8'));
  await writeIfChanged({ path: file, contents: Buffer.from(page) });
}

// Node 20 cannot import TypeScript, so the bundle is imported from memory.
async function importSource(file) {
  const { outputFiles } = await esbuild({ ...common, entryPoints: [file], outdir: 'dist' });
  const source = Buffer.from(outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${source}`);
}

function isPart({ path: file }) {
  return path.basename(path.dirname(file)) === 'parts';
}

/** Returns the paths of all output files, and of all files that something in them comes from. */
async function bundle(options) {
  const { outputFiles, metafile } = await esbuild({ ...options, metafile: true });
  await Promise.all(outputFiles.filter(isPart).map(writeIfChanged));
  // The entries refer to the parts, so a command that starts during a build must find those first.
  await Promise.all(outputFiles.filter((file) => !isPart(file)).map(writeIfChanged));
  const used = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  return {
    outputs: outputFiles.map(({ path: file }) => file),
    inputs: used.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file),
  };
}

// Loads esbuild only if there is something to build; most of the time there is not.
async function esbuild(options) {
  const { build } = await import('esbuild');
  return build(options);
}

// Two checks may build at the same time, and a third may be loading a file. So a file is replaced
// atomically, and not at all if its contents are the same.
async function writeIfChanged({ path: file, contents }) {
  const current = await readFile(file).catch(() => undefined);
  if (current !== undefined && Buffer.compare(current, contents) === 0) return;
  const temporary = `${file}.${process.pid}`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(temporary, contents, { mode: file.endsWith('.mjs') ? 0o755 : 0o644 });
    await rename(temporary, file);
  } catch (error) {
    throw UNWRITABLE.has(error.code) ? new ReadOnlyError(error) : error;
  }
}

const UNWRITABLE = new Set(['EACCES', 'EPERM', 'EROFS']);

/** The checkout cannot be written. */
export class ReadOnlyError extends Error {
  constructor(cause) {
    super(
      `the build cannot write to ${root} (${cause.code}). Make the checkout writable, or copy it to a folder that is`,
      { cause },
    );
  }
}
