// The license texts of the packages that are bundled into the command.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const LICENSE_FILE = /^(licen[cs]e|copying|notice)([.-]|$)/i;

/** The text of this license names no copyright holder, so it is the same for every package. */
const SAME_FOR_ALL = 'Apache-2.0';

/**
 * Returns one text with the licenses of all packages that these files belong to. Packages with the
 * same text share it. Throws if a package has none.
 * @param {readonly string[]} files
 */
export function renderLicenses(files) {
  const folders = [...new Set(files.flatMap((file) => packageFolder(file) ?? []))].toSorted();
  const packages = folders.map((folder) => ({ ...readManifest(folder), text: readText(folder) }));
  const common = packages.find(({ license, text }) => license === SAME_FOR_ALL && text !== '');
  const namesByText = new Map();
  for (const { name, version, license, text: own } of packages) {
    const text = own === '' && license === SAME_FOR_ALL ? (common?.text ?? '') : own;
    if (text === '') throw new Error(`${name} has no license text, so it cannot be bundled`);
    const names = namesByText.get(text) ?? [];
    namesByText.set(text, [...names, `${name} ${version} (${license})`]);
  }
  const sections = [...namesByText].map(([text, names]) => `${names.join('\n')}\n\n${text}`);
  const rule = `\n\n${'-'.repeat(80)}\n\n`;
  return `The command contains code of these packages.${rule}${sections.join(rule)}\n`;
}

function readManifest(folder) {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
}

/**
 * `node_modules/a/lib/b.js` belongs to `node_modules/a`; a file of our own to none.
 * @param {string} file
 */
function packageFolder(file) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file.replaceAll('\\', '/'))?.[0];
}

function readText(folder) {
  return readdirSync(folder)
    .filter((name) => LICENSE_FILE.test(name))
    .toSorted()
    .map((name) => readFileSync(path.join(folder, name), 'utf8').trim())
    .join('\n\n');
}
