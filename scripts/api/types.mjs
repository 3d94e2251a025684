// The types of the package, one file for each entry, from what the compiler emits for the sources. They need no
// other package.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const HEAD = '// Written by `npm run types:write` from the sources.\n';

/** The augmentations that make `expect` know the matchers. */
const VITEST = `import type { ConcurrencyMatchers } from './matchers.js';

declare module 'vitest' {
  interface Matchers<T = any> extends ConcurrencyMatchers {}
}
`;
const JEST = `import type { ConcurrencyMatchers } from './matchers.js';

declare global {
  namespace jest {
    interface Matchers<R, T = {}> extends ConcurrencyMatchers {}
  }
}

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends ConcurrencyMatchers {}
}
`;

/** Returns the contents of the files in types/, by their names. */
export function renderTypes() {
  const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [compiler, '-p', 'tsconfig.api.json'], { cwd: root });
  const known = new Set();
  const index = rollUp('index', known);
  const matchers = rollUp('vitest', known);
  const imported = [...index.names].filter((name) => isUsed(name, withoutComments(matchers.text)));
  return {
    'index.d.ts': `${HEAD}\n${index.text}`,
    'matchers.d.ts': `${HEAD}import type { ${imported.join(', ')} } from './index.js';\n\n${matchers.text}`,
    'vitest.d.ts': `${HEAD}export * from './matchers.js';\n${VITEST}`,
    'jest.d.ts': `${HEAD}export * from './matchers.js';\n${JEST}`,
  };
}

/** The declarations that an entry exports or refers to, except those that another entry has (`taken`). */
function rollUp(entry, taken) {
  const all = new Map();
  const exported = new Set();
  for (const [, list, file] of emitted(entry).matchAll(
    /^export (?:type )?\{([^}]+)\} from '([^']+)';/gm,
  )) {
    for (const name of list.split(',')) exported.add(name.replace('type ', '').trim());
    for (const one of declarationsIn(file.replace(/^\.\//, '').replace(/\.ts$/, '')))
      all.set(one.name, one.text);
  }
  exported.delete('');
  const names = new Set(exported);
  for (const name of names) {
    for (const other of all.keys()) {
      if (isUsed(other, withoutComments(all.get(name)))) names.add(other);
    }
  }
  const kept = [...all].filter(([name]) => names.has(name) && !taken.has(name));
  for (const [name] of kept) taken.add(name);
  const text = kept.map(([name, one]) => (exported.has(name) ? one : one.replace(/^export /m, '')));
  return { text: `${text.join('\n')}\nexport {};\n`, names };
}

/** The start of a declaration: its comment, if it has one. */
const DECLARATION =
  /^(?=\/\*\*(?:(?!\*\/)[^])*\*\/\n(?:export|type|interface|declare) )|(?<!\*\/\n)^(?=(?:export|type|interface|declare) )/m;

/** The declarations of a module, each with the comment above it. */
function declarationsIn(module) {
  return emitted(module)
    .split(DECLARATION)
    .flatMap((text) => {
      const name = /^(?:export )?(?:declare )?(?:class|const|function|interface|type) (\w+)/m.exec(
        text,
      )?.[1];
      return name === undefined ? [] : [{ name, text }];
    });
}

function emitted(module) {
  const file = path.join(root, '.build', 'declarations', 'src', `${module}.d.ts`);
  return readFileSync(file, 'utf8').replaceAll('    ', '  ');
}

function isUsed(name, text) {
  return new RegExp(`\\b${name}\\b`).test(text);
}

function withoutComments(text) {
  return text.replaceAll(/\/\*\*.*?\*\//gs, '');
}
