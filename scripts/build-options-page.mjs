// Run by `npm run docs:options`.
import { buildOptionsPage } from './build.mjs';

await buildOptionsPage();
