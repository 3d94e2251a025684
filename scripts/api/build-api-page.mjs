// Run by `npm run docs:api`.
import { readFileSync, writeFileSync } from 'node:fs';
import { apiPage } from './api-page.mjs';

const file = new URL('../../docs/api.md', import.meta.url);
const types = readFileSync(new URL('../../types/index.d.ts', import.meta.url), 'utf8');
writeFileSync(file, apiPage(readFileSync(file, 'utf8'), types));
