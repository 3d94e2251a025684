// Run by `npm run types:write`.
import { writeFileSync } from 'node:fs';
import { renderTypes } from './types.mjs';

for (const [name, contents] of Object.entries(renderTypes())) {
  writeFileSync(new URL(`../../types/${name}`, import.meta.url), contents);
}
