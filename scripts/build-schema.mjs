// Run by itself: writes the run file's JSON Schema from the sources.
import { buildSchema } from './build.mjs';

await buildSchema();
