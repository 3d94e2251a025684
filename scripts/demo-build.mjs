// Preloaded (`node --import`), so the demo is never older than its sources.
import { buildDemo } from './build.mjs';

await buildDemo();
